"""Runs on a cluster of dask.distributed, recorded here while they are trained there.

The scheduler gives runs to workers, and a run whose worker dies to another (up to three times). Everything that is
said comes through it; nothing listens here. Two threads of this process serve all runs: one waits for what workers say,
the other records it, answers, and notices how attempts end.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import TypeAdapter

from core.errors import DiskFull, WorkbenchError
from core.experiment.draft import draft_of
from core.runs.store import RunStore
from core.sweeps.cluster_client import check_installed, connect, refusal_of, start_local
from core.sweeps.cluster_worker import HungUp, Message, deliver, train_on_cluster
from core.sweeps.executors import physical_cores
from core.sweeps.jobs import Attempt, ExecutorGone, Hear
from core.sweeps.remote_run import RemoteRun
from core.sweeps.sent_data import blocks_of, describe
from core.training.control import Request
from core.training.events import EpochEnded, Finished, Held, Outcome, TrainingEvent

if TYPE_CHECKING:  # an optional extra
    from distributed import Queue as DaskQueue

T = TypeVar("T")

_log = logging.getLogger(__name__)

LOCAL: Final = "local"
"""In place of an address: a cluster of processes of this machine, for as long as it is needed."""

_EVENT: Final[TypeAdapter[TrainingEvent]] = TypeAdapter(TrainingEvent)
# What workers may say before anybody listens: they wait then, and give up where nobody does.
_MOST_UNHEARD: Final = 256
_LISTEN_SECONDS: Final = 0.5
_HUNG_SECONDS: Final = 5.0
_SECONDS_BETWEEN_TRIES: Final = 5.0


@dataclass
class _Line:
    """A run and who trains it at the moment."""

    attempt: Attempt
    run: RemoteRun
    outer: Future[None]
    inner: Future[None] | None = None
    address: str = ""
    worker: str = ""
    asked: Request = Request.RUN


@dataclass(frozen=True)
class _Ended:
    """A run's task came to its end."""

    line: _Line
    inner: Future[None] = field(repr=False)


