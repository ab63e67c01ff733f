"""What a run writes for TensorBoard while it is trained: fed by the run's events, and never in its way."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.evaluation.evaluation import Evaluation
from core.experiment.spec import Experiment
from core.network.parameters import FloatArray
from core.tensorboard.hyperparameters import hyperparameters
from core.tensorboard.names import EVENTS, link_run, readable_name, unlink_run
from core.training.events import EpochEnded, Finished, Outcome, Started, TrainingEvent

if TYPE_CHECKING:  # loads tensorboard's messages: left until a run begins
    from core.tensorboard.run_events import RunEvents

_log = logging.getLogger(__name__)
_GOOD = (Outcome.COMPLETED, Outcome.STOPPED)


class RunLog:
    """Writes the event files of one run.

    Whatever goes wrong with that, a full disk or a missing library, is said once as a warning; then nothing more is
    written, and the training goes on.

    Args:
        folder: Of the run, in its workspace.
        experiment: What is trained.
        architecture: The network in short, such as 1024-200-200-10.
        weights: Gives the present weights, where histograms of them are wanted; None where not.
    """

    def __init__(
        self,
        folder: Path,
        experiment: Experiment,
        architecture: str,
        weights: Callable[[], Mapping[str, FloatArray]] | None = None,
    ) -> None:
        self._folder = folder
        self._experiment, self._architecture = experiment, architecture
        self._weights = weights
        self._events: RunEvents | None = None

    def take(self, event: TrainingEvent) -> None:
        """Write what is to be shown of an event; progress inside epochs is not."""
        match event:
            case Started():
                self._try(lambda: self._begin(event))
            case EpochEnded():
                self._do(lambda events: self._end_epoch(events, event))
            case Finished():
                self._end(event)

    def add_evaluation(self, epoch: int, part: str, evaluation: Evaluation) -> None:
        """Write the figures of the model that is kept; see `RunEvents.add_evaluation`."""
        self._do(lambda events: events.add_evaluation(epoch, part, evaluation))

    def add_graph(self, graph: Callable[[], bytes]) -> None:
        """Write what a prediction computes; see `HasGraph`."""
        self._do(lambda events: events.add_graph(graph()))

    def close(self) -> None:
        """Let go of the files, however the run ended."""
        if self._events is not None:
            self._events.close()
        self._events = None

    def _begin(self, event: Started) -> None:
        from core.tensorboard.run_events import RunEvents  # noqa: PLC0415 - loads tensorboard's messages

        self._events = RunEvents(self._folder / EVENTS, event.first_epoch)
        name = readable_name(self._experiment.name, self._folder.name)
        self._events.begin(name, hyperparameters(self._experiment, self._architecture))
        link_run(self._folder, name)

    def _end_epoch(self, events: RunEvents, event: EpochEnded) -> None:
        events.end_epoch(event.metrics)
        if self._weights:
            events.add_weights(event.metrics.epoch, self._weights())

    def _end(self, event: Finished) -> None:
        self._do(lambda events: events.finish(went_well=event.outcome in _GOOD))
        self.close()
        # Of a discarded run nothing but the record stays.
        if event.outcome is Outcome.DISCARDED:
            self._try(self._remove)

    def _remove(self) -> None:
        unlink_run(self._folder)
        shutil.rmtree(self._folder / EVENTS, ignore_errors=True)

    def _do(self, work: Callable[[RunEvents], None]) -> None:
        events = self._events
        if events is not None:
            self._try(lambda: work(events))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a run is worth more than its log, whatever is wrong with that
            if self._events is not None:
                self._events.close()
            self._events = None
            reason = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            _log.warning("TensorBoard does not show all of run %s: its log ended (%s).", self._folder.name, reason)
