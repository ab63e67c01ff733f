"""What the Keras engine has to be by itself: reproducible, resumable, quick to answer, and plain about its device."""

from __future__ import annotations

import time

import numpy as np
import pytest

from core.backends.protocol import HasGraph
from core.experiment.draft import InvalidExperimentError
from core.experiment.spec import Experiment
from tests.core.backends.conftest import CLASSES, INPUT_SHAPE
from tests.core.backends.keras_engine import engine, needs_keras

pytestmark = needs_keras

RELU = {"type": "Dense", "units": 6, "activation": "relu", "kernel_initializer": "he_normal"}
DROPOUT = {"type": "Dropout", "rate": 0.4}
NORMALIZATION = {"type": "BatchNormalization", "momentum": 0.9}


def keras_model(chosen, shape=INPUT_SHAPE, classes=CLASSES, *, compiled=False):
    from core.backends.keras_backend.model import KerasModel  # noqa: PLC0415 - where it is installed

    model = KerasModel(engine(), chosen, shape, classes, compiled=compiled)
    model.compile()
    return model


@pytest.fixture
def chosen(experiment):
    momentum = {"type": "SGD", "momentum": 0.9}
    return experiment(RELU, NORMALIZATION, DROPOUT, RELU, DROPOUT, optimizer=momentum, batch_size=8, seed=7)


def train(model, batch, epoch, calls=(3, 3)):
    model.begin_epoch(epoch)
    first = 10 * epoch
    for steps in calls:
        X, y = zip(*(batch(seed=first + step) for step in range(steps)), strict=True)
        first += steps
        model.train_batches(np.concatenate(X), np.concatenate(y), [0.05] * steps)
    return model


def assert_same_bits(a, b):
    for name, value in a.weights().items():
        np.testing.assert_array_equal(value, b.weights()[name], err_msg=name)


def test_a_compiled_run_repeats_bit_for_bit_however_its_steps_are_grouped(chosen, batch):
    first, second = (keras_model(chosen, compiled=True) for _ in range(2))
    train(first, batch, 1, calls=(6,))
    train(second, batch, 1, calls=(1, 3, 2))
    assert_same_bits(first, second)


def test_compiling_leaves_no_trace_in_the_model(chosen, batch):
    compiled, fresh = keras_model(chosen, compiled=True), keras_model(chosen)
    assert_same_bits(compiled, fresh)
    assert compiled.optimizer_state().steps == 0
    assert not any(slot.any() for slot in compiled.optimizer_state().slots["velocity"].values())


def test_compiled_and_interpreted_steps_do_the_same_without_dropout(experiment, batch):
    plain = experiment(RELU, NORMALIZATION, batch_size=8)
    compiled, interpreted = (keras_model(plain, compiled=compiled) for compiled in (True, False))
    for model in (compiled, interpreted):
        train(model, batch, 1)
    for name, value in compiled.weights().items():
        np.testing.assert_allclose(interpreted.weights()[name], value, rtol=1e-9, atol=1e-12, err_msg=name)


def test_a_checkpoint_goes_on_bit_for_bit_with_the_dropout_of_its_epoch(chosen, batch):
    unbroken = train(train(keras_model(chosen), batch, 1), batch, 2)
    stopped, resumed = train(keras_model(chosen), batch, 1), keras_model(chosen)
    resumed.set_weights(stopped.weights())
    resumed.set_optimizer_state(stopped.optimizer_state())
    assert_same_bits(train(resumed, batch, 2), unbroken)


def test_a_call_of_a_heavy_network_ends_soon_enough_to_answer_a_stop(experiment):
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": 1000}, {"type": "Dense", "units": 10}]
    heavy = Experiment.model_validate({"name": "heavy", "batch_size": 64, "network": {"layers": layers}})
    model = keras_model(heavy, (48, 48, 1), 10, compiled=True)
    K = model.steps_per_call
    X, y = np.zeros((K, 64, 48, 48, 1), np.float32), np.zeros((K, 64), np.int64)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        model.train_batches(X, y, [0.01] * K)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.2


def test_what_computes_is_said_plainly(chosen):
    device = keras_model(chosen).device
    assert device
    assert not device.startswith("CPU") or "GPU" in device


def test_its_graph_can_be_drawn_with_the_layers_by_their_names(chosen):
    model = keras_model(chosen)
    assert isinstance(model, HasGraph)
    assert b"dense_1" in model.graph()
    assert b"batch_normalization_1" in model.graph()


def test_a_network_that_does_not_fit_the_classes_is_refused(experiment):
    with pytest.raises(InvalidExperimentError, match="set its units to 7"):
        keras_model(experiment(RELU), INPUT_SHAPE, 7)
