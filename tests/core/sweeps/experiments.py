"""Experiments that take a moment, and what to compare of their runs."""

from __future__ import annotations

from typing import Any

from core.experiment.draft import validate
from core.experiment.spec import Experiment
from core.runs.records import RunRecord

LAYERS = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 16, "activation": "relu", "kernel_initializer": "he_normal"},
    {"type": "Dropout", "rate": 0.1},
    {"type": "Dense", "units": 10},
]
ENDLESS = 1_000_000


def small(**changes: Any) -> Experiment:
    draft = {"name": "small", "network": {"layers": LAYERS}, "epochs": 3, "batch_size": 16, "seed": 3}
    return validate(draft | {"optimizer": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9}} | changes)


def small_for_squares(**changes: Any) -> Experiment:
    return small(network={"layers": [*LAYERS[:-1], {"type": "Dense", "units": 3}]}, **changes)


def figures(record: RunRecord) -> list[dict[str, Any]]:
    """What a seed decides: all of the epochs but the clock's part."""
    return [row.model_dump(exclude={"seconds", "images_per_second"}) for row in record.epochs]
