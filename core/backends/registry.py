"""Which engines there are, and building a model on one."""

from __future__ import annotations

from collections.abc import Generator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from core.backends.errors import EngineBroken
from core.backends.numpy_backend import NumpyModel
from core.backends.protocol import TrainableModel
from core.errors import WorkbenchError
from core.experiment.spec import Experiment

# TensorFlow for CPUs alone is another package with the same content.
_PACKAGES = {"tensorflow": ("tensorflow", "tensorflow-cpu"), "keras": ("keras",)}
_broken: dict[str, str] = {}


def unavailable_reason(backend: str) -> str | None:
    """Why an engine cannot be used here, in a sentence; None where it can, as far as can be told without loading it."""
    if backend != "keras":
        return None
    return _broken.get(backend) or _why_not_installed()


def remember_broken(error: EngineBroken | None) -> None:
    """Take note that Keras did not start, in whatever process: for the rest of this one it is unavailable.

    Args:
        error: Why; None where it was mended.
    """
    _broken.pop("keras", None)
    if error:
        _broken["keras"] = error.message


def installed_version(library: str) -> str:
    """Of TensorFlow or Keras, read without loading it; empty where it is not installed as a package."""
    for package in _PACKAGES[library]:
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    return ""


def build_model(
    experiment: Experiment,
    input_shape: tuple[int, int, int],
    classes: int,
    class_weights: npt.NDArray[np.float64] | None = None,
    threads: int | None = None,
) -> TrainableModel:
    """The untrained model that an experiment describes, on the engine that it names, ready for its first batch.

    Args:
        experiment: What to build.
        input_shape: (height, width, channels).
        classes: C.
        class_weights: (C,) as `core.training.class_weights` gives them; None where all classes count alike.
        threads: Of an engine that has to be told at its start; None leaves the choice to it.

    Raises:
        InvalidExperimentError: The layers do not fit the input or the classes.
        WorkbenchError: The engine is not available.
    """
    stages = build_in_stages(experiment, input_shape, classes, class_weights, threads)
    while True:
        try:
            next(stages)
        except StopIteration as built:
            model: TrainableModel = built.value
            return model


def build_in_stages(
    experiment: Experiment,
    input_shape: tuple[int, int, int],
    classes: int,
    class_weights: npt.NDArray[np.float64] | None = None,
    threads: int | None = None,
) -> Generator[str, None, TrainableModel]:
    """The same, told before each part that takes seconds. Yields what is done next, in words."""
    if reason := unavailable_reason(experiment.backend):
        raise WorkbenchError(reason, "Set backend to numpy.")
    if experiment.backend == "numpy":
        return NumpyModel(experiment, input_shape, classes, class_weights)
    from core.backends.keras_backend.model import KerasModel  # noqa: PLC0415 - only those who train with it need it
    from core.backends.keras_backend.start import start_engine  # noqa: PLC0415

    yield "Starting Keras"
    engine = start_engine(threads)
    yield "Compiling the network"
    model = KerasModel(engine, experiment, input_shape, classes, class_weights)
    model.compile()
    return model


@cache
def _why_not_installed() -> str | None:
    missing = [library for library in _PACKAGES if not _is_installed(library)]
    if not missing:
        return None
    names = " and ".join({"tensorflow": "TensorFlow", "keras": "Keras"}[library] for library in missing)
    return f"{names} {'is' if len(missing) == 1 else 'are'} not installed, so that Keras cannot be used."


def _is_installed(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except (ImportError, ValueError):
        # A half-removed package, or something on the way to it that refuses.
        return False
