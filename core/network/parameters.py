"""All trainable numbers of a network in one vector, and their gradient in another.

An optimizer then is the formula in the textbook, applied once to whole vectors, while each layer works on its own
part: a view of the same memory, in the shape that the layer needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
FloatType = np.dtype[np.floating[Any]]

# Every parameter starts a multiple of 16 numbers (64 bytes of float32, a cache line) after the first: each is as well
# aligned for SIMD as the vector itself. The gaps stay zero: their gradient is never written.
_ALIGNMENT = 16


@dataclass(frozen=True)
class Parameter:
    """A trainable array of one layer.

    Attributes:
        name: Such as "dense_1/kernel".
        value: The numbers, a view of the network's vector.
        gradient: Derivative of the objective for each of them, of the same shape; written by `backward`.
    """

    name: str
    value: FloatArray
    gradient: FloatArray


class ParameterVector:
    """Values and gradients of all parameters.

    Args:
        shapes: Name to shape, in the order of the layers.
        dtype: float32 or float64.

    Attributes:
        value: (P,) all values; P counts the gaps between parameters too.
        gradient: (P,) their gradient.
        parameters: The parts, by name.
    """

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], dtype: FloatType) -> None:
        self._places: dict[str, tuple[slice, tuple[int, ...]]] = {}
        end = 0
        for name, shape in shapes.items():
            size = int(np.prod(shape))
            self._places[name] = slice(end, end + size), shape
            end += -(-size // _ALIGNMENT) * _ALIGNMENT
        self.value: FloatArray = np.zeros(end, dtype)
        self.gradient: FloatArray = np.zeros(end, dtype)
        values, gradients = self.views(self.value), self.views(self.gradient)
        self.parameters = {name: Parameter(name, values[name], gradients[name]) for name in shapes}

    def views(self, vector: FloatArray) -> dict[str, FloatArray]:
        """The parts of any vector of this layout (a velocity, a moment) by parameter name; no copies."""
        return {name: vector[place].reshape(shape) for name, (place, shape) in self._places.items()}
