"""Where all that workers say of their runs is recorded and answered, in the order of what happened."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import TypeAdapter

from core.errors import DiskFull, WorkbenchError
from core.experiment.draft import draft_of
from core.sweeps.cluster_client import refusal_of
from core.sweeps.cluster_worker import HungUp, Message, deliver
from core.sweeps.jobs import Attempt, ExecutorGone, Hear
from core.sweeps.remote_run import RemoteRun
from core.sweeps.sent_data import blocks_of, describe
from core.training.control import Request
from core.training.events import EpochEnded, Finished, Held, Outcome, TrainingEvent

if TYPE_CHECKING:  # an optional extra
    from distributed import Client

T = TypeVar("T")

_log = logging.getLogger(__name__)

_EVENT: Final[TypeAdapter[TrainingEvent]] = TypeAdapter(TrainingEvent)
_SECONDS_BETWEEN_TRIES: Final = 5.0
_SECONDS_FOR_LAST_WORDS: Final = 0.5
_LEFT: Final = "It was interrupted before it had finished."


@dataclass(eq=False)
class Line:
    """A run, and who trains it at the moment.

    Attributes:
        attempt: What is trained.
        run: Its record.
        outer: What the crew waits for; begins with the first worker that takes the run.
        address: Of the attempt in the worker's process; empty before one has taken the run.
        worker: The worker's own.
        asked: What the run is to do.
    """

    attempt: Attempt
    run: RemoteRun
    outer: Future[None]
    address: str = ""
    worker: str = ""
    asked: Request = Request.RUN


@dataclass(frozen=True)
class TaskEnded:
    """The scheduler says that the task of a run has come to its end."""

    line: Line
    task: Future[None]


class Desk:
    """Serves the runs of one executor, in a thread of its own.

    Args:
        client: The connection to the scheduler.
        hear: Told what was recorded.
        threads: Of the matrix library, for runs that had no number before.
        gone: What to say where the scheduler has vanished.
    """

    def __init__(self, client: Client, hear: Hear, threads: int, gone: ExecutorGone) -> None:
        self._client, self._hear, self._usual_threads, self._gone = client, hear, threads, gone
        self._lines: dict[str, Line] = {}
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._inbox: queue.SimpleQueue[Message | TaskEnded | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self.is_deserted = False
        self._start(self._serve)

    def add(self, line: Line) -> None:
        """Serve a run from now on."""
        with self._turn:
            self._lines[line.attempt.run_id] = line

    def put(self, said: Message | TaskEnded) -> None:
        """What a worker or the scheduler says; from any thread."""
        self._inbox.put(said)

    def ask(self, run_id: str, request: Request) -> None:
        """Pass on what is asked of a run; at the latest when a worker takes it."""
        with self._turn:
            line = self._lines.get(run_id)
            if line is not None and line.asked not in (Request.STOP, Request.DISCARD):
                line.asked = request
        if line is not None:
            self._send(line, {"kind": "ask", "request": str(line.asked)})

    def close(self) -> None:
        """Let go of all runs; those that have not ended are interrupted."""
        for line in list(self._lines.values()):
            self._send(line, {"kind": "hang-up"})
        self._closing.set()
        self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        for line in list(self._lines.values()):
            self._end(line, Outcome.INTERRUPTED, _LEFT)

    def _start(self, work: Callable[..., None], *arguments: Any) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments, name=f"cluster {work.__name__}"))
        self._threads[-1].start()

    def _serve(self) -> None:
        answers = {
            "ready": self._on_ready,
            "data": self._on_data,
            "prepared": self._on_prepared,
            "epoch": self._on_epoch,
            "event": self._on_event,
            "given-up": self._on_given_up,
        }
        while (said := self._inbox.get()) is not None:
            if isinstance(said, TaskEnded):
                self._on_task_ended(said)
                continue
            line = self._lines.get(said["run_id"])
            if line is None or (said["kind"] != "ready" and said["address"] != line.address):
                # Of a run that is over, or a worker that was given up for dead.
                continue
            try:
                answers[said["kind"]](line, said)
            except Exception as error:  # noqa: BLE001 - the border of a thread: this run fails with it, others go on
                self._send(line, {"kind": "hang-up"})
                self._fail(line, error)

    def _on_ready(self, line: Line, said: Message) -> None:
        """A worker takes the run, or another one takes it over."""
        if not line.outer.running() and not line.outer.set_running_or_notify_cancel():
            return
        job, worker = line.attempt.job, said["worker"]
        begin = {
            "kind": "begin",
            "refusal": refusal_of(f"the worker {worker}", said["versions"]),
            "experiment": draft_of(job.experiment),
            "data": describe(job.dataset).model_dump_json(),
            "checkpoint": line.run.last_state(),
            "threads": line.run.threads(self._usual_threads),
        }
        with self._turn:
            line.address, line.worker = said["address"], worker
            begin["request"] = str(line.asked)
        self._send(line, begin)

    def _on_data(self, line: Line, _said: Message) -> None:
        _log.info("Sending %s to %s.", line.attempt.job.dataset.name, line.worker)
        self._start(self._send_data, line, line.address)

    def _on_prepared(self, line: Line, said: Message) -> None:
        self._when_there_is_room(line, partial(line.run.begin, said["architecture"], said["threads"]))

    def _on_epoch(self, line: Line, said: Message) -> None:
        event = EpochEnded.model_validate_json(said["event"])
        saved = self._when_there_is_room(line, partial(line.run.end_epoch, event, said["checkpoint"]))
        self._hear(line.attempt, event)
        self._hear(line.attempt, saved)

    def _on_event(self, line: Line, said: Message) -> None:
        event = _EVENT.validate_json(said["event"])
        files = {name: (path, content) for name, (path, content) in said["files"].items()}
        self._when_there_is_room(line, partial(line.run.take, event, files))
        if isinstance(event, Finished):
            self._forget(line)
        self._hear(line.attempt, event)

    def _on_given_up(self, line: Line, said: Message) -> None:
        """The run was stopped before its first batch."""
        outcome, reason = Outcome(said["outcome"]), said["reason"]
        self._end(line, outcome, reason)
        run_id = line.attempt.run_id
        self._hear(line.attempt, Finished(run_id=run_id, sequence=0, time=time.time(), outcome=outcome, reason=reason))

    def _on_task_ended(self, ended: TaskEnded) -> None:
        """Where its run has not said how it ended, this is how."""
        line, task = ended.line, ended.task
        if self._lines.get(line.attempt.run_id) is not line:
            return
        if line.outer.cancelled():
            self._forget(line)
        elif task.cancelled() or isinstance(task.exception(), HungUp):
            # Nobody here did that: the connection to the scheduler is lost, and with it all that was submitted.
            self.is_deserted = self.is_deserted or task.cancelled()
            self._end(line, Outcome.INTERRUPTED, str(self._gone), self._gone)
        elif failure := task.exception():
            self._fail(line, failure)
        else:
            # Its last words are still on their way.
            again = threading.Timer(_SECONDS_FOR_LAST_WORDS, self.put, [ended])
            again.daemon = True
            again.start()

    def _fail(self, line: Line, error: BaseException) -> None:
        reason = str(error) if isinstance(error, WorkbenchError) else f"{type(error).__name__}: {error}"
        self._end(line, Outcome.FAILED, reason, error)

    def _end(self, line: Line, outcome: Outcome, reason: str, error: BaseException | None = None) -> None:
        """Close the record of a run that did not do it itself, and fail its future where there is an error."""
        line.run.end(outcome, reason)
        self._forget(line)
        if error is not None and not line.outer.done():
            line.outer.set_exception(error)

    def _forget(self, line: Line) -> None:
        with self._turn:
            self._lines.pop(line.attempt.run_id, None)

    def _send(self, line: Line, message: Message) -> None:
        self._send_to(line.worker, line.address, message)

    def _send_to(self, worker: str, address: str, message: Message) -> None:
        """Tell a worker something; one that is gone is replaced by another, which asks."""
        if worker and not self.is_deserted:
            with suppress(OSError, TimeoutError, ValueError):
                self._client.run(deliver, address, message, workers=[worker], on_error="ignore")

    def _send_data(self, line: Line, address: str) -> None:
        worker = line.worker
        for block in blocks_of(line.attempt.job.dataset):
            if self._closing.is_set() or line.address != address:
                return
            self._send_to(worker, address, {"kind": "block", "bytes": block})
        self._send_to(worker, address, {"kind": "block", "bytes": b""})

    def _when_there_is_room(self, line: Line, store: Callable[[], T]) -> T:
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
