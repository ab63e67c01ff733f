"""What happened so far in an epoch: sums, and the clock."""

from __future__ import annotations

import time
from typing import TypedDict

from core.network.loss import BatchResult


class ProgressFields(TypedDict):
    """The fields of a `Progress` event that a meter knows."""

    epoch: int
    step: int
    steps: int
    train_loss: float
    train_accuracy: float
    images_per_second: float
    seconds_left: float


class Meter:
    """Adds up the batches of one epoch.

    Args:
        epoch: Counts from 1.
        steps_per_epoch: Updates it will have.
        epochs_left: How many come after it.

    Attributes:
        steps: Updates so far.
        examples: Images seen so far.
        learning_rate: Of the last update.
    """

    def __init__(self, epoch: int, steps_per_epoch: int, epochs_left: int) -> None:
        self.epoch = epoch
        self.steps = 0
        self.examples = 0
        self.learning_rate = 0.0
        self._steps_per_epoch, self._epochs_left = steps_per_epoch, epochs_left
        self._loss_sum, self._minimised_sum, self._correct = 0.0, 0.0, 0
        self._started = self._reported = time.perf_counter()

    @property
    def loss(self) -> float:
        """Mean loss of an example so far."""
        return self._loss_sum / self.examples

    @property
    def minimised(self) -> float:
        """Mean of what is minimised, so far: the loss with smoothed labels and weighted classes, without penalties."""
        return self._minimised_sum / self.examples

    @property
    def accuracy(self) -> float:
        """Share of examples classified correctly so far."""
        return self._correct / self.examples

    def add(self, result: BatchResult, *, steps: int, learning_rate: float) -> None:
        """Count what a call of the engine did."""
        self._loss_sum += result.loss
        self._minimised_sum += result.loss if result.smoothed is None else result.smoothed
        self._correct += result.correct
        self.examples += result.examples
        self.steps += steps
        self.learning_rate = learning_rate

    def exclude(self, seconds: float) -> None:
        """Take time off the clock in which nothing was done."""
        self._started += seconds

    def seconds(self) -> float:
        """Time spent on the epoch so far."""
        return time.perf_counter() - self._started

    def seconds_since_report(self) -> float:
        """Time since the last report, or since the start."""
        return time.perf_counter() - self._reported

    def report(self) -> ProgressFields:
        """Where the epoch is."""
        self._reported = time.perf_counter()
        seconds = self.seconds()
        steps_left = self._steps_per_epoch * (1 + self._epochs_left) - self.steps
        return ProgressFields(
            epoch=self.epoch,
            step=self.steps,
            steps=self._steps_per_epoch,
            train_loss=self.loss,
            train_accuracy=self.accuracy,
            images_per_second=self.examples / seconds,
            seconds_left=steps_left * seconds / self.steps,
        )
