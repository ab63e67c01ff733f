"""What is to be said of the run at hand, once it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background

if TYPE_CHECKING:  # NumPy and pydantic come with the first run: the window is there before it
    from core.evaluation.diagnosis.finding import Finding
    from core.runs.store import RunStore
    from workbench.state.training import Training


class WhatHappened(QObject):
    """Reads the run's record beside the window, when it has ended or is brought back.

    Attributes:
        findings: What matters most first; nothing while a run goes on.
        error: Why the record could not be read; None where it could.
    """

    changed = Signal()

    def __init__(self, store: Callable[[], RunStore], training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.findings: tuple[Finding, ...] = ()
        self.error: WorkbenchError | None = None
        self._store, self._training = store, training
        self._background = Background(self)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)
        training.run_changed.connect(self._forget)
        training.run_finished.connect(self._read)
        training.run_recalled.connect(self._read)

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _read(self) -> None:
        run = self._training.run
        if run is not None and run.is_over and run.run_id:
            run_id = run.run_id
            self._background.start(lambda progress: _findings(self._store(), run_id, progress))

    def _forget(self) -> None:
        """What was said was of the run before."""
        run = self._training.run
        if run is not None and not run.is_over:
            self._background.cancel()
            if self.findings:
                self._take(())

    def _take(self, findings: tuple[Finding, ...]) -> None:
        self.findings, self.error = findings, None
        self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.findings, self.error = (), error
        self.changed.emit()


def _findings(store: RunStore, run_id: str, progress: Progress) -> tuple[Finding, ...]:
    from core.runs.diagnosis import diagnosis_of  # noqa: PLC0415 - loads NumPy, off the window's thread

    progress("Reading the run", 0, 0)
    return diagnosis_of(store, store.run(run_id))
