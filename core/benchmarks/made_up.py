"""Data, first weights and a yardstick that are the same for every contender."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from core.benchmarks.contender import KERNEL, NORMALISATION_EPSILON, FlatImages, Parameters, Workload
from core.data.dataset import Labels

_SEED: Final = 20_260
_BLOCK: Final = 2_048
_NOISE: Final = 48
# Wrong labels keep the loss, and with it every gradient, away from zero: arithmetic on denormal numbers is many times
# slower, and no real training meets it.
_WRONG_LABELS: Final = 0.1
# Grey levels of a prototype's squares, which a convolution can tell: the global average knows no places.
_SQUARE: Final = 4


def made_up_data(workload: Workload) -> tuple[FlatImages, Labels]:
    """A prototype of random grey levels for each class, seen through noise; some labels are wrong.

    Returns:
        Images (N, D) uint8 and labels int64 (N,).
    """
    rng = np.random.default_rng(_SEED)
    inputs, classes = workload.widths[0], workload.widths[-1]
    prototypes = _prototypes(workload, rng) if workload.convolutions else rng.uniform(96, 160, (classes, inputs))
    prototypes = prototypes.astype(np.float32)
    labels = rng.integers(classes, size=workload.images)
    images = np.empty((workload.images, inputs), np.uint8)
    for start in range(0, workload.images, _BLOCK):
        block = prototypes[labels[start : start + _BLOCK]]
        block += _NOISE * rng.standard_normal(block.shape, np.float32)
        images[start : start + _BLOCK] = block.clip(0, 255)
    wrong = rng.random(workload.images) < _WRONG_LABELS
    labels[wrong] = rng.integers(classes, size=np.count_nonzero(wrong))
    return images, labels


def _prototypes(workload: Workload, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Squares of grey; classes differ in how bright they are, and in how strong the contrast of their squares is."""
    side, classes = workload.side, workload.widths[-1]
    squares = rng.choice([-1.0, 1.0], (classes, -(-side // _SQUARE), -(-side // _SQUARE)))
    pictures = squares.repeat(_SQUARE, axis=1).repeat(_SQUARE, axis=2)[:, :side, :side]
    grounds, contrasts = rng.permutation(np.linspace(48, 208, classes)), np.linspace(0, 40, classes)
    return np.asarray(grounds[:, None] + contrasts[:, None] * pictures.reshape(classes, -1), np.float64)


def initial_parameters(workload: Workload) -> Parameters:
    """Kernels by He's uniform initializer (He et al. 2015), biases of zero."""
    rng = np.random.default_rng(_SEED)
    parameters: Parameters = []
    shapes: list[tuple[int, ...]] = [(KERNEL, KERNEL, inputs, outputs) for _, inputs, outputs in workload.filters]
    shapes += workload.layers
    for number, shape in enumerate(shapes, 1):
        bound = np.sqrt(6 / np.prod(shape[:-1]))
        parameters.append(rng.uniform(-bound, bound, shape).astype(np.float32))
        parameters.append(np.zeros(shape[-1], np.float32))
        if workload.is_normalised and number < len(shapes):
            parameters += [np.full(shape[-1], start, np.float32) for start in (1, 0, 0, 1)]
    return parameters


def mean_loss(workload: Workload, parameters: Parameters, images: FlatImages, labels: Labels) -> float:
    """Mean softmax cross-entropy of the network with these weights, computed in float64.

    Args:
        workload: Which network.
        parameters: Kernel and bias of each layer in turn.
        images: (N, D) uint8.
        labels: int64 (N,).
    """
    X: npt.NDArray[np.float64] = images / 255
    if workload.convolutions:
        X = X.reshape(-1, workload.side, workload.side, 1)
        pairs = iter(zip(parameters[::2], parameters[1::2], strict=True))
        for group, filters in enumerate(workload.convolutions):
            X = _largest_of_four(X) if group else X
            for _ in filters:
                X = np.maximum(_convolved(X, *next(pairs)), 0)
        X = X.mean(axis=(1, 2))
    left = iter(parameters[2 * len(workload.filters) :])
    for number, _ in enumerate(workload.layers, 1):
        X = X @ next(left).astype(np.float64) + next(left)
        if number < len(workload.layers):
            X = np.maximum(_normalised(X, *(next(left) for _ in range(4))) if workload.is_normalised else X, 0)
    X -= X.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(X).sum(axis=1)) - X[np.arange(len(X)), labels]))


def _normalised(X: npt.NDArray[np.float64], gamma: Any, beta: Any, mean: Any, variance: Any) -> Any:
    return gamma * (X - mean) / np.sqrt(variance.astype(np.float64) + NORMALISATION_EPSILON) + beta


def _convolved(X: npt.NDArray[np.float64], W: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> Any:
    """The sum of a product for each of the places in a window."""
    _, height, width, _ = X.shape
    padded = np.pad(X, [(0, 0), (1, 1), (1, 1), (0, 0)])
    places = ((i, j) for i in range(KERNEL) for j in range(KERNEL))
    return b + sum(padded[:, i : i + height, j : j + width] @ W[i, j].astype(np.float64) for i, j in places)


def _largest_of_four(X: npt.NDArray[np.float64]) -> Any:
    count, height, width, channels = X.shape
    return X.reshape(count, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
