"""Dropout."""

from __future__ import annotations

import math

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType
from core.network.team import ALONE, Team


class Dropout:
    """Inverted dropout (Srivastava et al., JMLR 15, 2014).

    While training, every value is kept with probability `keep = 1 - rate` and then divided by `keep`, or set to zero.
    The expected output equals the input, so prediction needs no correction: there the layer does nothing.

    Args:
        name: Such as "dropout_1".
        rate: Fraction dropped, 0 <= rate < 1.
        shape: Of one example.
        dtype: float32 or float64.
        team: Who shares the work; the random numbers come from one source.

    Attributes:
        rng: Source of the masks, for this layer alone.
    """

    def __init__(self, name: str, rate: float, shape: tuple[int, ...], dtype: FloatType, team: Team = ALONE) -> None:
        self.name = name
        self.rng = np.random.default_rng()
        self._keep = 1 - rate
        self._masks = Buffer(shape, dtype)
        self._outputs = Buffer(shape, dtype)
        self._team, self._size = team, math.prod(shape)
        self._mask: FloatArray | None = None

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """(B, ...) to the same shape; the input itself outside training."""
        if not training:
            self._mask = None
            return X
        masks, Y = self._masks.rows(len(X)), self._outputs.rows(len(X))
        self.rng.random(out=masks, dtype=masks.dtype)

        def drop(some: slice) -> None:
            mask = masks[some]
            np.less(mask, self._keep, out=mask, casting="unsafe")
            mask *= 1 / self._keep
            np.multiply(X[some], mask, out=Y[some])

        self._team.share_numbers(drop, len(X), self._size)
        self._mask = masks
        return Y

    def backward(self, dY: FloatArray) -> FloatArray:
        """`dX = dY * mask`, the mask of the forward pass."""
        mask = self._mask
        if mask is not None:
            self._team.share_numbers(lambda some: np.multiply(dY[some], mask[some], out=dY[some]), len(dY), self._size)
        return dY
