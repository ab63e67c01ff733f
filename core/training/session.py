"""THE training loop, for every engine: epochs of shuffled batches, each followed by a look at the validation images.

It knows nothing of files, processes or screens: it is a generator of events. Whoever iterates it records them, and the
model's state between two events is always whole.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.backends.protocol import Activity, TrainableModel
from core.evaluation.evaluation import mean_cross_entropy
from core.experiment.randomness import Stream, generator
from core.experiment.spec import Experiment, PredictionSpec
from core.models.views import mean_over_views
from core.network.parameters import FloatArray
from core.network.schedules import learning_rate
from core.training.batches import BatchLoader
from core.training.checkpoint import BestEpoch, Checkpoint, Gain
from core.training.control import Control, Request
from core.training.events import EpochEnded, EpochMetrics, EventStamps, Outcome, Progress, Started
from core.training.meter import Meter

_PREDICTION_BATCH = 512
_SECONDS_BETWEEN_PROGRESS = 1 / 30

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TrainingData:
    """Images to learn from and images to choose by.

    Attributes:
        loader: Gathers both.
        labels: int64 (N,) true classes of all rows.
        training: Rows to learn from.
        validation: Rows to choose by; never learned from.
    """

    loader: BatchLoader
    labels: npt.NDArray[np.int64]
    training: Rows
    validation: Rows


@dataclass(frozen=True)
class Ending:
    """How the loop ended, before anything was saved."""

    outcome: Outcome
    reason: str = ""


def predict_rows(
    model: TrainableModel,
    loader: BatchLoader,
    rows: Rows,
    prediction: PredictionSpec,
    activity: Activity | None = None,
) -> FloatArray:
    """Class probabilities (R, classes) of many images, in the order of `rows`, each the mean over its views."""

    def predict(X_BHWC: FloatArray) -> FloatArray:
        return model.predict(X_BHWC, activity)

    batches = (X for X_KB, _ in loader.batches(rows, _PREDICTION_BATCH) for X in X_KB)
    return np.concatenate([mean_over_views(predict, X, prediction) for X in batches])


class Session:
    """One training of one model.

    Args:
        experiment: What to do.
        model: The network, untrained.
        data: What to do it with.
        control: Looked at between calls of the engine.
        stamps: Identity of the events.
        checkpoint: Where to go on from; None to begin.

    Attributes:
        best: The epoch of lowest validation loss so far.
        epoch: The last one that ended; 0 before.
        ending: How `train` ended, once it has.
    """

    def __init__(
        self,
        experiment: Experiment,
        model: TrainableModel,
        data: TrainingData,
        control: Control,
        stamps: EventStamps,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self._experiment, self._model, self._data = experiment, model, data
        self._control, self._stamps = control, stamps
        self._steps_per_epoch = math.ceil(len(data.training) / experiment.batch_size)
        self.best: BestEpoch | None = None
        self._gain: Gain | None = None
        self.epoch = 0
        self.ending = Ending(Outcome.INTERRUPTED)
        if checkpoint:
            model.set_weights(checkpoint.weights)
            model.set_optimizer_state(checkpoint.optimizer)
            self.epoch, self.best, self._gain = checkpoint.epoch, checkpoint.best, checkpoint.gain

    def train(self) -> Iterator[Progress | EpochEnded]:
        """Train until the last epoch, or until the control, the patience or the loss ends it: see `ending`."""
        self.ending = yield from self._epochs()

    def checkpoint(self) -> Checkpoint:
        """The present state, to be asked for between two epochs."""
        return Checkpoint(self.epoch, self._model.weights(), self._model.optimizer_state(), self.best, self._gain)

    def weights_to_keep(self) -> Mapping[str, FloatArray]:
        """The model as it is now: the averaged weights where the experiment asks for them, else the present ones."""
        return self._model.averaged_weights() or self._model.weights()

    def started(self, parameters: int) -> Started:
        """The event that opens a run."""
        return Started(
            **self._stamps.next(),
            parameters=parameters,
            train_images=len(self._data.training),
            validation_images=len(self._data.validation),
            epochs=self._experiment.epochs,
            steps_per_epoch=self._steps_per_epoch,
            first_epoch=self.epoch + 1,
            device=self._model.device,
        )

    def _epochs(self) -> Generator[Progress | EpochEnded, None, Ending]:
        # Looked at before an epoch, not after: a run resumed where its patience had ended trains no further.
        while self.epoch < self._experiment.epochs and not self._patience_is_over():
            epoch = self.epoch + 1
            meter = Meter(epoch, self._steps_per_epoch, self._experiment.epochs - epoch)
            ending = yield from self._train_epoch(meter)
            if ending:
                return ending
            objective = meter.minimised + self._model.penalty()
            with self._averaged():
                metrics = self._measure(meter, objective)
                if not math.isfinite(metrics.validation_loss):
                    return self._diverged(epoch)
                improved = self._keep_if_best(metrics)
            self._note_gain(metrics)
            self.epoch = epoch
            yield EpochEnded(**self._stamps.next(), metrics=metrics, best=improved)
        return Ending(Outcome.COMPLETED, self._describe_patience() if self._patience_is_over() else "")

    def _train_epoch(self, meter: Meter) -> Generator[Progress, None, Ending | None]:
        """All batches of an epoch, once each; returns why the run is to end, or None."""
        experiment, model = self._experiment, self._model
        model.begin_epoch(meter.epoch)
        # The order follows from the seed and the epoch alone, so that a resumed run continues it.
        shuffled = generator(experiment.seed, Stream.SHUFFLE, meter.epoch).permutation(self._data.training)
        loader, size = self._data.loader, experiment.batch_size
        with closing(loader.training_batches(shuffled, meter.epoch, size, model.steps_per_call)) as batches:
            for X_KB, y_KB in batches:
                if ending := self._ending_asked_for(meter):
                    return ending
                rates = [self._learning_rate(meter, step) for step in range(len(X_KB))]
                result = model.train_batches(X_KB, y_KB, rates)
                meter.add(result, steps=len(X_KB), learning_rate=rates[-1])
                if not math.isfinite(result.loss):
                    return self._diverged(meter.epoch)
                if meter.seconds_since_report() >= _SECONDS_BETWEEN_PROGRESS:
                    yield Progress(**self._stamps.next(), **meter.report())
        return None

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        """For as long as this lasts, the model has the averaged weights, where the experiment asks for them."""
        averaged = self._model.averaged_weights()
        if averaged is None:
            yield
            return
        training = self._model.weights()
        self._model.set_weights(averaged)
        try:
            yield
        finally:
            self._model.set_weights(training)

    def _ending_asked_for(self, meter: Meter) -> Ending | None:
        asked_at = time.perf_counter()
        request = self._control.wait_while_paused()
        meter.exclude(time.perf_counter() - asked_at)
        if request is Request.STOP:
            return Ending(Outcome.STOPPED, f"Stopped in epoch {meter.epoch}.")
        if request is Request.DISCARD:
            return Ending(Outcome.DISCARDED, f"Discarded in epoch {meter.epoch}.")
        return None

    def _learning_rate(self, meter: Meter, step: int) -> float:
        steps_done = (meter.epoch - 1) * self._steps_per_epoch + meter.steps + step
        experiment = self._experiment
        peak = experiment.optimizer.learning_rate
        return learning_rate(experiment.schedule, peak, steps_done, self._steps_per_epoch, experiment.epochs)

    def _measure(self, meter: Meter, objective: float) -> EpochMetrics:
        """The epoch's row: what training cost on the way, and how the weights now do on the validation images."""
        rows, activity = self._data.validation, Activity()
        training_seconds = meter.seconds()
        prediction = self._experiment.prediction
        probabilities = predict_rows(self._model, self._data.loader, rows, prediction, activity)
        truth = self._data.labels[rows]
        return EpochMetrics(
            epoch=meter.epoch,
            train_loss=meter.loss,
            train_accuracy=meter.accuracy,
            validation_loss=mean_cross_entropy(probabilities, truth),
            validation_accuracy=float((probabilities.argmax(axis=1) == truth).mean()),
            objective=objective,
            learning_rate=meter.learning_rate,
            seconds=meter.seconds(),
            images_per_second=meter.examples / training_seconds,
            dead_units={name: 1 - float(fired.mean()) for name, fired in activity.items()},
        )

    def _keep_if_best(self, metrics: EpochMetrics) -> bool:
        if self.best and metrics.validation_loss >= self.best.validation_loss:
            return False
        self.best = BestEpoch(metrics.epoch, metrics.validation_loss, self._model.weights())
        return True

    def _note_gain(self, metrics: EpochMetrics) -> None:
        early = self._experiment.early_stopping
        margin = early.minimum_improvement if early else 0
        if self._gain is None or metrics.validation_loss < self._gain.validation_loss - margin:
            self._gain = Gain(metrics.epoch, metrics.validation_loss)

    def _patience_is_over(self) -> bool:
        early = self._experiment.early_stopping
        return bool(early and self._gain and self.epoch - self._gain.epoch >= early.patience)

    def _describe_patience(self) -> str:
        since = self._gain.epoch if self._gain else 0
        return f"Early stopping: no better validation loss since epoch {since}."

    def _diverged(self, epoch: int) -> Ending:
        rate = self._experiment.optimizer.learning_rate
        return Ending(
            Outcome.DIVERGED,
            f"The loss was no longer a finite number in epoch {epoch}. Lower the learning rate, now {rate:g}: "
            f"try {rate / 10:g}.",
        )
