"""The thread that works on a sweep while the window goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread

from core.data.dataset import ImageDataset
from core.errors import Cancelled, WorkbenchError
from core.sweeps.kept import SweepRecord, keep_sweep
from core.sweeps.space import base_of
from core.training.control import Control
from workbench.state.libraries import load_libraries
from workbench.state.sweep_order import SweepOrder

if TYPE_CHECKING:
    from core.runs.store import RunStore
    from core.sweeps.jobs import RunExecutor


class SweepSupervisor(QThread):
    """Reads the images, keeps the sweep and tries one experiment after the other, in processes of their own.

    Nothing is sent to the window: it looks at the attributes when it has time, and what the trials come to is in the
    workspace.

    Attributes:
        order: What was asked for.
        record: The sweep; None until it is kept.
        stage: What is being done before the first trial: a phrase, what is done, and all there is to do.
        error: Why it ended early; known when the thread has ended.
        fault: What nobody expected to go wrong; likewise.
    """

    def __init__(self, store: Callable[[], RunStore], order: SweepOrder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = order
        self.record: SweepRecord | None = None
        self.stage = ("", 0, 0)
        self.error: WorkbenchError | None = None
        self.fault: Exception | None = None
        self._store = store
        self._control = Control()
        self._executor: RunExecutor | None = None

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to end."""
        return self._control.is_ending

    def stop(self) -> None:
        """Stop and keep what is being trained, and end."""
        self._control.stop()

    def end(self, seconds: float) -> None:
        """The same, and wait until that is done; runs that do not manage in time are let go of, and can be resumed."""
        self.stop()
        if not self.wait(round(seconds * 1000)) and self._executor is not None:
            self._executor.close()
        self.wait()

    def run(self) -> None:
        """The thread's work."""
        try:
            self._work()
        except Cancelled:
            pass
        except WorkbenchError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - raised again on the window's thread
            self.fault = error

    def _work(self) -> None:
        load_libraries()
        from core.sweeps.sweep import run_sweep  # noqa: PLC0415 - off the window's thread

        datasets, store = cache(self._dataset), self._store()
        dataset = datasets(base_of(self.order.space).data.image_size)
        self._check(dataset)
        record = keep_sweep(store.workspace, self.order.space, dataset)
        self._executor = self.order.effort.executor()
        self.record = record
        for _event in run_sweep(record, store, self._executor, datasets, self._control):
            pass

    def _dataset(self, image_size: int | None) -> ImageDataset:
        from core.data.open import open_dataset  # noqa: PLC0415 - loads NumPy, off the window's thread

        return open_dataset(self.order.source, progress=self._report, image_size=image_size)

    def _check(self, dataset: ImageDataset) -> None:
        """A sweep goes on with the images that it began with."""
        before = self.order.record
        if before is not None and before.data_sha256 != dataset.sha256:
            raise WorkbenchError(
                f"{dataset.source} holds other images than those that the sweep began with.",
                "Bring these back, or begin another sweep.",
            )

    def _report(self, stage: str, done: int, total: int) -> None:
        if self._control.is_ending:
            raise Cancelled
        self.stage = (stage, done, total)
