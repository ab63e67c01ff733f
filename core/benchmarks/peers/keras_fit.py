"""Keras on TensorFlow, by its `fit`."""

from __future__ import annotations

import math
import os
from importlib import import_module
from typing import Any

import numpy as np

from core.benchmarks.contender import (
    KERNEL,
    NORMALISATION_EPSILON,
    NORMALISATION_MOMENTUM,
    FlatImages,
    Parameters,
    Workload,
)
from core.benchmarks.peers.optional import why_missing
from core.data.dataset import Labels


class KerasFit:
    """`compile` and `fit` with their defaults, on an array of floats: what Keras's own guides begin with."""

    name = "Keras fit"
    steps_per_call = 1

    @staticmethod
    def takes(workload: Workload) -> bool:  # noqa: ARG004
        """All."""
        return True

    def available(self) -> str | None:
        """Whether Keras and TensorFlow are installed."""
        # Both are read when the libraries are imported, here for the first time in this process.
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        os.environ["KERAS_BACKEND"] = "tensorflow"
        return why_missing("tensorflow") or why_missing("keras")

    def version(self) -> str:
        """Both libraries'."""
        return f"{import_module('keras').__version__} on TensorFlow {import_module('tensorflow').__version__}"

    def prepare(self, workload: Workload, images: FlatImages, labels: Labels, initial: Parameters) -> None:
        """Compile the network; its first call traces it."""
        keras: Any = import_module("keras")
        keras.utils.set_random_seed(0)
        *hidden, classes = workload.widths[1:]
        layers = _on_images(keras, workload) if workload.convolutions else []
        layers += [layer for units in hidden for layer in _hidden(keras, workload, units)]
        self._model = keras.Sequential([keras.Input(workload.widths[:1]), *layers, keras.layers.Dense(classes)])
        self._model.set_weights(initial)
        self._model.compile(
            optimizer=_optimizer(keras, workload),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            steps_per_execution=self.steps_per_call,
        )
        self._feed(workload, images, labels)

    def run(self, steps: int) -> None:
        """As one call of `fit`, which costs tens of milliseconds besides its steps; the odd ones batch by batch."""
        size = self._workload.batch_size
        epochs = math.ceil(steps / self._workload.steps_per_epoch)
        images = steps // epochs * size
        self._model.fit(self._X[:images], self._y[:images], batch_size=size, epochs=epochs, verbose=0)
        for _ in range(steps % epochs):
            self._model.train_on_batch(self._X[:size], self._y[:size])

    def parameters(self) -> Parameters:
        """Kernels and biases in the order of the layers."""
        weights: Parameters = self._model.get_weights()
        return weights

    def _feed(self, workload: Workload, images: FlatImages, labels: Labels) -> None:
        self._workload, self._y = workload, labels
        self._X = images / np.float32(255)


class KerasPipelineFit(KerasFit):
    """`fit` on a `tf.data` pipeline that gathers and scales bytes beside the training."""

    name = "Keras fit on tf.data"

    @staticmethod
    def takes(workload: Workload) -> bool:
        """Plain ones: where a step has more to do, feeding it costs less beside it."""
        return workload.is_plain and workload.optimizer == "SGD"

    def run(self, steps: int) -> None:
        """As one epoch of so many steps."""
        self._model.fit(self._batches, steps_per_epoch=steps, shuffle=False, verbose=0)

    def _feed(self, workload: Workload, images: FlatImages, labels: Labels) -> None:
        self._batches = _batches(workload, images, labels)


class KerasGroupedFit(KerasPipelineFit):
    """The same with several steps in one call of the compiled function, which few users know of."""

    name = "Keras fit on tf.data, 16 steps a call"
    steps_per_call = 16


def _optimizer(keras: Any, workload: Workload) -> Any:
    if workload.optimizer == "Adam":
        return keras.optimizers.Adam(workload.learning_rate)
    return keras.optimizers.SGD(workload.learning_rate, momentum=workload.momentum)


def _hidden(keras: Any, workload: Workload, units: int) -> list[Any]:
    layers = [keras.layers.Dense(units)]
    if workload.is_normalised:
        layers.append(keras.layers.BatchNormalization(momentum=NORMALISATION_MOMENTUM, epsilon=NORMALISATION_EPSILON))
    layers.append(keras.layers.ReLU())
    return [*layers, keras.layers.Dropout(workload.dropout)] if workload.dropout else layers


def _on_images(keras: Any, workload: Workload) -> list[Any]:
    layers = [keras.layers.Reshape((workload.side, workload.side, 1))]
    for group in workload.convolutions:
        layers += [keras.layers.Conv2D(filters, KERNEL, padding="same", activation="relu") for filters in group]
        layers.append(keras.layers.MaxPooling2D())
    return [*layers[:-1], keras.layers.GlobalAveragePooling2D()]


def _batches(workload: Workload, images: FlatImages, labels: Labels) -> Any:
    """An endless `tf.data.Dataset` of shuffled batches."""
    tf: Any = import_module("tensorflow")
    image_tensor, label_tensor = tf.constant(images), tf.constant(labels)

    def gather(rows: Any) -> tuple[Any, Any]:
        return tf.cast(tf.gather(image_tensor, rows), tf.float32) / 255, tf.gather(label_tensor, rows)

    order = tf.data.Dataset.range(workload.images).shuffle(workload.images, seed=0).repeat()
    return order.batch(workload.batch_size, drop_remainder=True).map(gather).prefetch(tf.data.AUTOTUNE)
