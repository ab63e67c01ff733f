"""How far an accuracy measured on a sample may lie from the true one."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson_interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of a proportion (Wilson, JASA 22, 1927, pages 209-212).

    The bounds are the two proportions p that lie just z standard errors away from the observed one,
    `|observed - p| = z * sqrt(p (1 - p) / trials)`. The error is that of p and not of the observation, which is why
    the interval stays within 0 and 1 and keeps a width where every answer was right.

    Args:
        successes: Right answers, from 0 to `trials`.
        trials: All answers, at least 1.
        confidence: Share of such intervals that contain the true proportion; two-sided.

    Returns:
        The lower and the upper bound.

    Raises:
        ValueError: `trials` is below 1 or `successes` not between 0 and `trials`.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials is not a proportion.")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    observed = successes / trials
    weight = z * z / trials
    centre = (observed + weight / 2) / (1 + weight)
    margin = z * sqrt(observed * (1 - observed) / trials + weight / (4 * trials)) / (1 + weight)
    # At the ends one bound is exactly the observation; rounding would push it a last digit outside.
    lower = 0.0 if successes == 0 else centre - margin
    upper = 1.0 if successes == trials else centre + margin
    return lower, upper
