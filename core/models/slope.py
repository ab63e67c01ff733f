"""How the answer changes with what a network gets to see.

What is followed is the log-odds of a class, `l = log p - log q` with q = 1 - p for all other classes together. Unlike p
itself it does not flatten out where the network is sure: in logits z it is `z_c - log sum_{k != c} exp z_k`, so that
`dl/dz_c = 1` and `dl/dz_k = -softmax(z without c)_k`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.models.views import View
from core.network.loss import softmax
from core.network.parameters import FloatArray

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Slope:
    """A class's probability for one input, and the direction in which its log-odds grow.

    Attributes:
        log_p: Logarithm of the class's probability.
        log_q: Of that of all other classes together; both stay exact where one of the two is all but 1.
        gradient: float (H, W, C), of `log_p - log_q` with respect to the network's input.
    """

    log_p: float
    log_q: float
    gradient: FloatArray

    @property
    def importance(self) -> Floats:
        """(H, W): the largest size of the gradient over a pixel's channels (Simonyan et al. 2014, section 3.1)."""
        largest: Floats = np.abs(self.gradient).max(axis=-1).astype(np.float64)
        return largest

    def seen_by(self, view: View) -> Slope:
        """The same with respect to the image that the input is a view of."""
        return Slope(self.log_p, self.log_q, view.back(self.gradient))


def log_odds_of(Z_C: FloatArray, label: int) -> tuple[float, float, FloatArray]:
    """Log p and log q of a class, and the derivative of their difference with respect to the logits.

    Args:
        Z_C: (C,) logits of one example, at least two.
        label: Which class.

    Returns:
        log p, log q, and the derivative (C,) in the precision of the logits.
    """
    Z = Z_C.astype(np.float64)
    others = np.delete(Z, label)
    all_together, others_together = np.logaddexp.reduce(Z), np.logaddexp.reduce(others)
    dZ = np.insert(-softmax(others[None])[0], label, 1.0).astype(Z_C.dtype)
    return float(Z[label] - all_together), float(others_together - all_together), dZ


def shares_of(slopes: Sequence[Slope], weights: npt.ArrayLike) -> tuple[Floats, float, float]:
    """What each of several answers counts in the slope of their mean.

    With `p = sum_i w_i p_i`, where the weights w add up to 1: `dl = sum_i w_i (p_i q_i) / (p q) dl_i`.

    Returns:
        The factors before the `dl_i`, and log p and log q of the mean.
    """
    w = np.asarray(weights, np.float64)
    with np.errstate(divide="ignore"):  # a vote of no weight
        log_w = np.log(w / w.sum())
    log_p_i, log_q_i = (np.array([getattr(slope, name) for slope in slopes]) for name in ("log_p", "log_q"))
    log_p, log_q = float(np.logaddexp.reduce(log_w + log_p_i)), float(np.logaddexp.reduce(log_w + log_q_i))
    return np.exp(log_w + log_p_i + log_q_i - log_p - log_q), log_p, log_q


def mean_slope(slopes: Sequence[Slope]) -> Slope:
    """The slope of the mean of several probabilities for the same input."""
    factors, log_p, log_q = shares_of(slopes, np.ones(len(slopes)))
    gradient = sum(factor * slope.gradient for factor, slope in zip(factors, slopes, strict=True))
    return Slope(log_p, log_q, np.asarray(gradient, np.float64))
