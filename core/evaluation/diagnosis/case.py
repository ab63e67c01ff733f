"""What the rules look at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final

from core.evaluation.evaluation import Evaluation
from core.experiment.layers import Dense
from core.experiment.spec import Experiment
from core.training.events import EpochMetrics, Outcome

LATE: Final = 3
"""How many of the last epochs stand for the end of a run, by their median: one alone may be an outlier."""
_RATE_IS_OVER: Final = 0.1
"""Below this fraction of the highest rate, steps are too short to show what the network could still learn."""


@dataclass(frozen=True)
class Case:
    """A run that has ended.

    Attributes:
        experiment: What was trained.
        epochs: All of them, the oldest first; those of the runs that it extends count.
        outcome: How it ended.
        evaluation: The kept model on the validation images; None where there is no model, or its file is gone.
    """

    experiment: Experiment
    epochs: Sequence[EpochMetrics]
    outcome: Outcome
    evaluation: Evaluation | None = None

    @cached_property
    def rows(self) -> tuple[EpochMetrics, ...]:
        """The epochs whose losses are numbers."""
        return tuple(row for row in self.epochs if math.isfinite(row.train_loss + row.validation_loss))

    @cached_property
    def best_place(self) -> int:
        """Where in `rows` the lowest validation loss is: the first, of several."""
        return min(range(len(self.rows)), key=lambda place: self.rows[place].validation_loss)

    @property
    def best(self) -> EpochMetrics:
        """The epoch of lowest validation loss."""
        return self.rows[self.best_place]

    @property
    def last(self) -> EpochMetrics:
        """The last epoch."""
        return self.rows[-1]

    def late(self, figure: str) -> float:
        """The median of a figure in the last epochs."""
        return float(median(getattr(row, figure) for row in self.rows[-LATE:]))

    def gain(self, figure: str, epochs: int) -> float:
        """By which fraction a loss fell in the last so many epochs: the lowest in them against the lowest before."""
        before = lowest(self.rows[:-epochs], figure)
        return 1 - lowest(self.rows[-epochs:], figure) / before if before > 0 else 0.0

    @property
    def is_rate_over(self) -> bool:
        """Whether a schedule had brought the learning rate close to its end."""
        return self.last.learning_rate < _RATE_IS_OVER * max(row.learning_rate for row in self.rows)

    @property
    def classes(self) -> int:
        """How many there are."""
        if self.evaluation:
            return len(self.evaluation.classes)
        layers = self.experiment.network.layers
        return max([layer.units for layer in layers if isinstance(layer, Dense)][-1:], default=2)

    @property
    def guessing_loss(self) -> float:
        """The cross-entropy of whoever knows nothing of a picture but how frequent each class is.

        That is the entropy of the classes' shares. It is ln C where they are not known, and where classes are weighted,
        which teaches the network other shares.
        """
        if self.evaluation is None or self.experiment.loss.class_weights != "none":
            return math.log(max(self.classes, 2))
        counts = [figures.support for figures in self.evaluation.per_class.values()]
        return -sum(count / sum(counts) * math.log(count / sum(counts)) for count in counts if count)

    @property
    def guessing_accuracy(self) -> float:
        """The accuracy of naming the most frequent class every time; of any class where their shares are not known."""
        if self.evaluation is None:
            return 1 / max(self.classes, 2)
        return max(figures.support for figures in self.evaluation.per_class.values()) / self.evaluation.images


def lowest(rows: Iterable[EpochMetrics], figure: str) -> float:
    """The least value of a figure; not a number where there are no rows."""
    return min((getattr(row, figure) for row in rows), default=math.nan)


def percent(share: float) -> str:
    """A share as percent with one decimal."""
    return f"{share:.1%}"


def figure(value: float) -> str:
    """A loss or a rate, to three digits."""
    return f"{value:.3g}"


def about(rate: float) -> str:
    """A rate that somebody may try, rounded as people write one."""
    return f"{rate:.1g}"


def epochs_words(count: int) -> str:
    """So many epochs."""
    return f"{count:,} epoch{'s' if count != 1 else ''}"
