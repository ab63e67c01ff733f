"""McNemar's exact test, against SciPy's binomial test and against examples worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from core.evaluation.significance import compare_answers

UNHURRIED = settings(deadline=None)


def answers(both: int, first: int, second: int, neither: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers of two models, and the truth: so many images of each kind."""
    right, wrong = 1, 0
    one = np.repeat([right, right, wrong, wrong], (both, first, second, neither))
    other = np.repeat([right, wrong, right, wrong], (both, first, second, neither))
    return one, other, np.full(len(one), right)


@given(st.integers(0, 300), st.integers(0, 300))
@UNHURRIED
def test_the_p_value_is_that_of_the_binomial_test(first: int, second: int) -> None:
    found = compare_answers(*answers(5, first, second, 5))
    expected = binomtest(first, first + second).pvalue if first + second else 1.0

    assert found.p_value == pytest.approx(expected, rel=1e-9)
    assert (found.both_right, found.only_first_right, found.only_second_right, found.both_wrong) == (
        5,
        first,
        second,
        5,
    )


def test_a_worked_example() -> None:
    # 1 of 6 discordant images: 2 (1 + 6) / 2^6.
    assert compare_answers(*answers(10, 5, 1, 0)).p_value == pytest.approx(14 / 64)


def test_thousands_of_images_do_not_overflow() -> None:
    found = compare_answers(*answers(0, 60_000, 58_000, 0))

    assert found.p_value == pytest.approx(binomtest(58_000, 118_000).pvalue, rel=1e-6)


def test_the_sentence_names_the_better_model_only_where_the_images_show_it() -> None:
    clear, unclear = compare_answers(*answers(800, 90, 40, 70)), compare_answers(*answers(800, 9, 6, 185))
    same = compare_answers(*answers(800, 0, 0, 200))

    assert clear.sentence("cnn", "mlp").startswith("cnn is better than mlp. Of 130 images that only one")
    assert "less than 1 in 1,000" in clear.sentence("cnn", "mlp")
    assert compare_answers(*answers(0, 1, 12, 0)).sentence("cnn", "mlp").startswith("mlp is better than cnn.")
    assert unclear.sentence("cnn", "mlp").startswith("These images do not show that either is better.")
    assert same.sentence("cnn", "mlp") == "cnn and mlp are right and wrong about the same 1,000 images."
