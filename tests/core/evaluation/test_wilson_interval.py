"""The interval around an accuracy, against published figures and against its own definition."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binomtest

from core.evaluation.intervals import wilson_interval

# Seconds pass where the machine is busy; that is no defect of what is tested.
UNHURRIED = settings(deadline=None)

proportions = st.integers(1, 100_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(successes: int, trials: int, lower: float, upper: float) -> None:
    # Newcombe, Statistics in Medicine 17, 1998, pages 857-872, table I, method 3 (score, no continuity correction).
    assert wilson_interval(successes, trials) == pytest.approx((lower, upper), abs=5e-5)


@given(proportions)
@UNHURRIED
def test_the_interval_agrees_with_scipy(proportion: tuple[int, int]) -> None:
    successes, trials = proportion
    expected = binomtest(successes, trials).proportion_ci(0.95, method="wilson")

    assert wilson_interval(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(proportions)
@UNHURRIED
def test_each_bound_lies_z_standard_errors_of_its_own_from_the_observation(proportion: tuple[int, int]) -> None:
    successes, trials = proportion
    observed = successes / trials
    z = NormalDist().inv_cdf(0.975)

    def excess(p: float) -> float:
        return (observed - p) ** 2 - z * z * p * (1 - p) / trials

    lower, upper = wilson_interval(successes, trials)
    # Just beside the observation: where that is 0 or 1 it is a root itself, for want of any standard error.
    if successes > 0:
        assert lower == pytest.approx(brentq(excess, 0, observed - 1e-9, xtol=1e-14), abs=1e-10)
    if successes < trials:
        assert upper == pytest.approx(brentq(excess, observed + 1e-9, 1, xtol=1e-14), abs=1e-10)


@given(proportions)
@UNHURRIED
def test_the_interval_holds_the_observation_and_stays_between_0_and_1(proportion: tuple[int, int]) -> None:
    successes, trials = proportion
    lower, upper = wilson_interval(successes, trials)

    assert 0 <= lower <= successes / trials <= upper <= 1
    assert upper - lower <= 2 * NormalDist().inv_cdf(0.975) / sqrt(trials)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_proportion_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="not a proportion"):
        wilson_interval(successes, trials)
