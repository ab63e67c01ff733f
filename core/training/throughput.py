"""How fast this machine trains, measured on a small network in a fraction of a second."""

from __future__ import annotations

import time

import numpy as np

from core.backends.numpy_backend import NumpyModel
from core.experiment.cost import training_cost
from core.experiment.shapes import layer_shapes
from core.experiment.spec import Experiment
from core.progress import Progress, silent

_INPUT, _CLASSES, _WIDTH = (32, 32, 1), 10, 200
_STEPS_AT_ONCE = 5


def training_flops_per_second(seconds: float = 0.3, progress: Progress = silent) -> float:
    """Operations a second, as `core.experiment.cost` counts them, in updates of a network of usual size.

    Whole updates rather than bare matrix products: what else a step does takes half its time. The fastest few steps
    count, since whatever else the machine does only makes steps slower.

    Args:
        seconds: How long to measure.
        progress: May cancel.
    """
    layers = [
        {"type": "Flatten"},
        {"type": "Dense", "units": _WIDTH, "activation": "relu"},
        {"type": "Dense", "units": _WIDTH, "activation": "relu"},
        {"type": "Dense", "units": _CLASSES},
    ]
    experiment = Experiment.model_validate({"name": "timing", "network": {"layers": layers}})
    model = NumpyModel(experiment, _INPUT, _CLASSES)
    rng = np.random.default_rng(0)
    X = rng.random((1, experiment.batch_size, *_INPUT), np.float32)
    y = rng.integers(0, _CLASSES, (1, experiment.batch_size))
    fastest, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        progress("Timing", 0, 0)
        begun = time.perf_counter()
        for _ in range(_STEPS_AT_ONCE):
            model.train_batches(X, y, [0.01])
        fastest = min(fastest, (time.perf_counter() - begun) / _STEPS_AT_ONCE)
    return training_cost(experiment, layer_shapes(experiment.network, _INPUT)).step_flops / fastest
