"""From images to rows of numbers."""

from __future__ import annotations

from core.network.parameters import FloatArray


class Flatten:
    """(B, H, W, C) to (B, H W C): row by row, and in a pixel channel by channel.

    Args:
        name: Such as "flatten_1".
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """A view of the same memory."""
        self._shape = X.shape
        return X.reshape(len(X), -1)

    def backward(self, dY: FloatArray) -> FloatArray:
        """The gradient in the shape of the images."""
        return dY.reshape(self._shape)
