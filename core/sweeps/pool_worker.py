"""What the processes of a pool do: train one run after the other, each recorded by the process itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import Cancelled, WorkbenchError
from core.experiment.spec import Experiment
from core.printing import print_to
from core.runs.identifiers import UnknownRun
from core.runs.store import RunStore
from core.sweeps.switchboard import Number
from core.training.continuing import continue_run
from core.training.control import Control, Request
from core.training.events import EventStamps, Finished, Held, Outcome, TrainingEvent
from core.training.start import GIVEN_UP, run_experiment
from core.training.worker import LOG_FILE

_SECONDS_BETWEEN_TRIES: Final = 5.0


@dataclass(frozen=True)
class PoolTask:
    """An attempt as it is sent to a process: everything by its name.

    Attributes:
        workspace: Where the run is recorded.
        run_id: Of the run.
        attempt: Its number.
        experiment: What to do.
        source: Of the dataset, which this machine has read before.
        data_sha256: What it has to be.
        goes_on: As in `Job`.
        threads: Of the matrix library.
        number: Where to report.
    """

    workspace: Path
    run_id: str
    attempt: int
    experiment: Experiment
    source: str
    data_sha256: str
    goes_on: str
    threads: int
    number: Number


class HungUp(Exception):
    """Nobody supervises this process any more."""


def begin() -> None:
    """Prepare a process of the pool."""
    # Control-C in a terminal reaches every process in it; what becomes of the runs is for the supervisor to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_supervisor, name="supervisor", daemon=True).start()


def train_in_pool(task: PoolTask) -> None:
    """Train a run from its beginning, or from where it was cut short.

    Raises:
        WorkbenchError: It cannot be trained.
        HungUp: The supervisor let go of it; the run can be resumed.
    """
    with RunStore(task.workspace) as store, task.number.call(task.run_id, task.attempt) as line:
        print_to(store.folder(task.run_id) / LOG_FILE)
        supervision = _Supervision(line)
        # Closed before the store is: the run is recorded as interrupted on the way out.
        with closing(_training(task, store, supervision)) as events:
            for event in events:
                supervision.tell(event)
                if isinstance(event, Held):
                    supervision.try_again_later()


class _Supervision:
    """The other end of the line."""

    def __init__(self, line: Connection) -> None:
        self.control = Control()
        self._line = line
        self._has_hung_up = False
        # What was asked before it called comes before anything is done.
        self._obey()
        threading.Thread(target=self._listen, name="line", daemon=True).start()

    def tell(self, event: TrainingEvent) -> None:
        with suppress(OSError):
            self._line.send(event)
        # The end of a run is recorded whoever listens.
        if self._has_hung_up and not isinstance(event, Finished):
            raise HungUp

    def try_again_later(self) -> None:
        """Hold the run until there may be room on the disk."""
        self.control.pause()
        retry = threading.Timer(_SECONDS_BETWEEN_TRIES, self.control.resume)
        retry.daemon = True
        retry.start()

    def on_progress(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002 - as every `Progress`
        """While images are read."""
        if self._has_hung_up:
            raise HungUp
        if self.control.wait_while_paused() is not Request.RUN:
            raise Cancelled

    def _listen(self) -> None:
        while not self._has_hung_up:
            self._obey()

    def _obey(self) -> None:
        """Wait for a request, and pass it on to the run."""
        request = None
        with suppress(OSError, EOFError):
            request = self._line.recv()
        if request is None:
            self._has_hung_up = True
            # A run that is held would never look.
            self.control.resume()
        else:
            self.control.ask(request)


def _training(task: PoolTask, store: RunStore, supervision: _Supervision) -> Generator[TrainingEvent, None, None]:
    control, before = supervision.control, _before(task, store)
    try:
        supervision.on_progress("", 0, 0)
        dataset = _opened(task, supervision)
        if before:
            yield from continue_run(
                before, dataset, store, control, run_id=task.run_id, progress=supervision.on_progress
            )
        else:
            yield from run_experiment(
                task.experiment,
                dataset,
                store,
                control,
                threads=task.threads,
                run_id=task.run_id,
                progress=supervision.on_progress,
            )
    except Cancelled:
        outcome = Outcome.INTERRUPTED if before == task.run_id else Outcome.DISCARDED
        yield Finished(**EventStamps(task.run_id).next(), outcome=outcome, reason=GIVEN_UP)


def _opened(task: PoolTask, supervision: _Supervision) -> ImageDataset:
    size = task.experiment.data.image_size
    dataset = open_dataset(task.source, progress=supervision.on_progress, image_size=size)
    if dataset.sha256 != task.data_sha256:
        raise WorkbenchError(f"{task.source} has changed since it was opened.", "Start again with what it has now.")
    return dataset


def _before(task: PoolTask, store: RunStore) -> str:
    """The run to go on with: this very one, where an earlier attempt had begun it."""
    with suppress(UnknownRun):
        return store.run(task.run_id).run_id
    return task.goes_on


def _end_with_supervisor() -> None:
    """A pool's processes would wait for work forever. What they had recorded stands, as after any kill."""
    if supervisor := multiprocessing.parent_process():
        supervisor.join()
        os._exit(1)
