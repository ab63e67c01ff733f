"""The figures of a model on one split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from core.data.dataset import Labels
from core.errors import WorkbenchError
from core.evaluation.confusion import ClassFigures, class_figures, confusion_matrix
from core.evaluation.intervals import wilson_interval

Probabilities = npt.NDArray[np.floating]

# A probability of 0 for the true class would make the mean infinite; the smallest that float32 holds at full
# precision stands in for it, so one image adds at most 87.3 nats.
SMALLEST_PROBABILITY = float(np.finfo(np.float32).tiny)


class Evaluation(BaseModel):
    """How good a model is on one split, as the command line prints it and a bundle keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    split: str = Field(description="The part of the dataset that was measured, by the source's own name.")
    images: int = Field(ge=1)
    accuracy: float = Field(ge=0, le=1, description="Share of images whose most probable class is the true one.")
    accuracy_interval: tuple[float, float] = Field(description="95% Wilson score interval of the accuracy.")
    macro_f1: float = Field(
        ge=0,
        le=1,
        description="Mean F1 over all classes alike; one with neither images nor answers in this split counts as 0.",
    )
    loss: float = Field(ge=0, description="Mean cross-entropy in nats; probabilities below 1.2e-38 count as that.")
    classes: tuple[str, ...]
    confusion_matrix: tuple[tuple[int, ...], ...] = Field(description="Rows: true class; columns: predicted class.")
    per_class: dict[str, ClassFigures] = Field(description="By class name, in label order.")


def evaluate_predictions(
    probabilities: Probabilities, labels: Labels, classes: Sequence[str], split: str
) -> Evaluation:
    """Compare a model's answers with the truth.

    The figures are those of scikit-learn with `labels=range(C), zero_division=0`: a quotient by zero is 0, and a
    class absent from the split takes part in `macro_f1` all the same, so that figures of different splits compare.
    Where two classes are equally probable the answer is the first.

    Args:
        probabilities: float (N, C), each row a distribution over the classes.
        labels: int64 (N,), true classes, each from 0 to C - 1.
        classes: The C class names, in label order, all different.
        split: What to call the images, e.g. "test".

    Raises:
        WorkbenchError: The split has no images, or a probability is not a number.
        ValueError: The shapes, labels and class names do not fit each other.
    """
    _check(probabilities, labels, classes, split)
    matrix = confusion_matrix(labels, probabilities.argmax(axis=1), len(classes))
    hits = int(matrix.trace())
    figures = class_figures(matrix)
    return Evaluation(
        split=split,
        images=len(labels),
        accuracy=hits / len(labels),
        accuracy_interval=wilson_interval(hits, len(labels)),
        macro_f1=float(np.mean([figure.f1 for figure in figures])),
        loss=mean_cross_entropy(probabilities, labels),
        classes=tuple(classes),
        confusion_matrix=tuple(tuple(row) for row in matrix.tolist()),
        per_class=dict(zip(classes, figures, strict=True)),
    )


def mean_cross_entropy(probabilities: Probabilities, labels: Labels) -> float:
    """Mean of `-ln p` over images, p the probability given to the true class, in nats.

    p is held between `SMALLEST_PROBABILITY` and 1 (float32 rows may add up to a little more than 1).
    """
    of_truth = probabilities[np.arange(len(labels)), labels].astype(np.float64).clip(SMALLEST_PROBABILITY, 1.0)
    # Subtracting from 0 rather than negating: a perfect model's loss prints as 0.0, not as -0.0.
    return float((0.0 - np.log(of_truth)).mean())


def _check(probabilities: Probabilities, labels: Labels, classes: Sequence[str], split: str) -> None:
    if len(labels) == 0:
        raise WorkbenchError(
            f"The split {split!r} has no images to evaluate on.", "Choose a split that has some with --split."
        )
    if probabilities.shape != (len(labels), len(classes)):
        raise ValueError(
            f"Probabilities of shape {probabilities.shape} for {len(labels)} labels and {len(classes)} classes."
        )
    if labels.min() < 0 or labels.max() >= len(classes):
        raise ValueError(f"Labels from {labels.min()} to {labels.max()} for {len(classes)} classes.")
    if len(set(classes)) < len(classes):
        raise ValueError(f"Two classes have the same name: {', '.join(classes)}.")
    unusable = np.count_nonzero(~np.isfinite(probabilities).all(axis=1))
    if unusable:
        raise WorkbenchError(
            f"The model's answers for {unusable:,} of {len(labels):,} images of the split {split!r} are not numbers.",
            "Its weights overflowed in training: train it again with a lower learning rate.",
        )
