"""The pictures and folders that a model was asked about last, from one start to the next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.state.predictions import Predictions
from workbench.state.preferences import Preferences

_REMEMBERED = "recent-pictures"
_MOST = 10


class RecentPictures(QObject):
    """Remembers what is given as files, the latest first; of many files at once, the first."""

    changed = Signal()

    def __init__(self, predictions: Predictions, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        predictions.asked.connect(self._remember)

    @property
    def paths(self) -> list[Path]:
        """Those that are still there."""
        return [path for path in map(Path, self._kept()) if path.exists()]

    def _remember(self, paths: Sequence[Path]) -> None:
        if paths:
            latest = str(paths[0].absolute())
            kept = [latest, *(path for path in self._kept() if path != latest)][:_MOST]
            self._preferences.remember_word(_REMEMBERED, json.dumps(kept))
            self.changed.emit()

    def _kept(self) -> list[str]:
        try:
            kept = json.loads(self._preferences.word(_REMEMBERED) or "[]")
        except ValueError:
            return []
        return [path for path in kept if isinstance(path, str)] if isinstance(kept, list) else []
