"""Layers and optimizers against Keras, from the same weights and in float64; the one module here that imports it."""

from __future__ import annotations

import importlib.util
import warnings

import numpy as np
import pytest


def _is_installed(name: str) -> bool:
    """Asked without importing it, which takes seconds; a finder may also answer by raising."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


if not (_is_installed("tensorflow") and _is_installed("keras")):
    pytest.skip("needs Keras with TensorFlow", allow_module_level=True)

HIDDEN = (
    {"type": "Dense", "units": 6, "activation": "relu", "kernel_initializer": "he_normal"},
    {"type": "BatchNormalization", "momentum": 0.8, "epsilon": 0.01},
    {"type": "Dense", "units": 5, "activation": "leaky_relu", "use_bias": False},
)
PENALTY = {"l1": 0.01, "l2": 0.02}


@pytest.fixture(scope="module")
def keras():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what their import says is none of ours
        loaded = pytest.importorskip("keras")
    precision = loaded.config.floatx()
    loaded.config.set_floatx("float64")
    yield loaded
    loaded.config.set_floatx(precision)


@pytest.fixture
def twin(keras):
    """Keras's network of the same layers, with the weights of ours, compiled with an optimizer."""

    def build(ours, optimizer):
        def dense(units, **fields):
            penalty = keras.regularizers.L1L2(**PENALTY)
            return keras.layers.Dense(units, kernel_regularizer=penalty, **fields)

        model = keras.Sequential(
            [
                keras.layers.Flatten(),
                dense(6, activation="relu"),
                keras.layers.BatchNormalization(momentum=0.8, epsilon=0.01),
                dense(5, activation="leaky_relu", use_bias=False),
                dense(3),
            ]
        )
        model.build((None, 4, 4, 1))
        weights = ours.weights()
        model.set_weights([weights[name] for name in in_keras_order(model)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=optimizer(keras.optimizers), loss=loss, run_eagerly=True)
        return model

    return build


def in_keras_order(model):
    """Our names of the weights, in the order of Keras's list; ours count the layers of a type from 1."""
    names, counts = [], {}
    for layer in model.layers:
        base = {"Dense": "dense", "BatchNormalization": "batch_normalization"}.get(type(layer).__name__)
        if base:
            counts[base] = counts.get(base, 0) + 1
            names += [f"{base}_{counts[base]}/{weight.name}" for weight in layer.weights]
    return names


OPTIMIZERS = {
    "sgd": ({"type": "SGD"}, lambda o: o.SGD(0.1)),
    "momentum": ({"type": "SGD", "momentum": 0.9}, lambda o: o.SGD(0.1, momentum=0.9)),
    "nesterov": ({"type": "SGD", "momentum": 0.9, "nesterov": True}, lambda o: o.SGD(0.1, momentum=0.9, nesterov=True)),
    "adam": ({"type": "Adam", "epsilon": 1e-4}, lambda o: o.Adam(0.1, epsilon=1e-4)),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_model_learns_the_same_as_in_keras(model, batch, twin, name):
    spec, theirs = OPTIMIZERS[name]
    ours = model(*HIDDEN, optimizer=spec, penalty=PENALTY)
    peer = twin(ours, theirs)
    X, _ = batch(seed=50)
    before = peer(X[0], training=False).numpy()
    np.testing.assert_allclose(np.log(ours.predict(X[0])), before - np.log(np.exp(before).sum(1, keepdims=True)), 1e-6)
    for step in range(4):
        X, y = batch(seed=step)
        penalty = ours.penalty()
        objective = peer.train_on_batch(X[0], y[0])
        result = ours.train_batches(X, y, [0.1])
        assert result.loss / result.examples + penalty == pytest.approx(float(objective), rel=1e-5)
        peer.reset_metrics()
    for mine, expected in zip(in_keras_order(peer), peer.get_weights(), strict=True):
        # Keras computes with its learning rate and betas in float32, so that 1 - beta_2 errs by 1e-5 of itself.
        np.testing.assert_allclose(ours.weights()[mine], expected, rtol=1e-5, atol=1e-5, err_msg=mine)
