"""What the model says about the picture that is looked at closely."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from workbench.views.cards import Card, percent
from workbench.views.evaluate.gallery_card import GalleryCard
from workbench.views.predict.probability_bars import ProbabilityBars
from workbench.views.theme import Theme
from workbench.views.tokens import Size


class AnswerCard(Card):
    """A bar a class, the most probable first.

    Attributes:
        bars: They.
    """

    def __init__(self, theme: Theme, gallery: GalleryCard) -> None:
        super().__init__("Answer")
        self._gallery = gallery
        self.bars = ProbabilityBars(theme)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.bars)
        scroll.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll.setMinimumHeight(Size.LEAST_PROBABILITIES * Size.PROBABILITY)
        self.body.addWidget(scroll, 1)
        gallery.current_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        outcome, place = self._gallery.outcome, self._gallery.place
        if outcome is None:
            return
        if place is None:
            self.show_title("Answer")
            self.bars.show_probabilities(outcome.classes, {}, is_sorted=False)
            return
        true, predicted, share = outcome.answer(place)
        self.show_title(f"{predicted}, {percent(share)}", "right" if true == predicted else f"but is {true}")
        answers = map(float, outcome.examination.probabilities[place])
        self.bars.show_probabilities(outcome.classes, dict(zip(outcome.classes, answers, strict=True)), is_sorted=True)
