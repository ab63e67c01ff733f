"""The cache of the program, as the settings show it: how large it is, and a way to empty it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.paths import cache_folder
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.datasets import Datasets
from workbench.state.sweeping import Sweeping
from workbench.state.training import Training


class CacheCare(QObject):
    """Measures and empties the cache beside the window.

    Attributes:
        size: Bytes that can be had back; None before they were counted.
        error: Why it could not be emptied.
    """

    changed = Signal()

    def __init__(self, datasets: Datasets, training: Training, sweeping: Sweeping, parent: QObject) -> None:
        super().__init__(parent)
        self.size: int | None = None
        self.error: WorkbenchError | None = None
        self._datasets, self._training, self._sweeping = datasets, training, sweeping
        self._measuring, self._emptying = Background(self), Background(self)
        self._measuring.succeeded.connect(self._take)
        self._emptying.succeeded.connect(lambda _freed: self.measure())
        for background in (self._measuring, self._emptying):
            background.failed.connect(self._refuse)

    @property
    def folder(self) -> Path:
        """Where it is."""
        return cache_folder()

    @property
    def is_busy(self) -> bool:
        """Whether it is being counted or emptied."""
        return self._measuring.is_busy or self._emptying.is_busy

    @property
    def obstacle(self) -> str:
        """Why it cannot be emptied now, in a sentence; empty where it can."""
        if self._training.is_busy or self._training.queue:
            return "A run reads from it: wait until it is over."
        if self._sweeping.is_going:
            return "A sweep reads from it: wait until it is over."
        return "A dataset is being read into it." if self._datasets.is_reading else ""

    def measure(self) -> None:
        """Count anew."""
        self._measuring.start(_measured)
        self.changed.emit()

    def empty(self) -> None:
        """Remove what can be made again, but for the dataset at hand."""
        if self.obstacle or self._emptying.is_busy:
            return
        dataset = self._datasets.dataset
        keep = {dataset.sha256} if dataset else set()
        self.error = None
        self._emptying.start(lambda progress: _emptied(keep, progress))
        self.changed.emit()

    def close(self) -> None:
        """Give up what is being done."""
        self._measuring.close()
        self._emptying.close()

    def _take(self, size: int) -> None:
        self.size = size
        self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _measured(progress: Progress) -> int:
    from core.data.emptying import cache_bytes  # noqa: PLC0415 - only for who opens the settings

    return cache_bytes(progress)


def _emptied(keep: set[str], progress: Progress) -> int:
    from core.data.emptying import empty_cache  # noqa: PLC0415 - likewise

    return empty_cache(keep, progress)
