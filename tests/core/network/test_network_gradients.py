"""Whole networks end to end: the gradient of the objective against central differences, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from core.network.batch_normalization import BatchNormalization
from core.network.loss import SoftmaxCrossEntropy

SMOOTH = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 5, "activation": "tanh"},
    {"type": "Dense", "units": 4, "activation": "sigmoid", "use_bias": False},
    {"type": "Dense", "units": 3},
]
KINKED = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 6, "activation": "relu"},
    {"type": "Dropout", "rate": 0.3},
    {"type": "Dense", "units": 5, "activation": "leaky_relu"},
    {"type": "Dense", "units": 3},
]
NORMALIZED = [
    {"type": "BatchNormalization"},
    {"type": "Activation", "activation": "tanh"},
    {"type": "Flatten"},
    {"type": "Dense", "units": 5, "use_bias": False},
    {"type": "BatchNormalization"},
    {"type": "Activation", "activation": "relu"},
    {"type": "Dropout", "rate": 0.2},
    {"type": "Dense", "units": 3},
]
SHAPE = (3, 2, 2)
LABELS = np.array([0, 2, 1, 1, 2, 0, 2])


@pytest.fixture
def images():
    return np.random.default_rng(8).uniform(-1, 1, (7, *SHAPE))


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("layers", [SMOOTH, KINKED, NORMALIZED], ids=["smooth", "kinked", "normalized"])
def test_a_network_learns_along_the_true_gradient_of_its_objective(
    build_network, numeric_gradient, relative_error, images, layers, reduction
):
    network = build_network(layers, SHAPE, l1=0.01, l2=0.02)
    loss = SoftmaxCrossEntropy(3, reduction, 0.0, np.dtype(np.float64))
    share = 1 / len(LABELS) if reduction == "mean" else 1

    def forward():
        network.seed_dropout(epoch=1)
        loss.begin(len(LABELS))
        dZ = loss.gradient(network.forward(images, training=True), LABELS)
        return loss.cost(LABELS), dZ

    numeric = {
        name: numeric_gradient(lambda: share * forward()[0].loss + network.penalty(), parameter.value)
        for name, parameter in network.vector.parameters.items()
    }
    network.backward(forward()[1])
    for penalty in network.penalties:
        penalty.add_gradient(1)
    for name, parameter in network.vector.parameters.items():
        assert relative_error(parameter.gradient, numeric[name]) <= 1e-6, name


@pytest.mark.parametrize("layers", [SMOOTH, KINKED, NORMALIZED], ids=["smooth", "kinked", "normalized"])
def test_a_saliency_map_is_the_true_derivative_of_the_prediction(
    build_network, numeric_gradient, relative_error, images, layers
):
    network = build_network(layers, SHAPE)
    G = np.random.default_rng(3).normal(size=(7, 3))
    numeric = numeric_gradient(lambda: float(np.sum(G * network.forward(images, training=False))), images)
    network.forward(images, training=False)
    assert relative_error(network.input_gradient(G), numeric) <= 1e-6


def test_normalized_features_have_mean_beta_and_deviation_gamma(parameter):
    gamma, beta = parameter(np.array([2.0, 0.5])), parameter(np.array([1.0, -3.0]))
    averages = np.zeros(2), np.ones(2)
    layer = BatchNormalization("bn", gamma, beta, averages, momentum=0.9, epsilon=1e-12, shape=(3, 3, 2))
    Y = layer.forward(np.random.default_rng(0).normal(5, 7, (20, 3, 3, 2)), training=True)
    np.testing.assert_allclose(Y.mean(axis=(0, 1, 2)), beta.value, atol=1e-12)
    np.testing.assert_allclose(Y.std(axis=(0, 1, 2)), gamma.value, rtol=1e-9)


def test_a_network_without_parameters_is_harmless(build_network):
    network = build_network([{"type": "Flatten"}, {"type": "Activation", "activation": "tanh"}], (1, 3, 1))
    network.forward(np.ones((2, 1, 3, 1)), training=True)
    network.backward(np.ones((2, 3)))
    assert network.weights() == {}
