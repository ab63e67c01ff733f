"""All runs of the workspace, and those in its trash, as they were the last time that somebody looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background

if TYPE_CHECKING:
    from core.runs.records import RunSummary
    from core.runs.store import RunStore
    from workbench.state.training import Training

# Often enough for figures that are read by people, seldom enough for a workspace of thousands of runs.
_NEWS_MS = 1_000


class _Found(NamedTuple):
    runs: tuple[RunSummary, ...]
    deleted: tuple[RunSummary, ...]


class RunList(QObject):
    """Reads the run store beside the window: when a run begins or ends, and while one goes on as long as it is watched.

    Attributes:
        runs: The newest first.
        deleted: Those in the trash, likewise.
        error: Why the store could not be read; None where it could.
    """

    changed = Signal()

    def __init__(self, store: Callable[[], RunStore], training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[RunSummary, ...] = ()
        self.deleted: tuple[RunSummary, ...] = ()
        self.error: WorkbenchError | None = None
        self._store = store
        self._is_watched = self._is_known = False
        self._background = Background(self)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)
        self._soon = QTimer(self, singleShot=True, interval=_NEWS_MS)
        self._soon.timeout.connect(self.refresh)
        training.run_started.connect(self._refresh_if_watched)
        training.run_finished.connect(self._refresh_if_watched)
        training.curves_changed.connect(self._refresh_soon)

    @property
    def is_known(self) -> bool:
        """Whether the store has been read at all."""
        return self._is_known

    @property
    def is_reading(self) -> bool:
        """Whether news are on their way."""
        return self._background.is_busy

    def watch(self, *, is_watched: bool) -> None:
        """Somebody looks at the runs from now on, or no longer."""
        self._is_watched = is_watched
        if is_watched:
            self.refresh()
        else:
            self._soon.stop()

    def refresh(self) -> None:
        """Read the store; `changed` tells the end."""
        self._background.start(lambda progress: _read(self._store(), progress))

    def close(self) -> None:
        """Leave no work behind."""
        self._soon.stop()
        self._background.close()

    def _refresh_if_watched(self) -> None:
        if self._is_watched:
            self.refresh()

    def _refresh_soon(self) -> None:
        # Not begun anew: news come all the time while a run goes on.
        if self._is_watched and not self._soon.isActive():
            self._soon.start()

    def _take(self, found: _Found) -> None:
        self.runs, self.deleted = found
        self.error, self._is_known = None, True
        self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _read(store: RunStore, progress: Progress) -> _Found:
    progress("Reading runs", 0, 0)
    return _Found(tuple(store.runs()), tuple(deleted.record for deleted in store.trash.runs()))
