"""Layers against independent ways to compute the same: einsum, loops, scipy; and what their buffers must not do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from core.network.activations import ACTIVATIONS
from core.network.batch_normalization import BatchNormalization
from core.network.dense import Dense
from core.network.dropout import Dropout
from core.network.flatten import Flatten

DOUBLE = np.dtype(np.float64)
ORACLES = {
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "sigmoid": expit,
    "tanh": np.tanh,
}


@pytest.fixture
def X():  # noqa: N802 - an array, named as in the code
    return np.random.default_rng(0).normal(0, 2, (5, 4))


def normalization(parameter, **settings):
    gamma, beta = parameter(np.array([0.5, 1.5, 2.0, 1.0])), parameter(np.array([0.1, -0.2, 0.3, 0.0]))
    averages = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.5, 1.0, 2.0, 3.0])
    layer = BatchNormalization("bn", gamma, beta, averages, momentum=0.7, epsilon=1e-3, shape=(4,), **settings)
    return layer, gamma.value, beta.value, *averages


def test_dense_is_the_sum_over_inputs(parameter, X):
    kernel, bias = parameter(np.random.default_rng(1).normal(size=(4, 3))), parameter(np.array([1.0, -2.0, 0.5]))
    expected = np.einsum("bi,io->bo", X, kernel.value) + bias.value
    np.testing.assert_allclose(Dense("d", kernel, bias).forward(X, training=True), expected, rtol=1e-13)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_activation_is_its_textbook_function(name, X):
    expected = np.vectorize(ORACLES[name])(X)
    np.testing.assert_allclose(ACTIVATIONS[name](name, (4,), DOUBLE).forward(X, training=True), expected, rtol=1e-12)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_activation_stays_finite_for_inputs_of_any_size(name):
    Y = ACTIVATIONS[name](name, (4,), np.dtype(np.float32)).forward(
        np.array([[1e30, -1e30, 1e4, -1e4]], np.float32), training=True
    )
    assert np.isfinite(Y).all()


def test_batch_normalization_in_training_uses_the_batch(parameter, X):
    layer, gamma, beta, mean, variance = normalization(parameter)
    old_mean, old_variance = mean.copy(), variance.copy()
    Y = layer.forward(X, training=True)
    for c in range(4):
        column = [row[c] for row in X.tolist()]
        m = sum(column) / 5
        v = sum((x - m) ** 2 for x in column) / 5
        np.testing.assert_allclose(
            Y[:, c], [gamma[c] * (x - m) / (v + 1e-3) ** 0.5 + beta[c] for x in column], rtol=1e-12
        )
        assert mean[c] == pytest.approx(0.7 * old_mean[c] + 0.3 * m)
        assert variance[c] == pytest.approx(0.7 * old_variance[c] + 0.3 * v)


def test_batch_normalization_in_prediction_treats_each_picture_by_itself(parameter, X):
    layer, gamma, beta, mean, variance = normalization(parameter)
    kept = mean.copy(), variance.copy()
    Y = layer.forward(X, training=False).copy()
    np.testing.assert_allclose(Y, gamma * (X - mean) / np.sqrt(variance + 1e-3) + beta, rtol=1e-12)
    np.testing.assert_array_equal(layer.forward(X[2:3], training=False), Y[2:3])
    np.testing.assert_array_equal((mean, variance), kept)


@pytest.mark.parametrize("rate", [0.2, 0.6])
def test_dropout_drops_the_rate_and_keeps_the_expectation(rate):
    layer = Dropout("dropout", rate, (1000,), DOUBLE)
    layer.rng = np.random.default_rng(0)
    Y = layer.forward(np.ones((100, 1000)), training=True)
    assert set(np.unique(Y)) == {0.0, 1 / (1 - rate)}
    # 100,000 draws: five standard deviations are below 0.008.
    assert np.mean(Y == 0) == pytest.approx(rate, abs=0.008)
    assert Y.mean() == pytest.approx(1, abs=0.02)


def test_dropout_leaves_predictions_alone(X):
    assert Dropout("dropout", 0.9, (4,), DOUBLE).forward(X, training=False) is X


def test_flatten_reads_rows_then_columns_then_channels():
    image = np.arange(12.0).reshape(1, 2, 3, 2)
    expected = [image[0, h, w, c] for h in range(2) for w in range(3) for c in range(2)]
    np.testing.assert_array_equal(Flatten("flatten").forward(image, training=True)[0], expected)


@pytest.fixture(params=["dense", "dropout", "batch_normalization", *sorted(ACTIVATIONS)])
def layer(request, parameter):
    if request.param == "dense":
        kernel = np.random.default_rng(1).normal(size=(4, 4))
        return Dense("dense", parameter(kernel), parameter(np.ones(4)))
    if request.param == "dropout":
        return Dropout("dropout", 0.4, (4,), DOUBLE)
    if request.param == "batch_normalization":
        return normalization(parameter)[0]
    return ACTIVATIONS[request.param]("activation", (4,), DOUBLE)


@pytest.mark.parametrize("training", [True, False])
def test_a_layer_never_writes_into_the_input_that_it_is_given(layer, X, training):
    before = X.copy()
    layer.forward(X, training=training)
    layer.backward(np.random.default_rng(5).normal(size=(5, 4)))
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("training", [True, False])
def test_several_gradients_can_be_asked_for_after_one_forward_pass(layer, X, training):
    dY = np.random.default_rng(5).normal(size=(5, 4))
    layer.forward(X, training=training)
    first = layer.backward(dY.copy()).copy()
    np.testing.assert_array_equal(layer.backward(dY.copy()), first)


def test_a_smaller_batch_after_a_larger_one_is_computed_as_if_alone(layer, X):
    layer.forward(np.full((9, 4), 7.0), training=False)
    alone = layer.forward(X[:2].copy(), training=False).copy()
    layer.forward(X, training=False)
    again = layer.forward(X[:2].copy(), training=False)
    assert again.shape == (2, 4)
    np.testing.assert_array_equal(again, alone)
