"""The convolutional layer."""

from __future__ import annotations

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, Parameter
from core.network.team import Team
from core.network.windows import Grid, Windows


class Conv2D:
    """One small set of weights, applied at every place of an image (LeCun et al. 1989).

    `Y_bhwo = sum_ijc X_b,h+i,w+j,c W_ijco + b_o`, with zeros where the window reaches over the edge of the image: a
    cross-correlation, which everyone calls a convolution. With a stride s it is `X_b,sh+i,sw+j,c`.

    At each place this is Dense's product of what the kernel sees there, K = k^2 C numbers, and W as a matrix (K, O).
    So with A, whose rows are all these windows, `Y = A W + b`; and as a bias is the weight of an input that is always
    1, both are one matrix here, and every row of A ends with a 1.

    Args:
        name: Such as "conv2d_1".
        kernel: W_ijCO, (k, k, C, O).
        bias: b_O, or None for a layer without.
        grid: Where the windows lie.
        team: Who shares the work.
    """

    def __init__(self, name: str, kernel: Parameter, bias: Parameter | None, grid: Grid, team: Team) -> None:
        self.name = name
        self._kernel, self._bias = kernel, bias
        self._grid, self._back = grid, _grid_of_the_way_back(grid)
        self._team = team
        dtype = kernel.value.dtype
        self._W_KO: FloatArray = np.empty((grid.width + (bias is not None), grid.output_shape[2]), dtype)
        self._turned_KC: FloatArray = np.empty((self._back.width, grid.input_shape[2]), dtype)
        self._Y_BHWO = Buffer(grid.output_shape, dtype)
        self._dX_BHWC = Buffer(grid.input_shape, dtype)
        self._windows: dict[int, Windows] = {}
        self._windows_back: dict[int, Windows] = {}

    def forward(self, X_BHWC: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, H, W, C) to (B, H', W', O)."""
        self._X_BHWC = X_BHWC
        K = self._grid.width
        self._W_KO[:K] = self._kernel.value.reshape(K, -1)
        if self._bias is not None:
            self._W_KO[K] = self._bias.value
        Y_BHWO = self._Y_BHWO.rows(len(X_BHWC))

        def multiply(member: int, images: slice) -> None:
            for place, A_NK in self._windows_of(member).blocks(X_BHWC[images]):
                np.matmul(A_NK, self._W_KO, out=_rows(Y_BHWO[images][place]))

        self._team.share(multiply, len(X_BHWC))
        return Y_BHWO

    def backward(
        self, dY_BHWO: FloatArray, *, input_gradient: bool = True, parameter_gradients: bool = True
    ) -> FloatArray | None:
        """The chain rule, for the matrix product and for the windows.

        `dL/dW = A' dY`, as in Dense: a weight takes part at every place of every image.

        A pixel x takes part wherever a window covers it: by W_0 where it is the first that the window sees, by W_k-1
        where it is the last. Its gradient is therefore a sum over a window of dY with the kernel turned by half a
        circle: `dX_bhwc = sum_ijo dY_b,h+i,w+j,o W_k-1-i,k-1-j,c,o`, a convolution too (Dumoulin & Visin 2016, ch. 4).
        """
        dX_BHWC = self._dX_BHWC.rows(len(dY_BHWO)) if input_gradient else None
        turned_ijOC = self._kernel.value[::-1, ::-1].swapaxes(2, 3)
        self._turned_KC.reshape(turned_ijOC.shape)[...] = turned_ijOC

        def propagate(member: int, images: slice) -> FloatArray | None:
            if dX_BHWC is not None:
                for place, A_NK in self._windows_back_of(member).blocks(dY_BHWO[images]):
                    np.matmul(A_NK, self._turned_KC, out=_rows(dX_BHWC[images][place]))
            return self._gradient(member, images, dY_BHWO) if parameter_gradients else None

        parts = self._team.share(propagate, len(dY_BHWO))
        if parameter_gradients:
            self._collect([part for part in parts if part is not None])
        return dX_BHWC

    def _gradient(self, member: int, images: slice, dY_BHWO: FloatArray) -> FloatArray:
        """(K, O), or (K + 1, O) with that of the bias: the part of a member's images."""
        dW_KO = np.zeros_like(self._W_KO)
        for place, A_NK in self._windows_of(member).blocks(self._X_BHWC[images]):
            dW_KO += np.matmul(A_NK.T, _rows(dY_BHWO[images][place]))
        return dW_KO

    def _collect(self, parts: list[FloatArray]) -> None:
        dW_KO = parts[0]
        for part in parts[1:]:
            dW_KO += part
        self._kernel.collect(dW_KO[: self._grid.width].reshape(self._kernel.value.shape))
        if self._bias is not None:
            self._bias.collect(dW_KO[self._grid.width])

    def _windows_of(self, member: int) -> Windows:
        if member not in self._windows:
            constant = self._bias is not None
            self._windows[member] = Windows(self._grid, self._team, member, self._W_KO.dtype, constant=constant)
        return self._windows[member]

    def _windows_back_of(self, member: int) -> Windows:
        if member not in self._windows_back:
            self._windows_back[member] = Windows(self._back, self._team, member, self._W_KO.dtype)
        return self._windows_back[member]


def _grid_of_the_way_back(grid: Grid) -> Grid:
    """One window for every pixel of the input, on an output whose pixels are as far apart as their windows were.

    The window that ends where the image begins is `before` lines outside it: k - 1 - before lines of zeros are left.
    """
    top, left = grid.before
    last = grid.kernel - 1
    return Grid(grid.output_shape, grid.input_shape, grid.kernel, 1, (last - top, last - left), spread=grid.stride)


def _rows(Y_bhwO: FloatArray) -> FloatArray:
    """(b h w, O): a row a place, in the same memory."""
    return Y_bhwO.reshape(-1, Y_bhwO.shape[-1])
