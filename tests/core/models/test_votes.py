"""Votes are counted as the rules say: worked by hand, and whatever the members are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.models.votes import Floats, Vote, is_tied, united, votes

EQUAL = np.ones(3)
VOTES: tuple[Vote, ...] = ("majority", "mean", "weighted")

# Three members, one image, three classes: two members hold class 0 to be right, narrowly; one is sure of class 1.
NARROW = np.array([[[0.40, 0.35, 0.25]], [[0.50, 0.45, 0.05]], [[0.02, 0.96, 0.02]]])
# Each member has another class; the sums are 0.9, 1.2 and 0.9.
TIED = np.array([[[0.50, 0.30, 0.20]], [[0.20, 0.60, 0.20]], [[0.20, 0.30, 0.50]]])


def of_members(P_MNC: Floats, vote: Vote, weights: Floats = EQUAL) -> list[float]:
    return [float(value) for value in united(P_MNC, vote, weights)[0]]


def test_the_majority_outvotes_a_member_that_is_sure() -> None:
    assert of_members(NARROW, "majority") == pytest.approx(
        [(2 + 0.92 / 3) / 4, (1 + 1.76 / 3) / 4, (0 + 0.32 / 3) / 4], abs=1e-15
    )


def test_the_mean_follows_the_member_that_is_sure() -> None:
    assert of_members(NARROW, "mean") == pytest.approx([0.92 / 3, 1.76 / 3, 0.32 / 3], abs=1e-15)


def test_weights_count_by_their_ratio() -> None:
    expected = [(2 * 0.40 + 3 * 0.50) / 5, (2 * 0.35 + 3 * 0.45) / 5, (2 * 0.25 + 3 * 0.05) / 5]
    assert of_members(NARROW, "weighted", np.array([2.0, 3.0, 0.0])) == pytest.approx(expected, abs=1e-15)
    assert of_members(NARROW, "weighted", np.array([20.0, 30.0, 0.0])) == pytest.approx(expected, abs=1e-15)


def test_equally_many_votes_are_decided_by_the_highest_summed_probability() -> None:
    assert is_tied(TIED[:, 0])
    assert of_members(TIED, "majority") == pytest.approx([(1 + 0.3) / 4, (1 + 0.4) / 4, (1 + 0.3) / 4], abs=1e-15)
    assert not is_tied(NARROW[:, 0])


def test_a_tie_is_decided_among_the_tied_alone() -> None:
    # Two votes each for 0 and 1; the sum of class 2, which nobody votes for, is the highest: 1.60 to 1.24 and 1.16.
    P_MC = np.array([[0.42, 0.18, 0.40], [0.42, 0.18, 0.40], [0.20, 0.40, 0.40], [0.20, 0.40, 0.40]])
    P_MC[2:, 1] += 1e-6
    answer = of_members(P_MC[:, None], "majority", np.ones(4))
    assert P_MC.sum(axis=0).argmax() == 2
    assert answer[0] > answer[1] > answer[2]


def test_of_classes_that_are_alike_in_everything_the_first_is_the_answer() -> None:
    P_MNC = np.array([[[0.5, 0.5]], [[0.5, 0.5]]])
    for vote in VOTES:
        assert united(P_MNC, vote, np.ones(2))[0].argmax() == 0


def some_members() -> st.SearchStrategy[Floats]:
    """Rows of probabilities (members, images, classes), some of them with ties and zeros."""
    shapes = st.tuples(st.integers(1, 7), st.integers(1, 4), st.integers(2, 5))
    whole = shapes.flatmap(lambda shape: arrays.arrays(np.int64, shape, elements=st.integers(0, 8)))
    return whole.map(lambda counts: (counts + 1e-3) / (counts + 1e-3).sum(axis=-1, keepdims=True))


@given(some_members(), st.sampled_from(VOTES), st.integers(0, 99))
def test_the_order_of_the_members_changes_no_bit(P_MNC: Floats, vote: Vote, seed: int) -> None:
    weights = np.linspace(1, 2, len(P_MNC))
    order = np.random.default_rng(seed).permutation(len(P_MNC))

    answer = united(P_MNC, vote, weights)

    assert united(P_MNC[order], vote, weights[order]).tobytes() == answer.tobytes()


@given(some_members(), st.sampled_from(VOTES))
def test_probabilities_add_up_to_one(P_MNC: Floats, vote: Vote) -> None:
    answer = united(P_MNC, vote, np.ones(len(P_MNC)))
    assert (answer >= 0).all()
    np.testing.assert_allclose(answer.sum(axis=1), 1, rtol=1e-12)


@given(some_members())
def test_the_answer_has_the_most_votes_and_of_those_the_highest_sum(P_MNC: Floats) -> None:
    counts, sums = votes(P_MNC), P_MNC.sum(axis=0)
    labels = united(P_MNC, "majority", np.ones(len(P_MNC))).argmax(axis=1)
    for image, label in enumerate(labels):
        most = counts[image] == counts[image].max()
        assert most[label]
        assert sums[image, label] == pytest.approx(sums[image][most].max(), rel=1e-12)


@given(some_members(), st.sampled_from(VOTES))
def test_one_member_alone_decides(P_MNC: Floats, vote: Vote) -> None:
    alone = united(P_MNC[:1], vote, np.ones(1))
    assert (alone.argmax(axis=1) == P_MNC[0].argmax(axis=1)).all()
    if vote != "majority":
        assert alone.tobytes() == P_MNC[0].tobytes()
