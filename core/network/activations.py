"""Activations: the functions between layers that make a network more than one matrix product.

Each is applied to every number by itself, so its derivative multiplies the incoming gradient element by element. All
four are written so that the derivative follows from the output alone: the input need not be kept.
"""

from __future__ import annotations

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType

LEAKY_SLOPE = 0.2
"""Slope of leaky ReLU for negative inputs, as in Keras's function `leaky_relu` (its layer of that name has 0.3)."""


class _Elementwise:
    """The output buffer of an activation.

    Args:
        name: Such as "activation_1".
        shape: Of one example.
        dtype: float32 or float64.
    """

    def __init__(self, name: str, shape: tuple[int, ...], dtype: FloatType) -> None:
        self.name = name
        self._outputs = Buffer(shape, dtype)
        self.Y: FloatArray = self._outputs.rows(0)


class ReLU(_Elementwise):
    """`y = max(x, 0)`, with derivative 1 where x > 0 and 0 elsewhere (at 0 too, by convention).

    Its output is kept as `Y`, from which dead units are counted.
    """

    def __init__(self, name: str, shape: tuple[int, ...], dtype: FloatType) -> None:
        super().__init__(name, shape, dtype)
        # NumPy's maximum of two arrays is several times faster than that of an array and a scalar.
        self._zeros: FloatArray = np.zeros(shape, dtype)

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, ...) to the same shape."""
        self.Y = np.maximum(X, self._zeros, out=self._outputs.rows(len(X)))
        return self.Y

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY * [y > 0]`; y > 0 exactly where x > 0."""
        dY *= self.Y > 0
        return dY


class LeakyReLU(_Elementwise):
    """`y = x` where x > 0, else `0.2 x`: no unit can die (Maas et al. 2013)."""

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, ...) to the same shape. The slope is below 1, so the larger of x and 0.2 x is the one wanted."""
        scaled = np.multiply(X, LEAKY_SLOPE, out=self._outputs.rows(len(X)))
        self.Y = np.maximum(X, scaled, out=scaled)
        return self.Y

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY` where y > 0 (y has the sign of x), else `0.2 dY`."""
        dY *= np.maximum(self.Y > 0, LEAKY_SLOPE, dtype=dY.dtype)
        return dY


class Sigmoid(_Elementwise):
    """`y = 1 / (1 + e^-x)`, between 0 and 1."""

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, ...) to the same shape; `(1 + tanh(x/2)) / 2` is the same function and cannot overflow."""
        Y = np.multiply(X, 0.5, out=self._outputs.rows(len(X)))
        np.tanh(Y, out=Y)
        Y += 1
        Y *= 0.5
        self.Y = Y
        return Y

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY * y (1 - y)`."""
        dY *= self.Y
        dY *= 1 - self.Y
        return dY


class Tanh(_Elementwise):
    """`y = tanh(x)`, between -1 and 1."""

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, ...) to the same shape."""
        self.Y = np.tanh(X, out=self._outputs.rows(len(X)))
        return self.Y

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY * (1 - y^2)`."""
        dY *= 1 - np.square(self.Y)
        return dY


ACTIVATIONS: dict[str, type[ReLU | LeakyReLU | Sigmoid | Tanh]] = {
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
}
"""By the name that a specification uses; "linear" needs no layer."""
