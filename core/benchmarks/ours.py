"""This program's own engines, on the path that its training takes."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from core.backends.protocol import TrainableModel
from core.backends.registry import build_model, installed_version, unavailable_reason
from core.benchmarks.contender import (
    KERNEL,
    NORMALISATION_EPSILON,
    NORMALISATION_MOMENTUM,
    FlatImages,
    Parameters,
    Workload,
)
from core.data.dataset import Labels
from core.experiment.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    LayerSpec,
    MaxPooling2D,
)
from core.experiment.shapes import layer_shapes
from core.experiment.spec import SGD, Adam, Experiment, NetworkSpec, OptimizerSpec, PreprocessingSpec
from core.preprocessing.pipeline import fit_pipeline
from core.training.batches import BatchLoader


class Ours:
    """Batches from the loader to the NumPy model, as the training loop hands them over."""

    name = "ours"
    steps_per_call = 1
    backend: ClassVar[Literal["numpy", "keras"]] = "numpy"

    @staticmethod
    def takes(workload: Workload) -> bool:  # noqa: ARG004
        """All."""
        return True

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
        layers = layer_shapes(experiment.network, self._pipeline.input_shape, workload.widths[-1])
        self._names = [weight.name for layer in layers for weight in layer.weights]
        self._model.set_weights(dict(zip(self._names, initial, strict=True)))
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
        """In the order of the layers."""
        weights = self._model.weights()
        return [weights[name].astype(np.float32, copy=False) for name in self._names]


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
                *(layer for units in hidden for layer in _hidden(workload, units)),
                Dense(units=classes),
            )
        ),
        optimizer=_optimizer(workload),
        batch_size=workload.batch_size,
        backend=backend,
    )


def _optimizer(workload: Workload) -> OptimizerSpec:
    if workload.optimizer == "Adam":
        return Adam(learning_rate=workload.learning_rate)
    return SGD(learning_rate=workload.learning_rate, momentum=workload.momentum)


def _hidden(workload: Workload, units: int) -> list[LayerSpec]:
    layers: list[LayerSpec] = [Dense(units=units, activation="linear" if workload.is_normalised else "relu")]
    if workload.is_normalised:
        normalisation = BatchNormalization(momentum=NORMALISATION_MOMENTUM, epsilon=NORMALISATION_EPSILON)
        layers += [normalisation, Activation(activation="relu")]
    return [*layers, Dropout(rate=workload.dropout)] if workload.dropout else layers


def _on_images(workload: Workload) -> list[LayerSpec]:
    layers: list[LayerSpec] = []
    for group in workload.convolutions:
        layers += [Conv2D(filters=filters, kernel_size=KERNEL, activation="relu") for filters in group]
        layers.append(MaxPooling2D())
    return [*layers[:-1], GlobalAveragePooling2D()]
