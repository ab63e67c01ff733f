"""What a layer is."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from core.network.parameters import FloatArray, FloatType


class Layer(Protocol):
    """A differentiable function of a batch.

    Next to nothing is allocated while training: `forward` returns a buffer that the layer owns and overwrites at its
    next call, and never writes into its argument; `backward` may work in the memory of its argument, which nobody
    needs any more.
    """

    name: str

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """The output for a batch; remembers what `backward` will need.

        Args:
            X: (B, ...) one entry an example.
            training: Whether dropout and batch statistics apply.
        """

    def backward(self, dY: FloatArray) -> FloatArray:
        """The chain rule through this layer, for the batch last seen by `forward`.

        Args:
            dY: Derivative of the loss with respect to the output, of the output's shape; may be overwritten.

        Returns:
            Derivative of the loss with respect to the input.
        """


class TrainableLayer(Protocol):
    """A layer with parameters of its own: what is said of `Layer` holds for it, too."""

    name: str

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """As `Layer.forward`."""

    def backward(
        self, dY: FloatArray, *, input_gradient: bool = True, parameter_gradients: bool = True
    ) -> FloatArray | None:
        """The chain rule, for the input and for the parameters.

        The parameters' gradients are collected as the last thing: what collects them may be the parameters themselves.

        Args:
            dY: Derivative of the loss with respect to the output, of the output's shape.
            input_gradient: False for the first layer of a network, where nothing is left to propagate to.
            parameter_gradients: False where only the gradient of the input is wanted.

        Returns:
            Derivative of the loss with respect to the input, or None where it was not asked for.
        """


class Buffer:
    """An array for batches of any size up to the largest seen so far, allocated once.

    Args:
        shape: Of one example's entry.
        dtype: Of the elements.
    """

    def __init__(self, shape: tuple[int, ...], dtype: FloatType) -> None:
        self._array: FloatArray = np.zeros((0, *shape), dtype)

    def rows(self, count: int) -> FloatArray:
        """A (count, ...) array with undefined content."""
        if count == len(self._array):
            return self._array
        if count > len(self._array):
            self._array = np.zeros((count, *self._array.shape[1:]), self._array.dtype)
        return self._array[:count]
