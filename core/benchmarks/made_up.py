"""Data, first weights and a yardstick that are the same for every contender."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from core.benchmarks.contender import FlatImages, Parameters, Workload
from core.data.dataset import Labels

_SEED: Final = 20_260
_BLOCK: Final = 2_048
_NOISE: Final = 48
# Wrong labels keep the loss, and with it every gradient, away from zero: arithmetic on denormal numbers is many times
# slower, and no real training meets it.
_WRONG_LABELS: Final = 0.1


def made_up_data(workload: Workload) -> tuple[FlatImages, Labels]:
    """A prototype of random grey levels for each class, seen through noise; some labels are wrong.

    Returns:
        Images (N, D) uint8 and labels int64 (N,).
    """
    rng = np.random.default_rng(_SEED)
    inputs, classes = workload.widths[0], workload.widths[-1]
    prototypes = rng.uniform(96, 160, (classes, inputs)).astype(np.float32)
    labels = rng.integers(classes, size=workload.images)
    images = np.empty((workload.images, inputs), np.uint8)
    for start in range(0, workload.images, _BLOCK):
        block = prototypes[labels[start : start + _BLOCK]]
        block += _NOISE * rng.standard_normal(block.shape, np.float32)
        images[start : start + _BLOCK] = block.clip(0, 255)
    wrong = rng.random(workload.images) < _WRONG_LABELS
    labels[wrong] = rng.integers(classes, size=np.count_nonzero(wrong))
    return images, labels


def initial_parameters(workload: Workload) -> Parameters:
    """Kernels by He's uniform initializer (He et al. 2015), biases of zero."""
    rng = np.random.default_rng(_SEED)
    parameters: Parameters = []
    for inputs, outputs in workload.layers:
        bound = np.sqrt(6 / inputs)
        parameters.append(rng.uniform(-bound, bound, (inputs, outputs)).astype(np.float32))
        parameters.append(np.zeros(outputs, np.float32))
    return parameters


def mean_loss(parameters: Parameters, images: FlatImages, labels: Labels) -> float:
    """Mean softmax cross-entropy of the network with these weights, computed in float64.

    Args:
        parameters: Kernel and bias of each layer in turn.
        images: (N, D) uint8.
        labels: int64 (N,).
    """
    X: npt.NDArray[np.float64] = images / 255
    for layer in range(0, len(parameters), 2):
        W_IO, b_O = parameters[layer : layer + 2]
        X = (np.maximum(X, 0) if layer else X) @ W_IO.astype(np.float64) + b_O
    X -= X.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(X).sum(axis=1)) - X[np.arange(len(X)), labels]))