class Cluster:
    """Trains runs on the workers of a dask scheduler.

    Args:
        address: Of the scheduler, such as tcp://127.0.0.1:8786; `LOCAL` starts one here, with its workers.
        workers: How many runs at a time; None for as many as the workers have threads.
        threads: Of the matrix library in each run; None for one, as dask's workers have.

    Raises:
        WorkbenchError: `distributed` is not installed, the cluster cannot be reached, or it runs another version of
            this program, of Python or of NumPy.
    """

    def __init__(self, address: str, workers: int | None = None, threads: int | None = None) -> None:
        check_installed()
        self._local = start_local(workers or physical_cores()) if address == LOCAL else None
        self._address = self._local.scheduler_address if self._local else address
        self._client = connect(self._address)
        self.workers = workers or max(1, sum(self._client.nthreads().values()))
        self.threads = threads or 1
        self._lines: dict[str, _Line] = {}
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._inbox: queue.SimpleQueue[Message | _Ended | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._queue: DaskQueue | None = None
        self._is_gone = False

    def wait_for_workers(self, count: int, seconds: float = 120.0) -> None:
        """Until so many workers are there.

        Raises:
            WorkbenchError: They are not in time.
        """
        try:
            self._client.wait_for_workers(count, timeout=seconds)
        except (OSError, TimeoutError) as error:
            message = f"Fewer than {count} workers came to {self._address} within {seconds:g} s."
            raise WorkbenchError(message, "Start them with `dask worker ADDRESS`.") from error

    def open(self, store: RunStore, hear: Hear) -> None:
        """As `RunExecutor.open`."""
        from distributed import Queue  # noqa: PLC0415 - an optional extra

        self._store, self._hear = store, hear
        self._name = f"workbench-{uuid.uuid4().hex}"
        self._queue = Queue(self._name, client=self._client, maxsize=_MOST_UNHEARD)
        self._executor = self._client.get_executor(pure=False)
        self._start(self._listen, self._queue)
        self._start(self._serve)

    def submit(self, attempt: Attempt) -> Future[None]:
        """As `RunExecutor.submit`; the run is recorded here."""
        if self._is_gone:
            raise self._gone()
        line = _Line(attempt, RemoteRun(attempt, self._store), Future())
        with self._turn:
            self._lines[attempt.run_id] = line
        line.inner = inner = self._executor.submit(train_on_cluster, self._name, attempt.run_id, attempt.number)
        inner.add_done_callback(lambda ended: self._inbox.put(_Ended(line, ended)))
        line.outer.add_done_callback(lambda outer: inner.cancel() if outer.cancelled() else None)
        return line.outer

    def bury(self, attempt: Attempt) -> None:
        """As `RunExecutor.bury`: the scheduler tries again by itself."""

    def ask(self, run_id: str, request: Request) -> None:
        """As `RunExecutor.ask`."""
        with self._turn:
            line = self._lines.get(run_id)
            if line is not None and line.asked not in (Request.STOP, Request.DISCARD):
                line.asked = request
        if line is not None:
            self._send(line, {"kind": "ask", "request": str(line.asked)})

    def close(self) -> None:
        """As `RunExecutor.close`; also where it was never opened."""
        for line in list(self._lines.values()):
            self._send(line, {"kind": "hang-up"})
        self._closing.set()
        self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        for line in list(self._lines.values()):
            self._end(line, Outcome.INTERRUPTED, "It was interrupted before it had finished.", None)
        if self._queue is not None and not self._is_gone:
            with suppress(OSError, TimeoutError):
                self._queue.close()
        self._client.close()
        if self._local:
            self._local.close()

    def _gone(self) -> ExecutorGone:
        return ExecutorGone(
            f"The cluster at {self._address} has gone.", "Its runs can be resumed here, or there once it is back."
        )

    def _start(self, work: Callable[..., None], *arguments: Any) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments, name=f"cluster {work.__name__}"))
        self._threads[-1].start()

    def _listen(self, heard: DaskQueue) -> None:
        """Pass on what workers say, until the end."""
        while not self._closing.is_set():
            # No answer within the seconds of the first kind is usual; of the second, the end of a connection.
            with suppress(OSError, TimeoutError):
                said = heard.get(timeout=_LISTEN_SECONDS, callback_timeout=_LISTEN_SECONDS + _HUNG_SECONDS)
                self._inbox.put(said)
            if self._client.status != "running":
                self._closing.wait(_LISTEN_SECONDS)

    def _serve(self) -> None:
        """Record and answer, in the order of what happened."""
        answers = {
            "ready": self._on_ready,
            "data": self._on_data,
            "prepared": self._on_prepared,
            "epoch": self._on_epoch,
            "event": self._on_event,
            "given-up": self._on_given_up,
        }
        while (said := self._inbox.get()) is not None:
            if isinstance(said, _Ended):
                self._take_end(said)
                continue
            line = self._lines.get(said["run_id"])
            if line is None or (said["kind"] != "ready" and said["address"] != line.address):
                # Of a run that is over, or a worker that was given up for dead.
                continue
            try:
                answers[said["kind"]](line, said)
            except WorkbenchError as error:
                self._send(line, {"kind": "hang-up"})
                self._end(line, Outcome.FAILED, str(error), error)

    def _on_ready(self, line: _Line, said: Message) -> None:
        if not line.outer.running() and not line.outer.set_running_or_notify_cancel():
            return
        job, worker = line.attempt.job, said["worker"]
        begin = {
            "kind": "begin",
            "refusal": refusal_of(f"the worker {worker}", said["versions"]),
            "experiment": draft_of(job.experiment),
            "data": describe(job.dataset).model_dump_json(),
            "checkpoint": line.run.last_state(),
            "threads": line.run.threads(self.threads),
        }
        with self._turn:
            line.address, line.worker = said["address"], worker
            begin["request"] = str(line.asked)
        self._send(line, begin)

    def _on_data(self, line: _Line, _said: Message) -> None:
        dataset = line.attempt.job.dataset
        _log.info("Sending %s to %s.", dataset.name, line.worker)
        self._start(self._send_data, line, line.address)

    def _on_prepared(self, line: _Line, said: Message) -> None:
        self._when_there_is_room(line, partial(line.run.begin, said["architecture"], said["threads"]))

    def _on_epoch(self, line: _Line, said: Message) -> None:
        event = _EVENT.validate_json(said["event"])
        if isinstance(event, EpochEnded):
            saved = self._when_there_is_room(line, partial(line.run.end_epoch, event, said["checkpoint"]))
            self._hear(line.attempt, event)
            self._hear(line.attempt, saved)

    def _on_event(self, line: _Line, said: Message) -> None:
        event = _EVENT.validate_json(said["event"])
        files = {name: (path, content) for name, (path, content) in said["files"].items()}
        self._when_there_is_room(line, partial(line.run.take, event, files))
        if isinstance(event, Finished):
            self._forget(line)
        self._hear(line.attempt, event)

    def _on_given_up(self, line: _Line, said: Message) -> None:
        outcome, reason = Outcome(said["outcome"]), said["reason"]
        line.run.end(outcome, reason)
        self._forget(line)
        finished = Finished(run_id=line.attempt.run_id, sequence=0, time=time.time(), outcome=outcome, reason=reason)
        self._hear(line.attempt, finished)

    def _take_end(self, ended: _Ended) -> None:
        """A task that is over; where its run has not said how it ended, this is how."""
        line, inner = ended.line, ended.inner
        if line.outer.cancelled():
            self._forget(line)
        elif inner.cancelled():
            # Nobody here did that: the connection to the scheduler is lost, and with it all that was submitted.
            self._is_gone = True
            error = self._gone()
            self._end(line, Outcome.INTERRUPTED, str(error), error)
        elif isinstance(failure := inner.exception(), HungUp):
            error = self._gone()
            self._end(line, Outcome.INTERRUPTED, str(error), error)
        elif failure is not None:
            expected = isinstance(failure, WorkbenchError)
            reason = str(failure) if expected else f"{type(failure).__name__}: {failure}"
            self._end(line, Outcome.FAILED, reason, failure)
        elif line.attempt.run_id in self._lines:
            # Its last words may still be on their way: nothing overtakes the next message that finds the queue empty.
            self._await_last_words(ended)

    def _await_last_words(self, ended: _Ended) -> None:
        again = threading.Timer(_LISTEN_SECONDS, lambda: self._inbox.put(ended))
        again.daemon = True
        again.start()

    def _end(self, line: _Line, outcome: Outcome, reason: str, error: BaseException | None) -> None:
        """Close the record of a run that did not say how it ended, and fail its future."""
        line.run.end(outcome, reason)
        self._forget(line)
        if error is not None and not line.outer.done():
            line.outer.set_exception(error)

    def _forget(self, line: _Line) -> None:
        with self._turn:
            self._lines.pop(line.attempt.run_id, None)

    def _send(self, line: _Line, message: Message) -> None:
        """Tell the worker of a run something; one that is gone is replaced by another, which asks."""
        self._send_to(line.worker, line.address, message)

    def _send_to(self, worker: str, address: str, message: Message) -> None:
        if worker and not self._is_gone:
            with suppress(OSError, TimeoutError, ValueError):
                self._client.run(deliver, address, message, workers=[worker], on_error="ignore")

    def _send_data(self, line: _Line, address: str) -> None:
        worker = line.worker
        for block in blocks_of(line.attempt.job.dataset):
            if self._closing.is_set() or line.address != address:
                return
            self._send_to(worker, address, {"kind": "block", "bytes": block})
        self._send_to(worker, address, {"kind": "block", "bytes": b""})

    def _when_there_is_room(self, line: _Line, store: Callable[[], T]) -> T:
        """Record something, as soon as there is room for it; all runs here share the disk."""
        while True:
            try:
                return store()
            except DiskFull as error:
                if self._closing.is_set():
                    raise
                held = Held(run_id=line.attempt.run_id, sequence=0, time=time.time(), reason=error.message)
                self._hear(line.attempt, held)
                self._closing.wait(_SECONDS_BETWEEN_TRIES)
