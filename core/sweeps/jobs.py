"""What is trained beside other runs, and who trains it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.spec import Experiment
from core.runs.store import RunStore
from core.training.control import Request
from core.training.events import TrainingEvent


@dataclass(frozen=True)
class Job:
    """One run to be trained.

    Attributes:
        experiment: What to do.
        dataset: What to do it with.
        goes_on: Id of a run that was cut short, to go on with; of the same experiment. Empty: a new run.
        tags: What the run is tagged with.
        notes: What is noted with it.
    """

    experiment: Experiment
    dataset: ImageDataset
    goes_on: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, eq=False)
class Attempt:
    """One try to train a run; there is another where a process died of the one before.

    Attributes:
        run_id: Of the run, reserved before it is begun.
        number: Counts from 0.
        job: What is trained.
    """

    run_id: str
    number: int
    job: Job


class ExecutorGone(WorkbenchError):
    """Whatever trained a run has vanished, and no other takes its place: the run can be resumed."""


Hear = Callable[[Attempt, TrainingEvent], None]
"""Told what happens in an attempt, from any thread, and only once it is recorded in the run store."""


class RunExecutor(Protocol):
    """Trains runs through an executor of `concurrent.futures`, and passes on what is said to and by them.

    Attributes:
        workers: How many runs it trains at a time.
        threads: Of the matrix library, in each run.
    """

    workers: int
    threads: int

    def open(self, store: RunStore, hear: Hear) -> None:
        """Prepare for runs of a workspace; once, before the first is submitted."""

    def submit(self, attempt: Attempt) -> Future[None]:
        """Train a run as soon as a worker is free.

        Returns:
            What ends when the attempt does; all that was heard of it may come a moment later. It fails with
            `BrokenExecutor` where a process died, and the run can be tried again; with `ExecutorGone` where it can
            not; with anything else where the run itself failed.
        """

    def bury(self, attempt: Attempt) -> None:
        """After `BrokenExecutor`: wait until the processes that trained it are gone, and their hold on its run."""

    def ask(self, run_id: str, request: Request) -> None:
        """Pause, stop or discard a run, which may not have begun."""

    def close(self) -> None:
        """Let go of everything; runs that are still being trained end as interrupted."""
