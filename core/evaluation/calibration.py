"""Whether a model's probabilities mean what they say, and one number that mends them where they do not.

Of all pictures that a well calibrated model gives 80% to, four in five are what it says. Networks trained until their
training loss vanishes are surer than that (Guo et al., "On calibration of modern neural networks", ICML 2017).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from core.data.dataset import Labels
from core.evaluation.evaluation import SMALLEST_PROBABILITY, Probabilities

_NEWTON_STEPS = 100
# Of the inverse temperature: below the first all classes are alike, above the last one class takes all.
_LEAST, _MOST = 0.01, 100.0
_CLOSE_ENOUGH = 1e-12


class Bin(BaseModel):
    """The answers whose confidence is in one interval."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lower: float = Field(description="Confidences above this one ...")
    upper: float = Field(description="... up to and with this one.")
    images: int
    confidence: float | None = Field(description="Mean probability of the answers; None without any.")
    accuracy: float | None = Field(description="Share of right answers; None without any.")


class Reliability(BaseModel):
    """Accuracy beside confidence, in intervals of confidence: what a reliability diagram draws."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bins: tuple[Bin, ...]
    expected_calibration_error: float = Field(
        ge=0, le=1, description="Mean distance between accuracy and confidence, over all images."
    )

    @property
    def overconfidence(self) -> float:
        """Mean confidence minus accuracy: above 0 where the model is surer than it has a right to be."""
        filled = [one for one in self.bins if one.confidence is not None and one.accuracy is not None]
        excess = sum(one.images * ((one.confidence or 0.0) - (one.accuracy or 0.0)) for one in filled)
        return excess / sum(one.images for one in filled)


def reliability(probabilities: Probabilities, labels: Labels, bins: int = 15) -> Reliability:
    """Compare confidence and accuracy.

    The expected calibration error is `sum_m n_m / N |accuracy_m - confidence_m|` over M intervals of equal width (Guo
    et al. 2017, eq. 3; Naeini et al., AAAI 2015).

    Args:
        probabilities: float (N, C), each row a distribution over the classes; N at least 1.
        labels: int64 (N,), true classes.
        bins: M, at least 1.
    """
    confidence = probabilities.max(axis=1).astype(np.float64).clip(0, 1)
    right = probabilities.argmax(axis=1) == labels
    # Intervals are open at the left: what is sure to the last digit belongs to the last of them.
    place = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    images = np.bincount(place, minlength=bins)
    confidences = np.bincount(place, confidence, minlength=bins)
    hits = np.bincount(place, right, minlength=bins)
    return Reliability(
        bins=tuple(
            Bin(
                lower=number / bins,
                upper=(number + 1) / bins,
                images=int(count),
                confidence=float(sure / count) if count else None,
                accuracy=float(hit / count) if count else None,
            )
            for number, (count, sure, hit) in enumerate(zip(images, confidences, hits, strict=True))
        ),
        expected_calibration_error=float(np.abs(hits - confidences).sum() / len(labels)),
    )


def with_temperature(probabilities: Probabilities, temperature: float) -> npt.NDArray[np.float64]:
    """The distributions `softmax(z / T)` of the logits z that gave these probabilities.

    Logits are known up to a constant a row, `z = log p + c`, and softmax does not see that constant. T > 1 makes every
    answer less sure, T < 1 surer; the order of the classes stays.

    Args:
        probabilities: float (N, C).
        temperature: T > 0.
    """
    return _softmax(_log(probabilities) / temperature)


def fit_temperature(probabilities: Probabilities, labels: Labels) -> float:
    """The temperature under which the true classes are most likely (Guo et al. 2017, section 4.2).

    Written for the inverse temperature b, the mean cross-entropy `log sum_c e^(b z_c) - b z_y` is convex, with first
    derivative `E_p[z] - z_y` and second `Var_p[z]`. Newton's method finds its minimum, kept within the interval in
    which the minimum is known to lie.

    Args:
        probabilities: float (N, C), answers about images that the model was not trained on.
        labels: int64 (N,), their true classes.

    Returns:
        T from 0.01 to 100: at its bounds where all answers are right, or none.
    """
    Z_NC = _log(probabilities)
    z_N = Z_NC[np.arange(len(labels)), labels]
    lower, upper, inverse = _LEAST, _MOST, 1.0
    for _ in range(_NEWTON_STEPS):
        P_NC = _softmax(inverse * Z_NC)
        mean_N = np.einsum("nc,nc->n", P_NC, Z_NC)
        slope = float((mean_N - z_N).mean())
        curvature = float((np.einsum("nc,nc->n", P_NC, Z_NC**2) - mean_N**2).mean())
        lower, upper = (lower, inverse) if slope > 0 else (inverse, upper)
        step = inverse - slope / curvature if curvature > 0 else math.inf
        following = step if lower < step < upper else math.sqrt(lower * upper)
        if abs(following - inverse) <= _CLOSE_ENOUGH * inverse:
            break
        inverse = following
    return 1 / inverse


def _log(probabilities: Probabilities) -> npt.NDArray[np.float64]:
    logarithms: npt.NDArray[np.float64] = np.log(probabilities.astype(np.float64).clip(SMALLEST_PROBABILITY, None))
    return logarithms


def _softmax(Z_NC: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    P_NC: npt.NDArray[np.float64] = np.exp(Z_NC - Z_NC.max(axis=1, keepdims=True))
    P_NC /= P_NC.sum(axis=1, keepdims=True)
    return P_NC
