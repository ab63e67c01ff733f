"""The thread that stands between a window and the process that trains."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread

from core.errors import WorkbenchError
from core.training.control import Request
from core.training.events import Finished, Outcome, TrainingEvent

if TYPE_CHECKING:
    from core.runs.store import RunStore
    from core.training.worker import Worker

_FINAL = (Request.STOP, Request.DISCARD)
_MOST_LOG_BYTES = 50_000


class Supervisor(QThread):
    """Starts one worker process, and collects what it reports for whoever looks.

    Nothing is sent to the window: it takes the reports when it has time for them.

    Args:
        store: Opens the run store of the workspace.
        start: Starts the process.

    Attributes:
        run_id: Empty until the process is being started.
        has_model: Whether the run left a model; known when the thread has ended.
        log: The end of what the process printed; likewise.
        fault: What nobody expected to go wrong here; likewise.
    """

    def __init__(
        self,
        store: Callable[[], RunStore],
        start: Callable[[RunStore], Worker],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.run_id = ""
        self.has_model = False
        self.log = ""
        self.fault: Exception | None = None
        self._store = store
        self._start_worker = start
        self._reports: queue.SimpleQueue[TrainingEvent] = queue.SimpleQueue()
        self._asking = threading.Lock()
        self._request = Request.RUN
        self._worker: Worker | None = None

    def reports(self) -> Iterator[TrainingEvent]:
        """What has been reported since the last look."""
        while True:
            try:
                yield self._reports.get_nowait()
            except queue.Empty:
                return

    def ask(self, request: Request) -> None:
        """Ask something of the run, now or as soon as there is a process to ask. Stop and discard are final."""
        with self._asking:
            if self._request not in _FINAL:
                self._request = request
                self._pass_on()

    def end(self, seconds: float) -> None:
        """Stop and keep the run, and wait until that is done; a process that does not manage in time is killed."""
        self.ask(Request.STOP)
        if not self.wait(round(seconds * 1000)) and self._worker is not None:
            self._worker.terminate(grace=0)
        self.wait()

    def run(self) -> None:
        """The thread's work; the last thing reported is a `Finished`, whatever happens."""
        try:
            self._supervise()
        except WorkbenchError as error:
            self._report_failure(str(error))
        except Exception as error:  # noqa: BLE001 - raised again on the window's thread
            self.fault = error
            self._report_failure(f"A fault in the program ended it: {type(error).__name__}: {error}")

    def _supervise(self) -> None:
        store = self._store()
        worker = self._start_worker(store)
        self.run_id = worker.run_id
        with self._asking:
            self._worker = worker
            self._pass_on()
        try:
            for event in worker.events():
                if isinstance(event, Finished):
                    self.has_model = _has_model(store, worker.run_id)
                    self.log = _end_of(worker.log)
                self._reports.put(event)
        finally:
            worker.close()

    def _pass_on(self) -> None:
        if self._worker is None:
            return
        actions = {
            Request.RUN: self._worker.resume,
            Request.PAUSE: self._worker.pause,
            Request.STOP: self._worker.stop,
            Request.DISCARD: self._worker.discard,
        }
        actions[self._request]()

    def _report_failure(self, reason: str) -> None:
        self._reports.put(
            Finished(run_id=self.run_id, sequence=0, time=time.time(), outcome=Outcome.FAILED, reason=reason)
        )


def _has_model(store: RunStore, run_id: str) -> bool:
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415 - loads NumPy, off the window's thread

    try:
        return store.run(run_id).artifact(MODEL_ARTIFACT) is not None
    except WorkbenchError:
        # It was never recorded, or the disk that it is on is gone.
        return False


def _end_of(log: Path) -> str:
    try:
        return log.read_bytes()[-_MOST_LOG_BYTES:].decode("utf-8", "replace")
    except OSError as error:
        return f"The log {log} cannot be read: {error}"
