"""Whether the model is as sure as it has a right to be."""

from __future__ import annotations

from core.evaluation.calibration import Reliability
from workbench.state.evaluating import Evaluating
from workbench.views.cards import Card, ElidedLabel, percent
from workbench.views.evaluate.reliability_view import ReliabilityView
from workbench.views.theme import Theme

# Below this many points of a hundred nobody needs to be told.
_NOTICEABLE = 0.01


class ReliabilityCard(Card):
    """The diagram under its error.

    Attributes:
        view: The diagram.
    """

    def __init__(self, theme: Theme, evaluating: Evaluating) -> None:
        super().__init__("Reliability")
        self._evaluating = evaluating
        self.view = ReliabilityView(theme)
        self._words = ElidedLabel("quiet")
        self.body.addWidget(self._words)
        self.body.addWidget(self.view, 1)
        evaluating.changed.connect(self._show)
        self._show()

    @property
    def words(self) -> str:
        """What the diagram says, in a sentence."""
        return self._words.accessibleName()

    def _show(self) -> None:
        outcome = self._evaluating.outcome
        found = outcome.reliability if outcome else None
        self.view.show_reliability(found)
        self.show_title("Reliability", f"ECE {percent(found.expected_calibration_error)}" if found else "")
        self._words.show_text(_sentence(found) if found else "")
        self.view.setAccessibleDescription(self.words)


def _sentence(found: Reliability) -> str:
    excess = found.overconfidence
    if abs(excess) < _NOTICEABLE:
        return "It is right about as often as it says."
    return f"It is {'surer' if excess > 0 else 'less sure'} than it is right, by {100 * abs(excess):.1f} points."
