"""A run as the window knows it: what its worker reported."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from core.experiment.spec import Experiment
from core.runs.identifiers import short
from core.runs.records import RunRecord
from core.training.events import (
    CheckpointSaved,
    EpochEnded,
    EpochMetrics,
    Finished,
    Held,
    Preparing,
    Progress,
    Started,
    TrainingEvent,
)
from workbench.state.curves import Curves
from workbench.state.going_on import Way, way_to_go_on
from workbench.state.stopwatch import Stopwatch


class Phase(Enum):
    """Where a run is, and what was asked of it."""

    STARTING = "Starting"
    TRAINING = "Training"
    PAUSED = "Paused"
    STOPPING = "Stopping"
    DISCARDING = "Discarding"
    ENDED = "Ended"


class LiveRun:
    """The run at hand, from the moment it is asked for until the next one takes its place.

    Attributes:
        experiment: What is trained.
        source: On what.
        run_id: Empty until its process is being started.
        phase: Where it is.
        held: Why it paused itself, since what is to be stored finds no room; empty while that is not so.
        preparing: What comes before its first batch and takes seconds, while that is done; empty otherwise.
        started: Its first report of training; None before, and where only the record is left.
        parameters: Trainable weights of its network; None before they are known.
        progress: Where it is inside an epoch; None between epochs.
        metrics: Of its last finished epoch; None before the first.
        best: Of the epoch of lowest validation loss; None likewise.
        curves: All finished epochs.
        checkpoint_epoch: The epoch that could be gone on from; 0 where there is none.
        finished: How it ended; None before that.
        has_model: Whether it left a model that can predict.
        stopwatch: Time since the first batch.

    Args:
        experiment: What is trained.
        source: On what.
        history: The epochs that it goes on after.
    """

    def __init__(self, experiment: Experiment, source: str, history: Sequence[EpochMetrics] = ()) -> None:
        self.experiment = experiment
        self.source = source
        self.run_id = ""
        self.phase = Phase.STARTING
        self.held = ""
        self.preparing = ""
        self.started: Started | None = None
        self.parameters: int | None = None
        self.progress: Progress | None = None
        self.metrics: EpochMetrics | None = history[-1] if history else None
        self.best: EpochMetrics | None = min(history, key=lambda row: row.validation_loss, default=None)
        self.curves = Curves(history)
        self.checkpoint_epoch = self.metrics.epoch if self.metrics else 0
        self.finished: Finished | None = None
        self.has_model = False
        self.stopwatch = Stopwatch()

    @classmethod
    def of_record(cls, record: RunRecord, history: Sequence[EpochMetrics], *, has_model: bool) -> LiveRun:
        """A run that ended before the window was opened, as far as the run store remembers it.

        Args:
            record: The run.
            history: Every epoch behind it, its own and those of the runs that it extends.
            has_model: Whether it left one.
        """
        run = cls(record.experiment, record.source, history)
        run.run_id, run.parameters = record.run_id, record.parameters
        run.checkpoint_epoch = record.epochs_done if record.checkpoint else 0
        run.has_model = has_model
        if record.outcome:
            ended = record.ended or record.created
            run.finished = Finished(
                run_id=record.run_id, sequence=0, time=ended, outcome=record.outcome, reason=record.reason
            )
        run.end()
        return run

    @property
    def is_over(self) -> bool:
        """Whether its process is gone."""
        return self.phase is Phase.ENDED

    @property
    def name(self) -> str:
        """What to call it: its short id once it has one, or else the experiment's name."""
        return short(self.run_id) if self.run_id else self.experiment.name

    @property
    def caption(self) -> str:
        """Its name and where it is, in one line."""
        if self.is_over:
            outcome = self.finished.outcome if self.finished else ""
            return f"{self.name} · {outcome}"
        if self.started is None:
            doing = self.preparing or self.phase.value
            return f"{self.name} · {doing[0].lower()}{doing[1:]}"
        return f"{self.name} · epoch {self.epoch} of {self.experiment.epochs}"

    @property
    def way_to_go_on(self) -> Way | None:
        """How it can go on, once it is over; None where it cannot."""
        outcome = self.finished.outcome if self.is_over and self.finished else None
        return way_to_go_on(outcome, self.checkpoint_epoch, self.experiment.epochs)

    @property
    def answers_already(self) -> bool:
        """Whether it has stored an epoch of its own, whose model can be asked while it goes on."""
        return self.started is not None and self.checkpoint_epoch >= self.started.first_epoch

    @property
    def epoch(self) -> int:
        """The epoch at hand, or the last one of those that are over; counts from 1, 0 before there is one."""
        if self.progress:
            return self.progress.epoch
        return self.metrics.epoch if self.metrics else 0

    @property
    def epochs_done(self) -> float:
        """Finished epochs and the part of the one at hand."""
        if self.progress:
            return self.progress.epoch - 1 + self.progress.step / self.progress.steps
        return float(self.epoch)

    @property
    def seconds_left(self) -> float | None:
        """An estimate for the rest of the run; None while nobody can tell."""
        if self.progress:
            return self.progress.seconds_left
        if self.metrics:
            return (self.experiment.epochs - self.metrics.epoch) * self.metrics.seconds
        return None

    @property
    def images_per_second(self) -> float | None:
        """Speed of training; None before there is any."""
        latest = self.progress or self.metrics
        return latest.images_per_second if latest else None

    @property
    def guessing_loss(self) -> float:
        """The loss of a network that gives all classes the same probability."""
        return math.log(max(getattr(self.experiment.network.layers[-1], "units", 2), 2))

    def take(self, event: TrainingEvent) -> bool:
        """Take in what the worker reports; events of other runs, and what comes after the end, are dropped.

        Returns:
            Whether it was taken in.
        """
        if event.run_id != self.run_id or self.finished is not None:
            return False
        match event:
            case Preparing():
                self.preparing = event.what
            case Started():
                self._start(event)
            case Progress():
                self.progress = event
            case EpochEnded():
                self._end_epoch(event)
            case CheckpointSaved():
                self.checkpoint_epoch = event.epoch
            case Held():
                self._hold_for(event)
            case Finished():
                self.finished = event
                self.stopwatch.hold()
        return True

    def hold(self) -> bool:
        """Pause; returns whether that makes sense where the run is."""
        if self.phase is not Phase.TRAINING:
            return False
        self.phase = Phase.PAUSED
        self.stopwatch.hold()
        return True

    def go_on(self) -> bool:
        """Go on after a pause; returns whether there was one."""
        if self.phase is not Phase.PAUSED:
            return False
        self.held = ""
        if self.started is None:
            self.phase = Phase.STARTING
        else:
            self.phase = Phase.TRAINING
            self.stopwatch.start()
        return True

    def end(self) -> None:
        """Its process is gone, and has said all there is to say."""
        self.phase = Phase.ENDED
        self.progress = None
        self.stopwatch.hold()

    def _start(self, event: Started) -> None:
        self.started, self.parameters, self.preparing = event, event.parameters, ""
        self.stopwatch.start()
        if self.phase is Phase.STARTING:
            self.phase = Phase.TRAINING

    def _hold_for(self, event: Held) -> None:
        self.held = event.reason
        self.stopwatch.hold()
        if self.phase in (Phase.STARTING, Phase.TRAINING):
            self.phase = Phase.PAUSED

    def _end_epoch(self, event: EpochEnded) -> None:
        self.progress = None
        self.metrics = event.metrics
        self.curves.add(event.metrics)
        if event.best:
            self.best = event.metrics
