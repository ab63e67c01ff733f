"""Reliability and temperature, against their definitions, an optimizer of SciPy's, and models whose truth is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from core.evaluation.calibration import fit_temperature, reliability, with_temperature
from core.evaluation.evaluation import mean_cross_entropy

UNHURRIED = settings(deadline=None, max_examples=40)

seeds = st.integers(0, 2**32)


def answers(seed: int, sharpness: float = 1.0, images: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Answers `sharpness` times as sure, in logits, as they have a right to be."""
    rng = np.random.default_rng(seed)
    honest = rng.dirichlet(np.full(5, 0.5), images).clip(1e-9)
    labels = np.array([rng.choice(5, p=row / row.sum()) for row in honest])
    return with_temperature(honest, 1 / sharpness), labels


def test_the_error_of_a_worked_example() -> None:
    # Two answers of 0.9 of which one is right, two of 0.6 of which both are: (2 |1/2 - 0.9| + 2 |1 - 0.6|) / 4.
    probabilities = np.array([[0.9, 0.1], [0.1, 0.9], [0.6, 0.4], [0.4, 0.6]])
    labels = np.array([0, 0, 0, 1])

    found = reliability(probabilities, labels, bins=10)

    assert found.expected_calibration_error == pytest.approx(0.4)
    filled = [one for one in found.bins if one.images]
    assert [one.images for one in filled] == [2, 2]
    assert [one.confidence for one in filled] == pytest.approx([0.6, 0.9])
    assert [one.accuracy for one in filled] == [1.0, 0.5]
    assert found.overconfidence == pytest.approx(0.0)


@given(seeds, st.integers(1, 40))
@UNHURRIED
def test_the_error_is_that_of_the_definition(seed: int, bins: int) -> None:
    probabilities, labels = answers(seed)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    edges = np.arange(bins + 1) / bins
    expected = 0.0
    for lower, upper in pairwise(edges):
        inside = (confidence > lower) & (confidence <= upper)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())

    found = reliability(probabilities, labels, bins)

    assert found.expected_calibration_error == pytest.approx(expected, abs=1e-12)
    assert sum(one.images for one in found.bins) == len(labels)
    assert found.overconfidence == pytest.approx(confidence.mean() - right.mean(), abs=1e-12)


def test_an_answer_sure_to_the_last_digit_has_its_bin() -> None:
    found = reliability(np.array([[1.0, 0.0], [np.float64(1) + 1e-15, 0.0]]), np.array([0, 1]), bins=10)

    assert found.bins[-1].images == 2
    assert found.bins[0].confidence is None


@given(seeds, st.floats(0.3, 4))
@UNHURRIED
def test_no_other_temperature_makes_the_truth_likelier(seed: int, sharpness: float) -> None:
    probabilities, labels = answers(seed, sharpness)

    def loss(log_temperature: float) -> float:
        return mean_cross_entropy(with_temperature(probabilities, float(np.exp(log_temperature))), labels)

    expected = minimize_scalar(loss, bounds=(np.log(0.01), np.log(100)), method="bounded", options={"xatol": 1e-9})

    assert fit_temperature(probabilities, labels) == pytest.approx(np.exp(expected.x), rel=1e-4)


def test_answers_twice_too_sure_are_mended_by_a_temperature_of_two() -> None:
    probabilities, labels = answers(seed=1, sharpness=2, images=20_000)

    temperature = fit_temperature(probabilities, labels)
    mended = with_temperature(probabilities, temperature)

    assert temperature == pytest.approx(2, rel=0.05)
    assert reliability(probabilities, labels).overconfidence > 0.05
    before = reliability(probabilities, labels).expected_calibration_error
    assert reliability(mended, labels).expected_calibration_error < before / 4


@given(seeds, st.floats(0.05, 20))
@UNHURRIED
def test_a_temperature_changes_no_answer_and_can_be_undone(seed: int, temperature: float) -> None:
    probabilities, _ = answers(seed, images=50)

    changed = with_temperature(probabilities, temperature)

    assert np.array_equal(changed.argmax(axis=1), probabilities.argmax(axis=1))
    assert np.allclose(changed.sum(axis=1), 1)
    assert np.allclose(with_temperature(probabilities, 1), probabilities)


@pytest.mark.parametrize(("label", "bound"), [(0, 0.01), (1, 100)])
def test_where_all_answers_are_right_or_wrong_the_temperature_stays_within_bounds(label: int, bound: float) -> None:
    probabilities = np.tile([0.7, 0.3], (20, 1))

    assert fit_temperature(probabilities, np.full(20, label)) == pytest.approx(bound, rel=1e-6)


def test_a_probability_of_zero_for_the_truth_is_survived() -> None:
    probabilities = np.array([[1.0, 0.0], [0.9, 0.1], [0.2, 0.8]], np.float32)

    assert 1 < fit_temperature(probabilities, np.array([1, 0, 1])) <= 100
