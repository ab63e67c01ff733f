"""All trainable numbers of a network in one vector, and their gradient in another.

An optimizer then is the formula in the textbook, applied once to whole vectors, while each layer works on its own
part: a view of the same memory, in the shape that the layer needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from core.network.blas import SumOfProducts

FloatArray = npt.NDArray[np.floating[Any]]
FloatType = np.dtype[np.floating[Any]]

# Every parameter starts a multiple of 16 numbers (64 bytes of float32, a cache line) after the first: each is as well
# aligned for SIMD as the vector itself. The gaps stay zero: their gradient is never written.
_ALIGNMENT = 16


class Parameter:
    """A trainable array of one layer.

    Args:
        name: Such as "dense_1/kernel".
        value: The numbers, a view of the network's vector.
        gradient: Derivative of the objective for each of them, of the same shape; `backward` collects it here.
    """

    def __init__(self, name: str, value: FloatArray, gradient: FloatArray) -> None:
        self.name, self.value = name, value
        self.collect_into(gradient, keep=0)

    def collect_into(self, gradient: FloatArray, keep: float) -> None:
        """Collect gradients in another array; see `ParameterVector.collect_into`."""
        self.gradient = gradient
        self._keep = keep
        # A bias is a matrix of one line, the weights of an input that is always 1.
        self._gradient_IO = gradient.reshape(-1, gradient.shape[-1])
        self._products = SumOfProducts(keep, transposed=True)

    def collect(self, gradient: FloatArray) -> None:
        """`self.gradient <- keep self.gradient + gradient`."""
        if self._keep == 0:
            self.gradient[...] = gradient
            return
        self.gradient *= self._keep
        self.gradient += gradient

    def collect_product(self, X_BI: FloatArray, dY_BO: FloatArray) -> None:
        """The same with `sum_b X_bi dY_bo`, the gradient of weights that lead from I inputs to O outputs."""
        self._products.add(self._gradient_IO, X_BI, dY_BO)


class ParameterVector:
    """Values and gradients of all parameters.

    Args:
        shapes: Name to shape, in the order of the layers.
        dtype: float32 or float64.

    Attributes:
        value: (P,) all values; P counts the gaps between parameters too.
        gradient: (P,) where their gradient is collected.
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

    def collect_into(self, vector: FloatArray, keep: float) -> None:
        """Let backpropagation add every gradient to a vector (P,), of which a share `keep` stays.

        Some optimizers need no gradient of the last batch alone, but a sum that it is a part of. The sum is then made
        where it is kept, instead of by another pass over all the numbers of the network.
        """
        self.gradient = vector
        for name, view in self.views(vector).items():
            self.parameters[name].collect_into(view, keep)

    def views(self, vector: FloatArray) -> dict[str, FloatArray]:
        """The parts of any vector of this layout (a velocity, a moment) by parameter name; no copies."""
        return {name: vector[place].reshape(shape) for name, (place, shape) in self._places.items()}
