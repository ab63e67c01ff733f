"""From images to the matrix whose rows are what a kernel sees at each place ("im2col", Chellapilla et al. 2006).

With it a convolution is a matrix product, which processors are best at. The matrix of a whole batch is k^2 times as
large as its images, too large for any cache: writing and reading it would take longer than the product. So it is made
for a few lines or images at a time, and used at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.experiment.layers import Conv2D
from core.experiment.shapes import LayerShape, Shape
from core.experiment.windows import zeros_before
from core.network.parameters import FloatArray, FloatType
from core.network.team import Team

# Windows of a block and what is computed from them: 2 MB of float32.
_NUMBERS_OF_A_BLOCK = 2**19

Place = tuple[slice, slice]
"""Which images, and which lines of the output."""


@dataclass(frozen=True)
class Grid:
    """Where windows lie on images.

    Attributes:
        input_shape: (H, W, C) of an image.
        output_shape: (H', W', O): windows in a column, windows in a row, and numbers that are computed from each.
        kernel: Side of a window.
        stride: Pixels from one window to the next.
        before: Lines of zeros above the image, and columns of zeros to its left.
        spread: Pixels from one line or column of the image to the next; zeros are between them.
    """

    input_shape: Shape
    output_shape: Shape
    kernel: int
    stride: int
    before: tuple[int, int]
    spread: int = 1

    @property
    def width(self) -> int:
        """Numbers in a window, K."""
        return self.kernel**2 * self.input_shape[2]

    @property
    def inside(self) -> tuple[slice, slice]:
        """Where the image lies among the zeros around and in it."""
        lines, columns = (
            slice(before, before + (length - 1) * self.spread + 1, self.spread)
            for before, length in zip(self.before, self.input_shape, strict=False)
        )
        return lines, columns

    @property
    def canvas_shape(self) -> Shape:
        """Of an image with its zeros."""
        reach = [self.kernel + (windows - 1) * self.stride for windows in self.output_shape[:2]]
        height, width = (max(end, inside.stop) for end, inside in zip(reach, self.inside, strict=True))
        return height, width, self.input_shape[2]

    @property
    def block(self) -> tuple[int, int]:
        """How many images, and how many lines of the output, make a block: whole images, or lines of a single one."""
        height, width, outputs = self.output_shape
        rows = _NUMBERS_OF_A_BLOCK // (self.width + outputs)
        if rows >= height * width:
            return rows // (height * width), height
        blocks = -(-height // max(1, rows // width))
        return 1, -(-height // blocks)


def grid_of(layer: LayerShape, spec: Conv2D) -> Grid:
    """Where a convolution's windows lie."""
    before = [zeros_before(length, spec.kernel_size, spec.stride, spec.padding) for length in layer.input_shape[:2]]
    return Grid(layer.input_shape, layer.output_shape, spec.kernel_size, spec.stride, (before[0], before[1]))


class Windows:
    """The windows of a grid, for one member of a team.

    Args:
        grid: Where they are.
        team: Whose memory the matrix is made in.
        member: Who works on it.
        constant: Whether every row ends with a 1, the input that a bias is the weight of.
        dtype: float32 or float64.
    """

    def __init__(self, grid: Grid, team: Team, member: int, dtype: FloatType, *, constant: bool = False) -> None:
        self._grid, self._team, self._member, self._constant = grid, team, member, constant
        self._images, self._lines = grid.block
        self._inside = grid.inside
        self._dtype = dtype
        self._make_canvas(0)

    def blocks(self, X_BHWC: FloatArray) -> Iterator[tuple[Place, FloatArray]]:
        """The matrix (N, K), or (N, K + 1) with the constant, a block of rows at a time.

        Yields:
            Images and lines of the output that the block is for, and the block, overwritten by the next one.
        """
        height = self._grid.output_shape[0]
        for first in range(0, len(X_BHWC), self._images):
            images = slice(first, min(first + self._images, len(X_BHWC)))
            V_bhwijc = self._views(X_BHWC[images])
            for top in range(0, height, self._lines):
                lines = slice(top, min(top + self._lines, height))
                yield (images, lines), self._matrix(V_bhwijc[:, lines])

    def _make_canvas(self, images: int) -> None:
        """Room for so many images among their zeros, and every window (i, j, c) of it, without a copy.

        The zeros are written here once: images only ever replace images.
        """
        grid = self._grid
        height, width, _ = grid.output_shape
        self._canvas: FloatArray = np.zeros((images, *grid.canvas_shape), self._dtype)
        V_bhwcij = sliding_window_view(self._canvas, (grid.kernel, grid.kernel), axis=(1, 2))
        V_bhwcij = V_bhwcij[:, :: grid.stride, :: grid.stride][:, :height, :width]
        self._V_bhwijc: FloatArray = V_bhwcij.transpose(0, 1, 2, 4, 5, 3)

    def _views(self, X_bHWC: FloatArray) -> FloatArray:
        """The windows of these images."""
        count = len(X_bHWC)
        if len(self._canvas) < count:
            self._make_canvas(count)
        self._canvas[:count, *self._inside] = X_bHWC
        return self._V_bhwijc[:count]

    def _matrix(self, V_bhwijc: FloatArray) -> FloatArray:
        """The copy that turns windows into rows."""
        b, h, w, *window = V_bhwijc.shape
        K = self._grid.width
        A_NK = self._team.desk(self._member, (b * h * w, K + self._constant), V_bhwijc.dtype)
        A_NK[:, :K].reshape(b, h, w, *window)[...] = V_bhwijc
        A_NK[:, K:] = 1
        return A_NK
