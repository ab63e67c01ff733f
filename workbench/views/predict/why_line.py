"""The choice between the picture and the maps of what its answer hangs on, and a few words about what is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from workbench.state.explaining import Explaining
from workbench.state.predictions import Predictions
from workbench.views.cards import FewLines
from workbench.views.segments import Segments
from workbench.views.tokens import Size, Space

_TITLES = ("Picture", "Gradient", "Occlusion")
_TIPS = (
    "The picture as it is",
    "Where a small change of the picture would change the answer most",
    "Where the answer loses probability when the place is hidden",
)


class WhyLine(QWidget):
    """Three buttons of which one is down, and beside them how to read the map, or how far it is; else what is shown.

    Args:
        explaining: Makes the maps.
        predictions: The pictures.
        busy: Takes the words' place while many pictures are asked about.

    Attributes:
        ways: The buttons.
        words: What is said of the map beside them.
    """

    def __init__(self, explaining: Explaining, predictions: Predictions, busy: QWidget) -> None:
        super().__init__()
        self._explaining, self._predictions = explaining, predictions
        self.ways = Segments("What is shown of the picture", _TITLES)
        for button, tip in zip(self.ways.buttons, _TIPS, strict=True):
            button.setToolTip(tip)
        self.words = self._about = ""
        self._shown, self._beside = FewLines("quiet", 2), QStackedWidget()
        self._beside.addWidget(self._shown)
        self._beside.addWidget(busy)
        self.ways.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # Two lines of words, and as high without, or busy: the picture keeps its size.
        self.setFixedHeight(Size.CONTROL_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.CHIP)
        row.addWidget(self.ways)
        row.addWidget(self._beside, 1)
        self.ways.chosen.connect(self._choose)
        for moment in (explaining.changed, explaining.progressed, predictions.look_changed):
            moment.connect(self._show)
        self._show()

    @property
    def is_busy(self) -> bool:
        """Whether it shows how far the asking is."""
        return bool(self._beside.currentIndex())

    def show_about(self, text: str) -> None:
        """What is said while there is nothing to say of a map."""
        self._about = text
        self._show()

    def show_busy(self, *, is_busy: bool) -> None:
        """Show how far the asking is, or the words again."""
        self._beside.setCurrentIndex(int(is_busy))

    def _choose(self, place: int) -> None:
        from core.models.saliency import WAYS  # noqa: PLC0415 - there is a model, so NumPy is there

        self._explaining.choose(WAYS[place - 1] if place else None)

    def _show(self) -> None:
        explaining = self._explaining
        self.ways.setEnabled(self._predictions.look is not None)
        if explaining.error is not None:
            self.words = str(explaining.error)
        elif explaining.explanation is not None:
            self.words = explaining.explanation.words
        else:
            busy = f"Looking for what the answer hangs on: {explaining.share:.0%}"
            self.words = busy if explaining.is_busy else ""
        self._shown.show_text(self.words or self._about)
