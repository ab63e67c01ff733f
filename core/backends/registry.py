"""Which engines there are, and building a model on one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.backends.numpy_backend import NumpyModel
from core.backends.protocol import TrainableModel
from core.errors import WorkbenchError
from core.experiment.spec import Experiment


def unavailable_reason(backend: str) -> str | None:
    """Why an engine cannot be used here, in a sentence; None where it can."""
    return "The Keras engine is not available in this version." if backend == "keras" else None


def build_model(
    experiment: Experiment,
    input_shape: tuple[int, int, int],
    classes: int,
    class_weights: npt.NDArray[np.float64] | None = None,
) -> TrainableModel:
    """The untrained model that an experiment describes, on the engine that it names.

    Args:
        experiment: What to build.
        input_shape: (height, width, channels).
        classes: C.
        class_weights: (C,) as `core.training.class_weights` gives them; None where all classes count alike.

    Raises:
        InvalidExperimentError: The layers do not fit the input or the classes.
        WorkbenchError: The engine is not available.
    """
    if reason := unavailable_reason(experiment.backend):
        raise WorkbenchError(reason, "Set backend to numpy.")
    return NumpyModel(experiment, input_shape, classes, class_weights)
