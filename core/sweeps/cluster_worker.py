"""What a worker of a cluster does: train one run for a supervisor elsewhere, who alone records it.

    worker -> supervisor   a queue of the scheduler (`distributed.Queue`): ready, data, prepared, event
    supervisor -> worker   `deliver`, called in the worker's process by the scheduler: begin, block, ask, hang-up

Both carry plain values; events and specifications go as JSON. Every attempt begins with "ready" and an address for the
answers, so that a run which the scheduler gives to another worker, because the first one died, asks again where it
stands, and is told the last state that was recorded.
"""

from __future__ import annotations

import importlib.metadata
import platform
import queue
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from core.data.dataset import ImageDataset
from core.errors import Cancelled, WorkbenchError
from core.experiment.draft import validate
from core.network.blas_threads import limited_blas
from core.runs.store import RunStore
from core.sweeps.sent_data import DataDescription, find_or_receive
from core.training.checkpoint import load_checkpoint
from core.training.control import Control, Request
from core.training.events import (
    CheckpointSaved,
    EpochEnded,
    EventStamps,
    Finished,
    Held,
    Outcome,
    Progress,
    Started,
    TrainingEvent,
)
from core.training.preparing import prepare
from core.training.start import GIVEN_UP, create_run, train

Message = dict[str, Any]

# A supervisor that takes longer to answer, or to listen, is no longer there.
_PATIENCE_SECONDS: Final = 60.0
_SECONDS_BETWEEN_TRIES: Final = 5.0
# Every message takes a moment, in which nothing is trained.
_SECONDS_BETWEEN_PROGRESS: Final = 0.25

_mailboxes: Final[dict[str, queue.SimpleQueue[Message]]] = {}


class HungUp(Exception):
    """The supervisor is gone, or has given this attempt up: nobody wants to know the rest."""


def versions() -> dict[str, str]:
    """What has to be the same wherever runs of one program are trained."""
    return {
        "classifier-workbench": importlib.metadata.version("classifier-workbench"),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "NumPy": np.__version__,
    }


