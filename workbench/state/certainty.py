"""From which probability on an answer is given as one, and below as a guess."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.models.certainty import SURE_ABOVE, is_sure
from workbench.state.preferences import Preferences

OFFERED = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
_REMEMBERED = "sure_above"


class Certainty(QObject):
    """The threshold, remembered from start to start.

    Attributes:
        sure_above: One of those offered.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        kept = preferences.word(_REMEMBERED)
        self.sure_above = next((share for share in OFFERED if f"{share:.0%}" == kept), SURE_ABOVE)

    def choose(self, sure_above: float) -> None:
        """Set one of those offered."""
        self.sure_above = sure_above
        self._preferences.remember_word(_REMEMBERED, f"{sure_above:.0%}")
        self.changed.emit()

    def is_sure(self, probability: float) -> bool:
        """Whether that is enough for an answer."""
        return is_sure(probability, self.sure_above)
