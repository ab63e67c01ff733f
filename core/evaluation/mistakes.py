"""Which pictures to look at first: the model's surest errors and its least sure successes."""

from __future__ import annotations

import numpy as np

from core.data.dataset import Labels
from core.evaluation.evaluation import Probabilities


def confident_mistakes(probabilities: Probabilities, labels: Labels) -> Labels:
    """Rows answered wrongly, the surest first; equally sure ones stay in the order of the data.

    They are where a model has learnt something wrong, or where a label is.

    Args:
        probabilities: float (N, C), one row an image.
        labels: int64 (N,), true classes.

    Returns:
        int64 (M,), indices of the M mistakes among the N rows.
    """
    rows = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return rows[np.argsort(-_confidence(probabilities, rows), kind="stable")]


def unsure_hits(probabilities: Probabilities, labels: Labels) -> Labels:
    """Rows answered rightly, the least sure first; arguments, ties and result as for `confident_mistakes`."""
    rows = np.flatnonzero(probabilities.argmax(axis=1) == labels)
    return rows[np.argsort(_confidence(probabilities, rows), kind="stable")]


def _confidence(probabilities: Probabilities, rows: Labels) -> Probabilities:
    confidence: Probabilities = probabilities[rows].max(axis=1)
    return confidence
