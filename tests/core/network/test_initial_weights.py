"""Initializers: the spread that their papers ask for, seen in the numbers drawn."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from core.experiment.shapes import layer_shapes
from core.experiment.spec import NetworkSpec
from core.network.initializers import initial_weights

FAN_IN, FAN_OUT = 300, 200
VARIANCES = {
    "glorot_normal": 2 / (FAN_IN + FAN_OUT),
    "glorot_uniform": 2 / (FAN_IN + FAN_OUT),
    "he_normal": 2 / FAN_IN,
    "he_uniform": 2 / FAN_IN,
    # The report's printed code: a standard deviation of 2 / sqrt(fan_in + fan_out).
    "glorot_normal_doubled_variance": (2 / sqrt(FAN_IN + FAN_OUT)) ** 2,
}


def weights(*layers, inputs=FAN_IN, seed=0):
    return initial_weights(layer_shapes(NetworkSpec.model_validate({"layers": layers}), (inputs,)), seed)


def dense(initializer="glorot_uniform", units=FAN_OUT, **fields):
    return {"type": "Dense", "units": units, "kernel_initializer": initializer, **fields}


@pytest.mark.parametrize("initializer", VARIANCES)
def test_first_weights_have_the_spread_of_their_paper(initializer):
    kernel = weights(dense(initializer))["dense_1/kernel"]
    # 60,000 draws: the mean errs by 0.4% of a deviation, the variance by 0.6% of itself; five times that is allowed.
    assert abs(kernel.mean()) < 0.02 * sqrt(VARIANCES[initializer])
    assert kernel.var() == pytest.approx(VARIANCES[initializer], rel=0.03)


@pytest.mark.parametrize("initializer", ["glorot_uniform", "he_uniform"])
def test_a_uniform_start_fills_its_interval_and_nothing_more(initializer):
    bound = sqrt(3 * VARIANCES[initializer])
    kernel = weights(dense(initializer))["dense_1/kernel"]
    assert 0.999 * bound < np.abs(kernel).max() <= bound


@pytest.mark.parametrize("initializer", ["glorot_normal", "he_normal", "glorot_normal_doubled_variance"])
def test_a_normal_start_has_the_tails_of_a_normal_distribution(initializer):
    kernel = weights(dense(initializer))["dense_1/kernel"] / sqrt(VARIANCES[initializer])
    assert np.mean(np.abs(kernel) < 1) == pytest.approx(0.6827, abs=0.01)
    assert np.abs(kernel).max() > 3


def test_biases_start_at_zero_and_normalization_as_the_identity():
    first = weights(dense(), {"type": "BatchNormalization"})
    assert not first["dense_1/bias"].any()
    assert (first["batch_normalization_1/gamma"] == 1).all()
    assert not first["batch_normalization_1/beta"].any()
    assert not first["batch_normalization_1/moving_mean"].any()
    assert (first["batch_normalization_1/moving_variance"] == 1).all()


def test_the_zeros_initializer_gives_zeros():
    assert not weights(dense("zeros"))["dense_1/kernel"].any()


def test_the_seed_decides_the_first_weights():
    a, b, other = (weights(dense(), dense(units=10), seed=seed)["dense_2/kernel"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(a, b)
    assert (a != other).mean() > 0.99


def test_widening_one_layer_leaves_the_first_weights_of_the_next_but_one_alone():
    narrow = weights(dense(units=5), dense(units=7), dense(units=3))
    wide = weights(dense(units=50), dense(units=7), dense(units=3))
    np.testing.assert_array_equal(narrow["dense_3/kernel"], wide["dense_3/kernel"])


@pytest.mark.parametrize("initializer", VARIANCES)
def test_a_convolution_counts_the_pixels_of_its_window_among_its_inputs(initializer):
    """As in Keras: 25 pixels of 12 channels come in, and 25 places of 8 filters are led to."""
    convolution = {"type": "Conv2D", "filters": 8, "kernel_size": 5, "kernel_initializer": initializer}
    shapes = layer_shapes(NetworkSpec.model_validate({"layers": [convolution]}), (5, 5, 12))
    kernels = [initial_weights(shapes, seed)["conv2d_1/kernel"] for seed in range(20)]
    # Fans of 300 and 200, as above; 48,000 draws.
    assert np.var(kernels) == pytest.approx(VARIANCES[initializer], rel=0.03)


def test_layers_of_one_shape_start_from_different_weights():
    first = weights(dense(units=20), dense(units=20), inputs=20)
    assert (first["dense_1/kernel"] != first["dense_2/kernel"]).all()
