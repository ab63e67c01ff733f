"""What the network gets to see of the current picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.preprocessing.pipeline import Pipeline
from workbench.state.asking import Look
from workbench.state.session import Session
from workbench.views.cards import Card, wrapped
from workbench.views.pixels import PixelView
from workbench.views.signs import TIMES
from workbench.views.tokens import Size, Space

_NORMALIZATIONS = {
    "unit": "Scaled to 0…1",
    "dataset": "Less the mean of the training images, over their deviation",
    "image": "Less its own mean, over its own deviation",
}


class SeenCard(Card):
    """The very pixels, enlarged without smoothing, and how they came about.

    Attributes:
        view: The picture.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("What the network sees")
        self._session = session
        self.view = PixelView("What the network sees")
        self.view.setFixedSize(Size.SEEN, Size.SEEN)
        # Its place is there before there is a picture.
        self.view.setObjectName("well")
        self.view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._steps = [wrapped("", "quiet") for _ in range(3)]
        row = QHBoxLayout()
        row.setSpacing(Space.CHIP)
        row.addWidget(self.view)
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        for step in self._steps:
            words.addWidget(step)
        words.addStretch(1)
        row.addLayout(words, 1)
        holder = QWidget()
        holder.setObjectName("scrolled")
        holder.setLayout(row)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self.body.addWidget(holder)
        session.models.changed.connect(self._show)
        session.predictions.look_changed.connect(self._show)
        self._show()

    @property
    def steps(self) -> tuple[str, ...]:
        """How the pixels came about, in words."""
        return tuple(step.text() for step in self._steps)

    def _show(self) -> None:
        predictor, look = self._session.models.predictor, self._session.predictions.look
        if predictor is None:
            return
        height, width, channels = predictor.pipeline.input_shape
        self.show_title("What the network sees", f"{width} {TIMES} {height} {'RGB' if channels == 3 else 'gray'}")
        self.view.show_image(look.seen if look else None, "The picture as the network sees it" if look else "")
        for step, words in zip(self._steps, _described(predictor.pipeline, look), strict=True):
            step.setText(words)


def _described(pipeline: Pipeline, look: Look | None) -> tuple[str, str, str]:
    """The steps from the picture to the numbers, in words."""
    size = (pipeline.width, pipeline.height)
    if look is None:
        resized = f"Every picture becomes {size[0]} {TIMES} {size[1]}"
    elif look.size == size:
        resized = "In its own size"
    else:
        resized = f"Resized from {look.size[0]:,} {TIMES} {look.size[1]:,}"
    color = "In colour" if pipeline.channels == 3 else "In shades of gray"
    return resized, color, _NORMALIZATIONS[pipeline.normalization]
