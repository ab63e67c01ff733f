"""Small experiments to train in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.backends.numpy_backend import NumpyModel
from core.experiment.spec import Experiment

INPUT_SHAPE, CLASSES = (4, 4, 1), 3


@pytest.fixture
def experiment() -> Callable[..., Experiment]:
    """An experiment on 4 x 4 images of three classes, with hidden layers between Flatten and the output."""

    def build(*hidden: dict[str, Any], **fields: Any) -> Experiment:
        penalty = fields.pop("penalty", {})
        layers = [{"type": "Flatten"}, *hidden, {"type": "Dense", "units": CLASSES}]
        return Experiment.model_validate(
            {"name": "small", "precision": "float64", "network": {"layers": layers, "penalty": penalty}} | fields
        )

    return build


@pytest.fixture
def model(experiment: Callable[..., Experiment]) -> Callable[..., NumpyModel]:
    return lambda *hidden, **fields: NumpyModel(experiment(*hidden, **fields), INPUT_SHAPE, CLASSES)


@pytest.fixture
def batch() -> Callable[..., tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]]:
    """K batches of B images and their classes."""

    def draw(K: int = 1, B: int = 8, seed: int = 0) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        rng = np.random.default_rng(seed)
        return rng.uniform(0, 1, (K, B, *INPUT_SHAPE)), rng.integers(0, CLASSES, (K, B))

    return draw
