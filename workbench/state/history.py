"""The runs of the workspace on the dataset at hand, and those whose curves are compared with the run that is going."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.curves import Curves

if TYPE_CHECKING:
    from core.runs.records import RunSummary
    from core.runs.store import RunStore
    from workbench.state.datasets import Datasets
    from workbench.state.training import Training


class _Found(NamedTuple):
    runs: list[RunSummary]
    overlays: dict[str, Curves]


class History(QObject):
    """Reads the run store beside the window, whenever a run begins or ends.

    Attributes:
        current: What the store says about the run at hand; None before it has begun.
        earlier: Other runs on the same dataset, the latest first.
        overlays: The curves of those that are compared, by run id.
        error: Why the store could not be read; None where it could.
    """

    changed = Signal()

    def __init__(
        self,
        store: Callable[[], RunStore],
        training: Training,
        datasets: Datasets,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.current: RunSummary | None = None
        self.earlier: tuple[RunSummary, ...] = ()
        self.overlays: dict[str, Curves] = {}
        self.error: WorkbenchError | None = None
        self._store = store
        self._training = training
        self._datasets = datasets
        self._data_sha256 = ""
        self._compared: tuple[str, ...] = ()
        self._background = Background(self)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)
        training.run_started.connect(self.refresh)
        training.run_finished.connect(self.refresh)
        training.run_recalled.connect(self.refresh)

    @property
    def is_reading(self) -> bool:
        """Whether news are on their way."""
        return self._background.is_busy

    def refresh(self) -> None:
        """Read the store; `changed` tells the end."""
        compared = self._compared
        self._background.start(lambda progress: _read(self._store(), compared, progress))

    def compare(self, run_id: str, *, is_compared: bool) -> None:
        """Overlay the curves of a run, or take them away again."""
        others = tuple(other for other in self._compared if other != run_id)
        self._compared = (*others, run_id) if is_compared else others
        self.refresh()

    def is_compared(self, run_id: str) -> bool:
        """Whether the curves of a run are asked for."""
        return run_id in self._compared

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _take(self, found: _Found) -> None:
        run, dataset = self._training.run, self._datasets.dataset
        run_id = run.run_id if run else ""
        self.current = next((one for one in found.runs if one.run_id == run_id), None)
        if self.current:
            self._data_sha256 = self.current.data_sha256
        elif dataset and run is None:
            self._data_sha256 = dataset.sha256
        # Of a run that has not begun nobody knows its data yet: most likely those of the run before it.
        others = (one for one in found.runs if one.data_sha256 == self._data_sha256)
        self.earlier = tuple(one for one in others if one.run_id != run_id)
        self.overlays = found.overlays
        self.error = None
        self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _read(store: RunStore, compared: tuple[str, ...], progress: Progress) -> _Found:
    overlays = {}
    for run_id in compared:
        overlays[run_id] = Curves(store.run(run_id).epochs)
        progress("Reading runs", len(overlays), len(compared))
    return _Found(store.runs(), overlays)
