"""Activations: the functions between layers that make a network more than one matrix product.

Each is applied to every number by itself, so its derivative multiplies the incoming gradient element by element. All
four are written so that the derivative follows from the output alone: the input need not be kept.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType
from core.network.team import ALONE, Team

LEAKY_SLOPE = 0.2
"""Slope of leaky ReLU for negative inputs, as in Keras's function `leaky_relu` (its layer of that name has 0.3)."""


class _Elementwise(ABC):
    """What activations have in common: a function of each number, and the chain rule through it.

    Args:
        name: Such as "activation_1".
        shape: Of one example.
        dtype: float32 or float64.
        team: Who shares the work.
    """

    def __init__(self, name: str, shape: tuple[int, ...], dtype: FloatType, team: Team = ALONE) -> None:
        self.name = name
        self._outputs = Buffer(shape, dtype)
        self._team, self._size = team, math.prod(shape)
        self.Y: FloatArray = self._outputs.rows(0)

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, ...) to the same shape."""
        self.Y = self._outputs.rows(len(X))
        self._team.share_numbers(lambda some: self.apply(X[some], self.Y[some]), len(X), self._size)
        return self.Y

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY * f'(x)`, in the memory of dY."""
        self._team.share_numbers(lambda some: self.chain(dY[some], self.Y[some]), len(dY), self._size)
        return dY

    @abstractmethod
    def apply(self, X: FloatArray, Y: FloatArray) -> None:
        """`Y <- f(X)`."""

    @abstractmethod
    def chain(self, dY: FloatArray, Y: FloatArray) -> None:
        """`dY <- dY * f'(x)`, where Y is f(x)."""


class ReLU(_Elementwise):
    """`y = max(x, 0)`, with derivative 1 where x > 0 and 0 elsewhere (at 0 too, by convention).

    Its output is kept as `Y`, from which dead units are counted.
    """

    def __init__(self, name: str, shape: tuple[int, ...], dtype: FloatType, team: Team = ALONE) -> None:
        super().__init__(name, shape, dtype, team)
        # NumPy's maximum of two arrays is several times faster than that of an array and a scalar.
        self._zeros: FloatArray = np.zeros(shape, dtype)

    def apply(self, X: FloatArray, Y: FloatArray) -> None:
        """The larger of x and 0."""
        np.maximum(X, self._zeros, out=Y)

    def chain(self, dY: FloatArray, Y: FloatArray) -> None:
        """`dX = dY * [y > 0]`; y > 0 exactly where x > 0."""
        dY *= Y > 0


class LeakyReLU(_Elementwise):
    """`y = x` where x > 0, else `0.2 x`: no unit can die (Maas et al. 2013)."""

    def apply(self, X: FloatArray, Y: FloatArray) -> None:
        """The slope is below 1, so the larger of x and 0.2 x is the one wanted."""
        np.multiply(X, LEAKY_SLOPE, out=Y)
        np.maximum(X, Y, out=Y)

    def chain(self, dY: FloatArray, Y: FloatArray) -> None:
        """`dX = dY` where y > 0 (y has the sign of x), else `0.2 dY`."""
        dY *= np.maximum(Y > 0, LEAKY_SLOPE, dtype=dY.dtype)


class Sigmoid(_Elementwise):
    """`y = 1 / (1 + e^-x)`, between 0 and 1."""

    def apply(self, X: FloatArray, Y: FloatArray) -> None:
        """`(1 + tanh(x/2)) / 2` is the same function and cannot overflow."""
        np.multiply(X, 0.5, out=Y)
        np.tanh(Y, out=Y)
        Y += 1
        Y *= 0.5

    def chain(self, dY: FloatArray, Y: FloatArray) -> None:
        """`dX = dY * y (1 - y)`."""
        dY *= Y
        dY *= 1 - Y


class Tanh(_Elementwise):
    """`y = tanh(x)`, between -1 and 1."""

    def apply(self, X: FloatArray, Y: FloatArray) -> None:
        """The hyperbolic tangent."""
        np.tanh(X, out=Y)

    def chain(self, dY: FloatArray, Y: FloatArray) -> None:
        """`dX = dY * (1 - y^2)`."""
        dY *= 1 - np.square(Y)


ACTIVATIONS: dict[str, type[ReLU | LeakyReLU | Sigmoid | Tanh]] = {
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
}
"""By the name that a specification uses; "linear" needs no layer."""
