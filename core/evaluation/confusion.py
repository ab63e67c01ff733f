"""Which class was taken for which, and what that means for each class."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from core.data.dataset import Labels

Counts = npt.NDArray[np.int64]


class ClassFigures(BaseModel):
    """How well one class is recognised. A figure whose denominator is 0 is 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: float = Field(description="Share of the answers naming this class that were right.")
    recall: float = Field(description="Share of this class's images that were recognised.")
    f1: float = Field(description="Harmonic mean of precision and recall.")
    support: int = Field(description="Images of this class in the split.")


def confusion_matrix(labels: Labels, predicted: Labels, classes: int) -> Counts:
    """Count every pair of true and predicted class.

    Args:
        labels: int64 (N,), true classes, each from 0 to `classes - 1`.
        predicted: int64 (N,), the classes answered.
        classes: Number of classes, C.

    Returns:
        int64 (C, C); the row is the true class, the column the predicted one.
    """
    # Numbering the cells row by row turns counting pairs into counting numbers.
    cells = labels * classes + predicted
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def class_figures(matrix: Counts) -> list[ClassFigures]:
    """Precision, recall, F1 and support of each class, from int64 (C, C) with the true classes as rows."""
    hits = matrix.diagonal()
    support = matrix.sum(axis=1)
    answers = matrix.sum(axis=0)
    columns = (
        _ratio(hits, answers).tolist(),
        _ratio(hits, support).tolist(),
        # 2 P R / (P + R) with P = hits / answers and R = hits / support, without the rounding of either.
        _ratio(2 * hits, support + answers).tolist(),
        support.tolist(),
    )
    return [
        ClassFigures(precision=precision, recall=recall, f1=f1, support=images)
        for precision, recall, f1, images in zip(*columns, strict=True)
    ]


def _ratio(numerator: Counts, denominator: Counts) -> npt.NDArray[np.float64]:
    return np.divide(numerator, denominator, out=np.zeros(len(numerator)), where=denominator > 0)
