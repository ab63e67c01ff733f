"""Pooling: from many pixels to fewer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType
from core.network.team import ALONE, Team


class MaxPooling2D:
    """The largest value of every window: `Y_bhwc = max_ij X_b,sh+i,sw+j,c`, each channel by itself.

    Args:
        name: Such as "max_pooling2d_1".
        pool_size: Side of a window.
        stride: s, pixels from one window to the next.
        input_shape: (H, W, C).
        output_shape: (H', W', C).
        dtype: float32 or float64.
        team: Who shares the work.
    """

    def __init__(
        self,
        name: str,
        pool_size: int,
        stride: int,
        input_shape: tuple[int, ...],
        output_shape: tuple[int, ...],
        dtype: FloatType,
        team: Team = ALONE,
    ) -> None:
        self.name = name
        self._pool_size, self._stride, self._team = pool_size, stride, team
        self._size = input_shape[0] * input_shape[1] * input_shape[2]
        self._height, self._width, _ = output_shape
        covered = all(stride * count == length for count, length in zip(output_shape[:2], input_shape, strict=False))
        # Where windows lie side by side over the whole image, each pixel has a gradient from one of them.
        self._is_a_partition = covered and stride == pool_size
        self._Y = Buffer(output_shape, dtype)
        self._dX = Buffer(input_shape, dtype)

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, H, W, C) to (B, H', W', C)."""
        self._X, self._largest = X, self._Y.rows(len(X))

        def pool(images: slice) -> None:
            first, *others = self._corners(X[images])
            Y = self._largest[images]
            Y[...] = first
            for pixels in others:
                np.maximum(Y, pixels, out=Y)

        self._team.share_numbers(pool, len(X), self._size)
        return self._largest

    def backward(self, dY: FloatArray) -> FloatArray:
        """A window's gradient is that of its largest pixel, the first where several are: the others changed nothing."""
        dX = self._dX.rows(len(dY))

        def propagate(images: slice) -> None:
            rest, Y, target = dY[images], self._largest[images], dX[images]
            if not self._is_a_partition:
                target[...] = 0
            for pixels, gradients in zip(self._corners(self._X[images]), self._corners(target), strict=True):
                if self._is_a_partition:
                    passed = np.multiply(rest, pixels == Y, out=gradients)
                else:
                    passed = rest * (pixels == Y)
                    gradients += passed
                # What has been passed on is gone: the next pixel that is as large gets nothing.
                rest -= passed

        self._team.share_numbers(propagate, len(dY), self._size)
        return dX

    def _corners(self, X: FloatArray) -> Iterator[FloatArray]:
        """The first pixel of every window, then the second of every window, and so on: (b, H', W', C) each."""
        s = self._stride
        for i in range(self._pool_size):
            for j in range(self._pool_size):
                yield X[:, i : i + s * (self._height - 1) + 1 : s, j : j + s * (self._width - 1) + 1 : s]


class GlobalAveragePooling2D:
    """The mean of every channel over the whole image (Lin et al. 2014).

    Args:
        name: Such as "global_average_pooling2d_1".
        input_shape: (H, W, C).
        dtype: float32 or float64.
        team: Who shares the work.
    """

    def __init__(self, name: str, input_shape: tuple[int, ...], dtype: FloatType, team: Team = ALONE) -> None:
        height, width, channels = input_shape
        self.name = name
        self._team, self._pixels = team, height * width
        self._Y = Buffer((channels,), dtype)
        self._dX = Buffer(input_shape, dtype)

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, H, W, C) to (B, C)."""
        Y_BC = self._Y.rows(len(X))
        self._team.share(lambda _, images: np.mean(X[images], axis=(1, 2), out=Y_BC[images]), len(X))
        return Y_BC

    def backward(self, dY: FloatArray) -> FloatArray:
        """Each of the H W pixels has the same part in the mean."""
        dX = self._dX.rows(len(dY))
        dY /= self._pixels

        def propagate(_: int, images: slice) -> None:
            dX[images] = dY[images, None, None]

        self._team.share(propagate, len(dY))
        return dX
