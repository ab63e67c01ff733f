"""What training is said to take, held to what it does take."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

from core.backends.numpy_backend import NumpyModel
from core.experiment.cost import training_cost
from core.experiment.shapes import layer_shapes
from core.experiment.spec import Experiment

SHAPE, CLASSES = (16, 16, 1), 10
FLATTEN = {"type": "Flatten"}


def experiment(*layers, images=(), **fields):
    hidden = [*images, FLATTEN, *layers, {"type": "Dense", "units": CLASSES}]
    return Experiment.model_validate({"name": "cost", "network": {"layers": hidden}, **fields})


def cost_of(spec):
    return training_cost(spec, layer_shapes(spec.network, SHAPE, CLASSES))


PLAIN = experiment({"type": "Dense", "units": 300}, batch_size=128)
ADAM = experiment({"type": "Dense", "units": 1000, "activation": "relu"}, optimizer={"type": "Adam"})
MOMENTUM = experiment(
    {"type": "Dense", "units": 200, "activation": "tanh"},
    {"type": "Dropout"},
    {"type": "BatchNormalization"},
    {"type": "Activation", "activation": "leaky_relu"},
    optimizer={"type": "SGD", "momentum": 0.9},
    batch_size=512,
)
DOUBLE = experiment({"type": "Dense", "units": 200, "activation": "relu"}, batch_size=256, precision="float64")


CONVOLUTIONS = experiment(
    {"type": "Dense", "units": 10, "activation": "relu"},
    images=(
        {"type": "Conv2D", "filters": 64, "activation": "relu"},
        {"type": "BatchNormalization"},
        {"type": "MaxPooling2D"},
        {"type": "Conv2D", "filters": 96, "padding": "valid"},
    ),
    batch_size=256,
)


@pytest.mark.parametrize("spec", [PLAIN, ADAM, MOMENTUM, DOUBLE, CONVOLUTIONS])
def test_the_memory_announced_is_what_training_takes(spec):
    dtype = np.dtype(spec.precision)
    X = np.zeros((1, spec.batch_size, *SHAPE), dtype)
    y = np.zeros((1, spec.batch_size), np.int64)
    # Once before, so that what NumPy loads at its first use is not counted.
    NumpyModel(spec, SHAPE, CLASSES).train_batches(X, y, [0.01])
    gc.collect()
    tracemalloc.start()
    model = NumpyModel(spec, SHAPE, CLASSES)
    model.train_batches(X, y, [0.01])
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken + X.nbytes == pytest.approx(cost_of(spec).memory, rel=0.1)


def test_operations_are_those_counted_by_hand():
    # Three products for the second layer, two for the first, 2 operations a multiplication, then the update.
    products = 2 * 128 * (2 * 256 * 300 + 3 * 300 * 10)
    parameters = 256 * 300 + 300 + 300 * 10 + 10
    cost = cost_of(PLAIN)
    assert cost.parameters == parameters
    assert cost.step_flops == products + 2 * parameters


def test_convolutions_with_a_stride_work_more_on_the_way_back_and_the_first_layer_does_not_go_there():
    convolution = {"type": "Conv2D", "filters": 4, "stride": 2, "use_bias": False}
    layers = [convolution, convolution, FLATTEN, {"type": "Dense", "units": 3, "use_bias": False}]
    spec = Experiment.model_validate({"name": "strides", "network": {"layers": layers}, "batch_size": 2})
    cost = training_cost(spec, layer_shapes(spec.network, SHAPE))
    first, second, dense = 8 * 8 * 9 * 4, 4 * 4 * 9 * 4 * 4, 64 * 3
    parameters = 9 * 4 + 9 * 4 * 4 + dense
    assert cost.step_flops == 2 * 2 * (2 * first + 2 * second + 4 * second + 3 * dense) + 2 * parameters


def test_an_epoch_takes_as_many_updates_as_there_are_batches():
    cost = cost_of(PLAIN)
    assert cost.epoch_seconds(129, cost.step_flops) == 2


def test_a_network_without_weights_costs_no_more_than_its_batch():
    spec = Experiment.model_validate({"name": "none", "network": {"layers": [FLATTEN]}, "batch_size": 1})
    cost = training_cost(spec, layer_shapes(spec.network, SHAPE))
    assert (cost.parameters, cost.step_flops, cost.memory) == (0, 0, 4 * 256)
