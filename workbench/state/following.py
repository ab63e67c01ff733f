"""Keeping up with the runs that are being trained: their latest checkpoints are among the models that can answer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from workbench.state.models import Models
from workbench.state.predictions import Predictions

_LOOK_EVERY_MS = 2_000
# The processor is the run's: of twelve looks' time, no more than about one goes into asking again.
_LOOKS_LEFT_OUT = 11


class Following(QObject):
    """Looks for newer checkpoints every few seconds while a run is being trained.

    After every one of the run that answers, all pictures are asked about anew. Where these are many, it looks the less
    often, so that the run is not made slower by being watched.
    """

    def __init__(self, models: Models, predictions: Predictions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models, self._predictions = models, predictions
        self._left_out = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        models.entries_changed.connect(self._follow_list)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _follow_list(self) -> None:
        if self._models.is_training and not self._timer.isActive():
            self._timer.start()
        elif not self._models.is_training:
            self._timer.stop()

    def _look(self) -> None:
        if self._predictions.is_asking:
            self._left_out += _LOOKS_LEFT_OUT
        elif self._left_out:
            self._left_out -= 1
        else:
            self._models.look_at_training()
