"""Long work beside the window: it reports where it is, can be cancelled at once, and never blocks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import Cancelled, WorkbenchError
from core.progress import Progress
from workbench.state.libraries import load_libraries

Work = Callable[[Progress], Any]

_LOOK_EVERY_MS = 33
# Most work is done in a few hundredths of a second: whoever waits for it is not to wait for the timer besides.
_LOOK_AT_FIRST_EVERY_MS = 4
_LOOKS_AT_FIRST = 50
_LOOKS_A_REPORT = _LOOK_EVERY_MS // _LOOK_AT_FIRST_EVERY_MS
_SECONDS_TO_END = 5.0


class _Job:
    """One piece of work on its thread. The window reads its attributes; nothing is ever sent to the window."""

    def __init__(self, work: Work) -> None:
        self.position = ("", 0, 0)
        self.result: Any = None
        self.error: BaseException | None = None
        self._work = work
        self._cancelled = threading.Event()
        # A daemon: a library that is deep in a file when the program is closed does not hold up its end.
        self._thread = threading.Thread(target=self._run, name="background work", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def cancel(self) -> None:
        self._cancelled.set()

    def wait(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            load_libraries()
            self.result = self._work(self._report)
        except BaseException as error:  # noqa: BLE001 - raised again on the window's thread
            self.error = error

    def _report(self, stage: str, done: int, total: int) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self.position = (stage, done, total)


class Background(QObject):
    """Does one piece of work at a time; a new one takes the place of an unfinished one.

    One timer looks at the work thirty times a second, and more often in its first moments. Signals across threads
    would be delivered after a cancel as well, and would swamp the window where the work reports more often than the
    screen can show.
    """

    progressed = Signal(str, int, int)
    succeeded = Signal(object)
    failed = Signal(WorkbenchError)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._cancelled_jobs: list[_Job] = []
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether there is work whose end will be signalled."""
        return self._job is not None

    def start(self, work: Work) -> None:
        """Begin; what was begun before is cancelled."""
        self.cancel()
        self._job = _Job(work)
        self._looks = 0
        self._timer.start(_LOOK_AT_FIRST_EVERY_MS)

    def cancel(self) -> None:
        """Give up the work: nothing more is heard of it, though its thread may take a moment to notice."""
        if self._job is not None:
            self._job.cancel()
            self._cancelled_jobs = [job for job in self._cancelled_jobs if job.is_running] + [self._job]
        self._job = None
        self._timer.stop()

    def close(self) -> None:
        """Cancel, and wait for what was cancelled to clean up after itself."""
        self.cancel()
        for job in self._cancelled_jobs:
            job.wait(_SECONDS_TO_END)

    def _look(self) -> None:
        job = self._job
        if job is None:
            return
        self._looks += 1
        if self._looks == _LOOKS_AT_FIRST:
            self._timer.setInterval(_LOOK_EVERY_MS)
        # A report means work for the window: as often as ever.
        if self._looks >= _LOOKS_AT_FIRST or not self._looks % _LOOKS_A_REPORT:
            self.progressed.emit(*job.position)
        if not job.is_running:
            self._job = None
            self._timer.stop()
            self._conclude(job)

    def _conclude(self, job: _Job) -> None:
        if job.error is None:
            self.succeeded.emit(job.result)
        elif isinstance(job.error, WorkbenchError):
            self.failed.emit(job.error)
        else:
            self.failed.emit(WorkbenchError("A fault in the program ended this.", "See the report of it."))
            raise job.error
