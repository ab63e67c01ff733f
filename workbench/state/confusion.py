"""Which classes were taken for which, as counts and as shares. Loads NumPy: import it when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.evaluation.confusion import Counts
from core.evaluation.evaluation import Evaluation

NORMALISATIONS = ("counts", "by true class", "by predicted class")


@dataclass(frozen=True, eq=False)
class Confusion:
    """A confusion matrix.

    Attributes:
        classes: In the order of rows and columns.
        matrix: int64 (C, C); rows are true classes, columns predicted ones.
    """

    classes: Sequence[str]
    matrix: Counts

    @classmethod
    def of(cls, evaluation: Evaluation) -> Confusion:
        """That of a measurement."""
        return cls(evaluation.classes, np.array(evaluation.confusion_matrix, np.int64))

    def shares(self, normalisation: int) -> npt.NDArray[np.float64] | None:
        """float64 (C, C), the matrix as shares of its rows or columns, an empty one's 0; None for counts.

        Args:
            normalisation: Place in `NORMALISATIONS`.
        """
        if not normalisation:
            return None
        total = self.matrix.sum(axis=2 - normalisation, keepdims=True)
        shares: npt.NDArray[np.float64] = self.matrix / np.maximum(total, 1)
        return shares
