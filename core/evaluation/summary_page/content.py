"""What the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.evaluation.calibration import Reliability
from core.evaluation.evaluation import Evaluation, Probabilities
from core.training.events import EpochMetrics


@dataclass(frozen=True, eq=False)
class SamplePrediction:
    """One picture, what it shows and what the model says.

    Attributes:
        image: uint8 (H, W, C), C = 1 (gray) or 3 (RGB), as stored in the dataset.
        label: The true class, an index into the evaluation's classes.
        probabilities: float (classes,).
        name: Which picture it is, for the pointer; may be empty.
    """

    image: npt.NDArray[np.uint8]
    label: int
    probabilities: Probabilities
    name: str = ""

    @property
    def predicted(self) -> int:
        """The most probable class; the first of equals."""
        return int(self.probabilities.argmax())


@dataclass(frozen=True, eq=False)
class RunSummaryPage:
    """A finished run, ready to be shown.

    Attributes:
        title: Heading and window title, e.g. "street-digits:20000".
        experiment: The experiment's name.
        facts: Label and value of whatever else describes the run, in the order to show, e.g. ("Parameters", "308,010").
        epochs: One row an epoch, as far as the run came; may be empty, and figures may be NaN.
        evaluation: The final figures.
        samples: Pictures to show; mistakes and hits get a card each and keep this order in it.
    """

    title: str
    experiment: str
    facts: Sequence[tuple[str, str]]
    epochs: Sequence[EpochMetrics]
    evaluation: Evaluation
    samples: Sequence[SamplePrediction]


@dataclass(frozen=True, eq=False)
class EvaluationPage:
    """A model's figures on one part of a dataset, ready to be shown.

    Attributes:
        title: Heading and window title, e.g. the dataset's name.
        model: What the model is called.
        facts: Label and value of whatever else describes model and data, in the order to show.
        evaluation: The figures.
        reliability: Whether the probabilities mean what they say.
        mistakes: Pictures to show of wrong answers, in this order.
        hits: And of right ones.
    """

    title: str
    model: str
    facts: Sequence[tuple[str, str]]
    evaluation: Evaluation
    reliability: Reliability
    mistakes: Sequence[SamplePrediction]
    hits: Sequence[SamplePrediction]
