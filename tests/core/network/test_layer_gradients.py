"""Every layer's backward pass against central differences of its forward pass, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from core.network.activations import ACTIVATIONS
from core.network.batch_normalization import BatchNormalization
from core.network.dense import Dense
from core.network.dropout import Dropout
from core.network.flatten import Flatten

DOUBLE = np.dtype(np.float64)
TOLERANCE = 1e-6


def away_from_zero(*shape, seed=0):
    """Numbers of both signs with no kink of ReLU within reach of a central difference."""
    rng = np.random.default_rng(seed)
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 2, shape)


@pytest.fixture
def check(numeric_gradient, relative_error):
    """Compare all gradients of `sum(G * layer(X))` for a fixed random G, which stands for the rest of a network."""

    def compare(layer, X, parameters=(), *, training=True, before=lambda: None):
        def forward():
            before()
            return layer.forward(X, training=training)

        G = np.random.default_rng(9).normal(size=forward().shape)
        numeric = [
            numeric_gradient(lambda: float(np.sum(G * forward())), array)
            for array in (X, *(parameter.value for parameter in parameters))
        ]
        forward()
        dX = layer.backward(G.copy())
        analytic = [dX, *(parameter.gradient for parameter in parameters)]
        for mine, expected in zip(analytic, numeric, strict=True):
            assert mine.shape == expected.shape
            assert relative_error(mine, expected) <= TOLERANCE

    return compare


@pytest.mark.parametrize("with_bias", [True, False])
def test_a_dense_layer_learns_along_the_true_gradient(check, parameter, with_bias):
    kernel = parameter(away_from_zero(4, 3))
    bias = parameter(away_from_zero(3, seed=1)) if with_bias else None
    check(Dense("dense", kernel, bias), away_from_zero(5, 4), [kernel, bias] if bias else [kernel])


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("shape", [(7,), (3, 4, 2)])
def test_an_activation_passes_on_the_true_gradient(check, name, shape):
    check(ACTIVATIONS[name](name, shape, DOUBLE), away_from_zero(5, *shape))


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.8])
def test_dropout_uses_one_mask_forward_and_backward(check, rate):
    layer = Dropout("dropout", rate, (6,), DOUBLE)

    def same_mask():
        layer.rng = np.random.default_rng(4)

    check(layer, away_from_zero(5, 6), before=same_mask)


def test_dropout_passes_the_gradient_through_while_predicting(check):
    check(Dropout("dropout", 0.5, (6,), DOUBLE), away_from_zero(5, 6), training=False)


@pytest.mark.parametrize("shape", [(3,), (4, 2, 3)])
@pytest.mark.parametrize("training", [True, False])
def test_batch_normalization_has_the_true_gradient_in_training_and_in_saliency_maps(check, parameter, shape, training):
    gamma, beta = parameter(np.array([0.5, 1.5, -2.0])), parameter(np.array([0.1, -0.2, 0.3]))
    averages = np.array([0.1, 0.2, 0.3]), np.array([0.5, 1.0, 2.0])
    layer = BatchNormalization("bn", gamma, beta, averages, momentum=0.9, epsilon=1e-3, shape=shape)
    check(layer, away_from_zero(6, *shape), [gamma, beta], training=training)


def test_flatten_brings_the_gradient_back_into_the_shape_of_the_images(check):
    check(Flatten("flatten"), away_from_zero(3, 4, 2, 2))


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_the_derivative_at_the_kink_is_the_one_of_the_negative_side(name):
    layer = ACTIVATIONS[name](name, (1,), DOUBLE)
    layer.forward(np.zeros((1, 1)), training=True)
    assert layer.backward(np.ones((1, 1)))[0, 0] == (0 if name == "relu" else 0.2)


def test_a_first_layer_does_not_pay_for_a_gradient_nobody_needs(parameter):
    kernel = parameter(away_from_zero(4, 3))
    layer = Dense("dense", kernel, None)
    layer.forward(away_from_zero(2, 4), training=True)
    assert layer.backward(np.ones((2, 3)), input_gradient=False) is None
    assert np.isfinite(kernel.gradient).all()
