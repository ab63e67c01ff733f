"""Runs side by side: as many at a time as there are workers, their events as they come, and every one to its end.

A run whose process died is tried again, from its last finished epoch, by another.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from core.errors import WorkbenchError
from core.runs.store import RunStore
from core.sweeps.jobs import Attempt, ExecutorGone, Job, RunExecutor
from core.training.continuing import continued, goes_on_as_itself
from core.training.control import Control, Request
from core.training.events import EpochEnded, Finished, Outcome, Started, TrainingEvent
from core.training.start import GIVEN_UP

# Of a run that comes no further between them.
_DEATHS: Final = 3
_LOOK_SECONDS: Final = 0.1


@dataclass
class _Running:
    """A run that has not ended."""

    attempt: Attempt
    future: Future[None]
    deaths: int = 0
    sequence: int = 0


class Crew:
    """Trains jobs by an executor; a context that lets go of all that still runs when it is left.

    One thread uses it.

    Args:
        store: Where the runs are recorded.
        executor: Who trains them; closed together with the crew.
    """

    def __init__(self, store: RunStore, executor: RunExecutor) -> None:
        self._store, self._executor = store, executor
        self._running: dict[str, _Running] = {}
        self._heard: queue.SimpleQueue[tuple[Attempt, TrainingEvent | BaseException]] = queue.SimpleQueue()
        executor.open(store, lambda attempt, event: self._heard.put((attempt, event)))

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._executor.close()

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of the runs that have not ended, those that wait for a worker included."""
        return tuple(self._running)

    def start(self, job: Job) -> str:
        """Train a job as soon as a worker is free. Returns the id of its run.

        Raises:
            WorkbenchError: The run that it goes on with cannot go on.
        """
        run_id = self._run_id_of(job)
        attempt = Attempt(run_id, 0, job)
        self._running[run_id] = _Running(attempt, self._submitted(attempt))
        return run_id

    def ask(self, run_id: str, request: Request) -> None:
        """Pause, stop or discard a run; nothing happens where it has ended."""
        running = self._running.get(run_id)
        if running is None:
            return
        if request in (Request.STOP, Request.DISCARD) and running.future.cancel():
            return
        self._executor.ask(run_id, request)

    def ask_all(self, request: Request) -> None:
        """The same of all runs."""
        for run_id in self.running:
            self.ask(run_id, request)

    def next_event(self, seconds: float | None = None) -> TrainingEvent | None:
        """The next thing that happens in any run; its last is a `Finished`.

        Args:
            seconds: How long to wait; None for as long as it takes.

        Returns:
            The event; None where nothing happened in that time, or nothing runs.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        while self._running:
            try:
                wait = None if deadline is None else max(0.0, deadline - time.monotonic())
                attempt, heard = self._heard.get(timeout=wait)
            except queue.Empty:
                return None
            running = self._running.get(attempt.run_id)
            if running is None or running.attempt is not attempt:
                continue
            event = self._ended(running, heard) if isinstance(heard, BaseException) else heard
            if event is not None:
                return self._noted(running, event)
        return None

    def _run_id_of(self, job: Job) -> str:
        if job.goes_on:
            record = self._store.run(job.goes_on)
            continued(record)
            if goes_on_as_itself(record, None):
                return record.run_id
        return self._store.reserve_run_id()

    def _submitted(self, attempt: Attempt) -> Future[None]:
        future = self._executor.submit(attempt)
        future.add_done_callback(partial(self._hear_end, attempt))
        return future

    def _hear_end(self, attempt: Attempt, future: Future[None]) -> None:
        """Success was or will be heard of as the event `Finished`."""
        error = CancelledError() if future.cancelled() else future.exception()
        if error is not None:
            self._heard.put((attempt, error))

    def _ended(self, running: _Running, error: BaseException) -> Finished | None:
        """How a run ended that did not say so itself; None where it is tried again."""
        attempt = running.attempt
        outcome, reason = Outcome.FAILED, str(error) or type(error).__name__
        if isinstance(error, BrokenExecutor):
            self._executor.bury(attempt)
            running.deaths += 1
            if running.deaths < _DEATHS:
                running.attempt = replace(attempt, number=attempt.number + 1)
                running.future = self._submitted(running.attempt)
                return None
            reason = f"Its process died {_DEATHS} times without finishing an epoch, as happens where memory runs out."
        elif isinstance(error, CancelledError):
            outcome, reason = Outcome.DISCARDED, GIVEN_UP
        elif isinstance(error, ExecutorGone):
            outcome = Outcome.INTERRUPTED
        elif not isinstance(error, WorkbenchError):
            reason = f"{type(error).__name__}: {error}"
        outcome, reason = self._store.record_death(attempt.run_id, reason, outcome)
        return Finished(run_id=attempt.run_id, sequence=0, time=time.time(), outcome=outcome, reason=reason)

    def _noted(self, running: _Running, event: TrainingEvent) -> TrainingEvent:
        """The event with its number among all attempts'."""
        match event:
            case Started():
                job = running.attempt.job
                if job.tags:
                    self._store.tag(event.run_id, *job.tags)
                if job.notes:
                    self._store.set_notes(event.run_id, job.notes)
            case EpochEnded():
                running.deaths = 0
            case Finished():
                del self._running[event.run_id]
        running.sequence += 1
        return event.model_copy(update={"sequence": running.sequence - 1})


def run_jobs(
    jobs: Sequence[Job], store: RunStore, executor: RunExecutor, control: Control | None = None
) -> Iterator[tuple[int, TrainingEvent]]:
    """Train jobs as ordinary runs, as many at a time as the executor has workers.

    Whatever ends the iteration early, the runs that were being trained then end as interrupted and can be resumed.

    Args:
        jobs: What to train; all of it.
        store: Where the runs are recorded.
        executor: Who trains them, such as `ProcessPool(workers=2)`; it is closed at the end.
        control: Of all runs together; where it stops them, those that have not begun are given up.

    Yields:
        The number of the job and what happens in its run, as it comes; of each job exactly one `Finished`.

    Raises:
        WorkbenchError: A run that a job goes on with cannot go on.
    """
    with Crew(store, executor) as crew:
        place_of = {crew.start(job): place for place, job in enumerate(jobs)}
        asked = Request.RUN
        while crew.running:
            event = crew.next_event(_LOOK_SECONDS)
            if event is not None:
                yield place_of[event.run_id], event
            if control is not None and control.request is not asked:
                asked = control.request
                crew.ask_all(asked)
