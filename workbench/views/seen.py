"""A picture as a network sees it, and how that came about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.data.dataset import UInt8Images
from workbench.views.pixels import PixelView
from workbench.views.tokens import Size, Space

SEEN = "What the network sees"
NORMALIZATIONS = {
    "unit": "Scaled to 0…1",
    "dataset": "Less the mean of the training images, over their deviation",
    "image": "Less its own mean, over its own deviation",
}
"""How the numbers come of the pixels, by the word for it in an experiment."""


def color_of(channels: int) -> str:
    """What is left of a picture's colours."""
    return "In colour" if channels == 3 else "In shades of gray"


class SeenPixels(QWidget):
    """The very pixels, enlarged without smoothing, and lines of words beside them.

    Attributes:
        view: The pixels.
    """

    def __init__(self, *lines: QLabel) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.view = PixelView(SEEN)
        self.view.setFixedSize(Size.SEEN, Size.SEEN)
        self._lines = lines
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.CHIP)
        row.addWidget(self.view)
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        for line in lines:
            words.addWidget(line)
        words.addStretch(1)
        row.addLayout(words, 1)

    @property
    def steps(self) -> tuple[str, ...]:
        """How the pixels came about, in words."""
        return tuple(line.text() for line in self._lines)

    def show_seen(self, pixels: UInt8Images | None, name: str, steps: Sequence[str]) -> None:
        """Show other pixels, called by a name, and how they came about."""
        self.view.show_image(pixels, name)
        for line, step in zip(self._lines, steps, strict=True):
            line.setText(step)
