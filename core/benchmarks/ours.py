"""This program's own engines, on the path that its training takes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from core.backends.protocol import TrainableModel
from core.backends.registry import build_model, installed_version, unavailable_reason
from core.benchmarks.contender import KERNEL, FlatImages, Parameters, Workload
from core.data.dataset import Labels
from core.experiment.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D, LayerSpec, MaxPooling2D
from core.experiment.spec import SGD, Experiment, NetworkSpec, PreprocessingSpec
from core.preprocessing.pipeline import fit_pipeline
from core.training.batches import BatchLoader


class Ours:
    """Batches from the loader to the NumPy model, as the training loop hands them over."""

    name = "ours"
    steps_per_call = 1
    convolutions = True
    backend: ClassVar[Literal["numpy", "keras"]] = "numpy"

    def available(self) -> str | None:
        """Always, on our own engine."""
        return unavailable_reason(self.backend)

    def version(self) -> str:
        """Of the library that does the arithmetic."""
        return np.__version__

    def prepare(self, workload: Workload, images: FlatImages, labels: Labels, initial: Parameters) -> None:
        """The workload as an experiment; each row of bytes becomes an image, of one line where lines do not matter."""
        experiment = _experiment(workload, self.backend)
        shape = (workload.side, workload.side) if workload.convolutions else (1, workload.widths[0])
        lines = images.reshape(-1, *shape, 1)
        self._rows = np.arange(len(images))
        self._pipeline = fit_pipeline(experiment.preprocessing, lines, self._rows)
        self._loader = BatchLoader(lines, labels, self._pipeline, np.dtype(experiment.precision))
        self._model: TrainableModel = build_model(experiment, self._pipeline.input_shape, workload.widths[-1])
        self._model.set_weights(dict(zip(self._model.weights(), initial, strict=True)))
        self._workload, self._rng = workload, np.random.default_rng(0)

    def run(self, steps: int) -> None:
        """As `core.training.session` does an epoch, without its events."""
        workload = self._workload
        while steps:
            rows = self._rng.permutation(self._rows)[: steps * workload.batch_size]
            for X_KB, y_KB in self._loader.batches(rows, workload.batch_size, self._model.steps_per_call):
                self._model.train_batches(X_KB, y_KB, [workload.learning_rate] * len(X_KB))
            steps -= len(rows) // workload.batch_size

    def parameters(self) -> Parameters:
        """By name, kernels and biases come in the order of the layers."""
        return [weight.astype(np.float32, copy=False) for weight in self._model.weights().values()]


class OursOnKeras(Ours):
    """The same on the Keras engine."""

    name = "ours on Keras"
    backend = "keras"

    def version(self) -> str:
        """TensorFlow's."""
        return f"TensorFlow {installed_version('tensorflow')}"


def _experiment(workload: Workload, backend: Literal["numpy", "keras"]) -> Experiment:
    *hidden, classes = workload.widths[1:]
    return Experiment(
        name=workload.name,
        preprocessing=PreprocessingSpec(color="grayscale", normalization="unit"),
        network=NetworkSpec(
            layers=(
                *(_on_images(workload) if workload.convolutions else [Flatten()]),
                *(Dense(units=units, activation="relu") for units in hidden),
                Dense(units=classes),
            )
        ),
        optimizer=SGD(learning_rate=workload.learning_rate, momentum=workload.momentum),
        batch_size=workload.batch_size,
        backend=backend,
    )


def _on_images(workload: Workload) -> list[LayerSpec]:
    layers: list[LayerSpec] = []
    for group in workload.convolutions:
        layers += [Conv2D(filters=filters, kernel_size=KERNEL, activation="relu") for filters in group]
        layers.append(MaxPooling2D())
    return [*layers[:-1], GlobalAveragePooling2D()]
