"""From which probability on an answer is given as one, and below as a guess."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.models.certainty import is_sure
from workbench.state.chosen_settings import ChosenSettings


class Certainty(QObject):
    """The threshold among the settings.

    Attributes:
        sure_above: One of those offered there.
    """

    changed = Signal()

    def __init__(self, settings: ChosenSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.sure_above = settings.current.not_sure_below
        settings.changed.connect(self._look)

    def choose(self, sure_above: float) -> None:
        """Set one of those offered."""
        self._settings.choose(not_sure_below=sure_above)

    def is_sure(self, probability: float) -> bool:
        """Whether that is enough for an answer."""
        return is_sure(probability, self.sure_above)

    def _look(self) -> None:
        if self.sure_above != self._settings.current.not_sure_below:
            self.sure_above = self._settings.current.not_sure_below
            self.changed.emit()
