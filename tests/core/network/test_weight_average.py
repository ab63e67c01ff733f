"""The average of the weights against its definition, a weighted mean of all that there were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.network.averaging import WeightAverage


def averaged(decay, history, ask_after=()):
    """The average over a history of weights, with its sum asked for after some of the updates."""
    w = np.zeros_like(history[0])
    average = WeightAverage(decay, w)
    for step, weights in enumerate(history):
        w[...] = weights
        average.update()
        if step in ask_after:
            average.sum()
    return average.average(len(history))


@given(st.floats(0.001, 0.9999), st.integers(1, 60), st.sets(st.integers(0, 59)))
@settings(deadline=None, max_examples=60)
def test_the_average_is_the_weighted_mean_of_all_weights_so_far(decay, count, ask_after):
    history = np.random.default_rng(count).normal(size=(count, 20))
    shares = decay ** np.arange(count - 1, -1, -1.0)
    expected = shares @ history / shares.sum()
    np.testing.assert_allclose(averaged(decay, history, ask_after), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("decay", [0.001, 0.9, 0.999])
def test_the_first_average_is_the_first_weights_with_nothing_of_a_start_at_zero(decay):
    first = np.random.default_rng(0).normal(size=(1, 20)).astype(np.float32)
    np.testing.assert_allclose(averaged(decay, first), first[0], rtol=1e-6)


def test_weights_that_stand_still_are_their_own_average():
    still = np.ones((3_000, 20), np.float32)
    np.testing.assert_allclose(averaged(0.99, still), 1, rtol=1e-5)
