"""A result can be had again: from the same seed, and from a checkpoint as if the run had never been interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.training.checkpoint import load_checkpoint
from core.training.control import Control
from core.training.events import Outcome
from tests.core.training.session_parts import CLASSES, Training, experiment, figures, same_bits

EVERYTHING_RANDOM = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 16, "activation": "relu"},
    {"type": "BatchNormalization", "momentum": 0.9},
    {"type": "Dropout", "rate": 0.3},
    {"type": "Dense", "units": 8, "activation": "tanh"},
    {"type": "Dropout", "rate": 0.2},
    {"type": "Dense", "units": CLASSES},
]
ON_IMAGES = [
    {"type": "Conv2D", "filters": 6, "activation": "relu"},
    {"type": "BatchNormalization", "momentum": 0.9},
    {"type": "MaxPooling2D"},
    {"type": "Dropout", "rate": 0.3},
    {"type": "Conv2D", "filters": 4, "stride": 2},
    {"type": "GlobalAveragePooling2D"},
    {"type": "Dense", "units": CLASSES},
]
SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "momentum, cosine": {
        "optimizer": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
        "schedule": {"shape": "cosine", "warmup_epochs": 1.5},
    },
    "Adam, one cycle": {"optimizer": {"type": "Adam"}, "schedule": {"shape": "one_cycle"}},
    "convolutions": {"network": {"layers": ON_IMAGES}, "optimizer": {"type": "SGD", "momentum": 0.9}},
    "float64, steps": {
        "precision": "float64",
        "schedule": {"shape": "step", "step_epochs": 2},
        "network": {"layers": EVERYTHING_RANDOM, "penalty": {"l1": 0.001, "l2": 0.001}},
    },
    "augmented, averaged": {
        "augmentation": {"flip": 0.5, "shift": 0.2, "rotation": 20, "brightness": 0.1, "erasing": 0.5},
        "weight_averaging": {"decay": 0.8},
        "optimizer": {"type": "SGD", "momentum": 0.9, "weight_decay": 0.01},
        "loss": {"label_smoothing": 0.1},
    },
    "Adam with decay, averaged": {
        "optimizer": {"type": "Adam", "weight_decay": 0.1},
        "weight_averaging": {"decay": 0.99},
        "prediction": {"mirrored": True, "zoom": 0.1},
    },
}
each_setting = pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)


def chosen(settings: dict[str, Any], **changes: Any) -> Any:
    return experiment(layers=EVERYTHING_RANDOM, **{"epochs": 5} | settings | changes)


@each_setting
def test_the_same_seed_gives_the_same_bits(settings: dict[str, Any]) -> None:
    one, other = Training(chosen(settings)), Training(chosen(settings))

    assert same_bits(one.model.weights(), other.model.weights())
    assert figures(one.epochs) == figures(other.epochs)
    assert len(one.epochs) == 5


def test_another_seed_gives_another_result() -> None:
    one, other = Training(experiment(seed=1)), Training(experiment(seed=2))

    assert not same_bits(one.model.weights(), other.model.weights())
    assert figures(one.epochs) != figures(other.epochs)


@each_setting
@pytest.mark.parametrize("epoch", [1, 3])
def test_a_resumed_run_gives_the_bits_of_an_unbroken_one(settings: dict[str, Any], epoch: int, tmp_path: Path) -> None:
    unbroken = Training(chosen(settings))
    file = tmp_path / "checkpoint.safetensors"
    unbroken.checkpoints[epoch - 1].save(file)

    resumed = Training(chosen(settings), checkpoint=load_checkpoint(file))

    assert same_bits(resumed.model.weights(), unbroken.model.weights())
    assert figures(resumed.epochs) == figures(unbroken.epochs)[epoch:]
    assert resumed.session.best is not None
    assert unbroken.session.best is not None
    assert resumed.session.best.epoch == unbroken.session.best.epoch
    assert resumed.session.best.validation_loss == unbroken.session.best.validation_loss
    assert same_bits(resumed.session.best.weights, unbroken.session.best.weights)


def test_a_run_stopped_within_an_epoch_is_resumed_from_the_epoch_before() -> None:
    unbroken = Training(experiment())
    control = Control()
    stopped = Training(
        experiment(), control=control, after_epoch=lambda event: control.stop() if event.metrics.epoch == 2 else None
    )
    assert stopped.session.ending.outcome is Outcome.STOPPED

    resumed = Training(experiment(), checkpoint=stopped.checkpoints[-1])

    assert same_bits(resumed.model.weights(), unbroken.model.weights())


def test_a_checkpoint_of_the_last_epoch_has_nothing_left_to_do() -> None:
    unbroken = Training(experiment())

    resumed = Training(experiment(), checkpoint=unbroken.checkpoints[-1])

    assert resumed.epochs == []
    assert resumed.session.ending == unbroken.session.ending
    assert same_bits(resumed.model.weights(), unbroken.model.weights())


def test_watching_a_run_does_not_change_it() -> None:
    watched = Training(experiment(), after_epoch=lambda event: event.model_dump_json())
    again = Training(experiment())

    for one, other in zip(watched.checkpoints, again.checkpoints, strict=True):
        assert same_bits(one.weights, other.weights)
