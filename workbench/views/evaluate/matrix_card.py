"""The confusion matrix, and what its cells say."""

from __future__ import annotations

from workbench.state.confusion import NORMALISATIONS
from workbench.state.evaluating import Evaluating
from workbench.views.cards import Card
from workbench.views.choice import Choice
from workbench.views.evaluate.matrix_view import MatrixView
from workbench.views.theme import Theme


class MatrixCard(Card):
    """A choice among counts and shares above the matrix.

    Attributes:
        normalisation: What the cells say.
        view: The matrix.
    """

    def __init__(self, theme: Theme, evaluating: Evaluating) -> None:
        super().__init__("Confusion matrix")
        self._evaluating = evaluating
        self.normalisation = Choice(theme, "")
        self.normalisation.offer(NORMALISATIONS)
        self.view = MatrixView(theme)
        self.header.addWidget(self.normalisation)
        self.body.addWidget(self.view, 1)
        self.normalisation.chosen.connect(self._choose)
        evaluating.changed.connect(self._show)
        self._place = 0
        self._show()

    def _choose(self, place: int) -> None:
        self._place = place
        self.normalisation.show_chosen(place)
        self.view.show_shares(place)

    def _show(self) -> None:
        outcome = self._evaluating.outcome
        self.view.show_confusion(outcome.confusion if outcome else None, self._place)
