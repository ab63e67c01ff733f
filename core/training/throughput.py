"""How fast this machine trains and augments, measured in a fraction of a second."""

from __future__ import annotations

import time

import numpy as np

from core.backends.numpy_backend import NumpyModel
from core.experiment.cost import Cost, training_cost
from core.experiment.shapes import Shape, layer_shapes
from core.experiment.spec import Experiment
from core.preprocessing.augmentation import Augmenter, augments
from core.progress import Progress, silent
from core.training.threads import has_free_core

_INPUT, _CLASSES, _WIDTH = (32, 32, 1), 10, 200
_STEPS_AT_ONCE = 5
_AUGMENTED_AT_ONCE, _AUGMENTING_TRIES = 64, 3


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


def epoch_seconds(
    experiment: Experiment,
    input_shape: Shape,
    cost: Cost,
    images: int,
    flops_per_second: float,
    progress: Progress = silent,
) -> float:
    """How long one pass over so many images takes, augmenting them included.

    Args:
        experiment: What is trained.
        input_shape: (H, W, C) of what its network sees.
        cost: Of the same experiment.
        images: That it trains on.
        flops_per_second: From `training_flops_per_second`.
        progress: May cancel.
    """
    training = cost.epoch_seconds(images, flops_per_second)
    augmenting = images * _augmenting_seconds(experiment, input_shape, progress)
    # Where a core is free, the next images are augmented while these are trained on.
    return max(training, augmenting) if has_free_core() else training + augmenting


def _augmenting_seconds(experiment: Experiment, input_shape: Shape, progress: Progress) -> float:
    """For one image; 0 where nothing is to be changed. The fastest try counts, as above."""
    if not augments(experiment.augmentation):
        return 0.0
    height, width, channels = input_shape
    augmenter = Augmenter(experiment.augmentation, experiment.seed, (height, width, channels))
    images = np.random.default_rng(0).integers(0, 256, (_AUGMENTED_AT_ONCE, *input_shape), np.uint8)
    changed, fastest = np.empty_like(images), float("inf")
    for epoch in range(1, _AUGMENTING_TRIES + 1):
        progress("Timing", 0, 0)
        begun = time.perf_counter()
        augmenter.augment(images, epoch, 0, out=changed)
        fastest = min(fastest, time.perf_counter() - begun)
    return fastest / len(images)