def ignore_interrupts() -> None:
    """Called in workers on the machine of the terminal: Control-C reaches all its processes, and only one decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def deliver(address: str, message: Message) -> None:
    """Called in a worker's process: a message of the supervisor's to one attempt, which may be over."""
    if mailbox := _mailboxes.get(address):
        mailbox.put(message)


def train_on_cluster(queue_name: str, run_id: str) -> None:
    """Train a run as the supervisor says who listens to the queue.

    Raises:
        WorkbenchError: It cannot be trained.
        HungUp: The supervisor has let go of it.
    """
    line = _Line(queue_name, run_id)
    try:
        line.announce()
        with closing(_training(line)) as events:
            for event in events:
                line.report(event)
    finally:
        line.close()


class _Line:
    """The supervisor, as an attempt sees it."""

    def __init__(self, queue_name: str, run_id: str) -> None:
        from distributed import Queue, get_client, get_worker  # noqa: PLC0415 - only where there is a cluster

        self.run_id, self.control = run_id, Control()
        self._queue = Queue(queue_name, client=get_client())
        self._mailbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._has_hung_up = False
        self._address = secrets.token_hex(8)
        _mailboxes[self._address] = self._mailbox
        self.folder = Path(tempfile.mkdtemp(prefix="workbench-", dir=get_worker().local_directory))
        self._epoch: EpochEnded | None = None
        self._sent: set[str] = set()
        self._progress = 0.0
        self.store = RunStore(self.folder)
        self._worker = get_worker().address

    def announce(self) -> None:
        self.tell("ready", worker=self._worker, versions=versions())

    def close(self) -> None:
        del _mailboxes[self._address]
        # Wakes the thread that listens.
        self._mailbox.put({"kind": "hang-up"})
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, kind: str, **content: Any) -> None:
        message = {"kind": kind, "run_id": self.run_id, "address": self._address} | content
        try:
            self._queue.put(message, timeout=_PATIENCE_SECONDS, callback_timeout=1.5 * _PATIENCE_SECONDS)
        except (OSError, TimeoutError) as error:
            raise HungUp from error

    def await_message(self, kind: str) -> Message:
        """The next message of a kind; requests that come before it hold for the run."""
        while True:
            try:
                message = self._mailbox.get(timeout=_PATIENCE_SECONDS)
            except queue.Empty:
                raise HungUp from None
            if message["kind"] == kind:
                return message
            self._obey(message)

    def receive_data(self) -> Iterator[bytes]:
        self.tell("data")
        while block := self.await_message("block")["bytes"]:
            yield block

    def listen(self) -> None:
        """From here on, requests reach the run while it is trained."""
        threading.Thread(target=self._listen, name="line", daemon=True).start()

    def on_progress(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002 - as every `Progress`
        if self._has_hung_up:
            raise HungUp
        if self.control.is_ending:
            raise Cancelled

    def report(self, event: TrainingEvent) -> None:
        """An epoch goes with the state after it, the rest with what files it made."""
        if self._has_hung_up:
            raise HungUp
        match event:
            case EpochEnded():
                self._epoch = event
            case CheckpointSaved() if self._epoch:
                self.tell("epoch", event=self._epoch.model_dump_json(), checkpoint=Path(event.path).read_bytes())
            case Started() | Finished():
                self.tell("event", event=event.model_dump_json(), files=self._new_files())
            case Progress() if event.time < self._progress + _SECONDS_BETWEEN_PROGRESS:
                pass
            case _:
                self._progress = event.time
                self.tell("event", event=event.model_dump_json(), files={})
        if isinstance(event, Held):
            self.control.pause()
            retry = threading.Timer(_SECONDS_BETWEEN_TRIES, self.control.resume)
            retry.daemon = True
            retry.start()

    def _new_files(self) -> dict[str, tuple[str, bytes]]:
        """Of each artifact that was not sent yet: its path in the run's folder, and its content."""
        artifacts = self.store.run(self.run_id).artifacts
        new = [one for one in artifacts if one.name not in self._sent]
        self._sent |= {one.name for one in new}
        folder = self.store.folder(self.run_id)
        return {one.name: (one.path, (folder / one.path).read_bytes()) for one in new}

    def _listen(self) -> None:
        while not self._has_hung_up:
            self._obey(self._mailbox.get())

    def _obey(self, message: Message) -> None:
        if message["kind"] == "ask":
            self.control.ask(Request(message["request"]))
        elif message["kind"] == "hang-up":
            self._has_hung_up = True
            # A run that is held would never look.
            self.control.resume()
            self.control.discard()


def _training(line: _Line) -> Generator[TrainingEvent, None, None]:
    begin = line.await_message("begin")
    if refusal := begin.get("refusal"):
        raise WorkbenchError(refusal)
    line.control.ask(Request(begin["request"]))
    experiment = validate(begin["experiment"])
    try:
        dataset = _dataset(begin, line)
        line.listen()
        prepared = prepare(experiment, dataset, line.on_progress)
    except Cancelled:
        outcome = Outcome.INTERRUPTED if begin["checkpoint"] else Outcome.DISCARDED
        line.tell("given-up", outcome=str(outcome), reason=GIVEN_UP)
        return
    checkpoint = None
    if begin["checkpoint"]:
        path = line.folder / "state.safetensors"
        path.write_bytes(begin["checkpoint"])
        checkpoint = load_checkpoint(path)
    line.store.folder(line.run_id).mkdir(parents=True)
    with limited_blas(begin["threads"]) as threads:
        line.tell("prepared", architecture=prepared.architecture, threads=threads)
        open_run = partial(create_run, prepared, line.store, threads, line.run_id)
        yield from train(prepared, open_run, line.control, EventStamps(line.run_id), checkpoint)


def _dataset(begin: Message, line: _Line) -> ImageDataset:
    wanted = DataDescription.model_validate_json(begin["data"])
    size = begin["experiment"]["data"]["image_size"]
    return find_or_receive(wanted, size, line.on_progress, line.receive_data)
