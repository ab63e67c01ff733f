"""Working on a sweep: trying one experiment after the other, several at a time, until the budget is used up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.spec import Experiment
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.sweeps.jobs import Job, RunExecutor
from core.sweeps.kept import SweepRecord, held, journal_of
from core.sweeps.running import Crew
from core.sweeps.space import experiment_of
from core.sweeps.study import Study, Trial
from core.training.control import Control, Request
from core.training.events import EpochEnded, Finished, Outcome, TrainingEvent

Datasets = Callable[[int | None], ImageDataset]
"""The sweep's source with images of some size, as in `DataSpec.image_size`."""

_LOOK_SECONDS: Final = 0.1
_SECONDS_TO_DIE: Final = 10.0
_MOST_FAILURES: Final = 10
# Ended without a result: the trial stays open, and is gone on with where the sweep is.
_CUT_SHORT: Final = (Outcome.STOPPED, Outcome.INTERRUPTED, Outcome.DISCARDED)


@dataclass(frozen=True)
class TrialEvent:
    """What happens in the run of a trial.

    Attributes:
        trial: Its number, from 1.
        event: Of the run.
    """

    trial: int
    event: TrainingEvent


def run_sweep(
    record: SweepRecord,
    store: RunStore,
    executor: RunExecutor,
    datasets: Datasets,
    control: Control | None = None,
) -> Iterator[TrialEvent]:
    """Go on with a sweep, or begin it: first with the trials that were cut short, then with new ones.

    The sweep ends when its budget of trials or seconds is used up, when the grid is, or when the control stops it. What
    is being trained then is stopped and kept, and gone on with where the sweep is. What the trials came to is for
    `core.sweeps.view.view_sweep` to say.

    Args:
        record: From `keep_sweep`.
        store: The workspace's runs; every trial is one, tagged with `record.tag`.
        executor: Who trains them; closed at the end.
        datasets: Gives the images.
        control: Stops the sweep.

    Yields:
        What happens in the runs, as it comes.

    Raises:
        WorkbenchError: Another process works on the sweep, its budget is not said, or ten trials in a row fail.
    """
    space = record.space
    if space.trials is None and space.seconds is None and space.sampler != "grid":
        raise WorkbenchError("The sweep has no end.", "Say how many trials or seconds it may take.")
    with held(store.workspace, record):
        study = Study(journal_of(store.workspace, record), space)
        with Crew(store, executor) as crew:
            yield from _Search(record, store, study, crew, datasets).events(executor.workers, control or Control())


class _Search:
    """The trials that are being trained, and what becomes of them."""

    def __init__(self, record: SweepRecord, store: RunStore, study: Study, crew: Crew, datasets: Datasets) -> None:
        self._record, self._store, self._study, self._crew = record, store, study, crew
        self._datasets = datasets
        self._trial_of: dict[str, int] = {}
        self._pruned: set[int] = set()
        self._failures = 0

    def events(self, workers: int, control: Control) -> Iterator[TrialEvent]:
        seconds = self._record.space.seconds
        deadline = None if seconds is None else time.monotonic() + seconds
        left = self._study.open_trials()
        asked = Request.RUN
        while True:
            if deadline is not None and time.monotonic() > deadline:
                control.stop()
            if control.request is not asked:
                asked = control.request
                self._crew.ask_all(asked)
            while not control.is_ending and len(self._crew.running) < workers and self._begin_next(left):
                pass
            if not self._crew.running:
                return
            event = self._crew.next_event(_LOOK_SECONDS)
            if event is not None:
                yield TrialEvent(self._trial_of[event.run_id], event)
                self._take(event)

    def _begin_next(self, left: list[Trial]) -> bool:
        """Begin a trial, or settle one that needs no run; False where there is none."""
        if self._failures >= _MOST_FAILURES:
            reason = next(trial.reason for trial in reversed(self._study.trials) if trial.reason)
            raise WorkbenchError(f"The last {_MOST_FAILURES} trials failed, the last with: {reason}")
        trial = left.pop(0) if left else self._study.ask(self._record.space.trials)
        if trial is None:
            return False
        try:
            experiment = experiment_of(self._record.space, trial.values, trial.number)
        except WorkbenchError as error:
            self._fail(trial.number, str(error))
        else:
            self._begin(trial, experiment)
        return True

    def _begin(self, trial: Trial, experiment: Experiment) -> None:
        before = self._run_before(trial)
        if before is not None and self._is_settled(trial.number, before):
            return
        dataset = self._datasets(experiment.data.image_size)
        values = ", ".join(f"{path}={value}" for path, value in trial.values.items())
        notes = f"Trial {trial.number} of sweep {self._record.sweep_id}: {values}"
        goes_on = before.run_id if before and before.outcome is not Outcome.DISCARDED else ""
        run_id = self._crew.start(Job(experiment, dataset, goes_on, (self._record.tag,), notes))
        self._study.set_run(trial.number, run_id)
        self._trial_of[run_id] = trial.number

    def _run_before(self, trial: Trial) -> RunRecord | None:
        """The run of a trial that was cut short; None where it has none, or nothing is left of it."""
        if not trial.run_id:
            return None
        with suppress(WorkbenchError):
            deadline = time.monotonic() + _SECONDS_TO_DIE
            # The processes of a sweep that was killed follow it, but not at once.
            while (run := self._store.run(trial.run_id)).outcome is None and time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)
            return run
        return None

    def _is_settled(self, number: int, run: RunRecord) -> bool:
        """Whether a trial that was cut short has its result all the same: nobody was there to note it."""
        for epoch in self._store.history(run):
            self._study.report(number, epoch.epoch, epoch.validation_accuracy)
        if run.outcome in _CUT_SHORT and run.epochs and self._study.should_prune(number):
            self._study.prune(number)
            return True
        return self._settle(number, run)

    def _take(self, event: TrainingEvent) -> None:
        number = self._trial_of[event.run_id]
        if isinstance(event, EpochEnded):
            self._failures = 0
            self._study.report(number, event.metrics.epoch, event.metrics.validation_accuracy)
            if number not in self._pruned and self._study.should_prune(number):
                self._pruned.add(number)
                self._crew.ask(event.run_id, Request.STOP)
        elif isinstance(event, Finished):
            if number in self._pruned and event.outcome is Outcome.STOPPED:
                self._study.prune(number)
            elif event.outcome is Outcome.FAILED:
                self._fail(number, event.reason)
            elif event.outcome not in _CUT_SHORT:
                self._settle(number, self._store.run(event.run_id))

    def _settle(self, number: int, run: RunRecord) -> bool:
        """Note the result of a run that has ended; False where it was cut short."""
        match run.outcome:
            case Outcome.COMPLETED:
                self._study.complete(number, _value_of(run))
            case Outcome.DIVERGED:
                self._study.prune(number, run.reason)
            case Outcome.FAILED:
                self._fail(number, run.reason)
            case _:
                return False
        return True

    def _fail(self, number: int, reason: str) -> None:
        self._failures += 1
        self._study.fail(number, reason)


def _value_of(run: RunRecord) -> float:
    """Validation accuracy of the epoch that a completed run keeps."""
    if run.experiment.keep == "last" and run.epochs:
        return run.epochs[-1].validation_accuracy
    return run.best_validation_accuracy or 0.0
