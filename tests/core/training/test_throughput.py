"""The speed of this machine, on which estimates of time rest."""

from __future__ import annotations

import pytest

from core.errors import Cancelled
from core.experiment.cost import training_cost
from core.experiment.shapes import layer_shapes
from core.training.throughput import epoch_seconds, training_flops_per_second
from tests.core.training.session_parts import experiment

SHAPE = (32, 32, 1)


def seconds_of(images, **changes):
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": 10}]
    chosen = experiment(layers=layers, **changes)
    return epoch_seconds(chosen, SHAPE, training_cost(chosen, layer_shapes(chosen.network, SHAPE)), images, 1e13)


def test_the_speed_is_measured_in_the_time_given():
    assert 1e7 < training_flops_per_second(seconds=0.02) < 1e13


def test_measuring_can_be_cancelled():
    def cancel(stage, done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        training_flops_per_second(seconds=60, progress=cancel)


def test_an_epoch_of_augmented_images_takes_as_long_as_augmenting_them():
    strong = {"rotation": 20, "shift": 0.1, "contrast": 0.3, "erasing": 0.5}
    # On a machine so fast that updates take no time.
    assert seconds_of(100_000) == seconds_of(100_000, augmentation={}) < 0.001
    # Microseconds an image.
    assert 0.1 < seconds_of(100_000, augmentation=strong) < 1_000
