"""Dropout."""

from __future__ import annotations

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType


class Dropout:
    """Inverted dropout (Srivastava et al., JMLR 15, 2014).

    While training, every value is kept with probability `keep = 1 - rate` and then divided by `keep`, or set to zero.
    The expected output equals the input, so prediction needs no correction: there the layer does nothing.

    Args:
        name: Such as "dropout_1".
        rate: Fraction dropped, 0 <= rate < 1.
        shape: Of one example.
        dtype: float32 or float64.

    Attributes:
        rng: Source of the masks, for this layer alone.
    """

    def __init__(self, name: str, rate: float, shape: tuple[int, ...], dtype: FloatType) -> None:
        self.name = name
        self.rng = np.random.default_rng()
        self._keep = 1 - rate
        self._masks = Buffer(shape, dtype)
        self._outputs = Buffer(shape, dtype)
        self._mask: FloatArray | None = None

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """(B, ...) to the same shape; the input itself outside training."""
        if not training:
            self._mask = None
            return X
        mask = self._masks.rows(len(X))
        self.rng.random(out=mask, dtype=mask.dtype)
        np.less(mask, self._keep, out=mask, casting="unsafe")
        mask *= 1 / self._keep
        self._mask = mask
        return np.multiply(X, mask, out=self._outputs.rows(len(X)))

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY * mask`, the mask of the forward pass."""
        if self._mask is not None:
            dY *= self._mask
        return dY
