"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, Parameter


class Dense:
    """`Y = X W + b`: every output is a weighted sum of every input.

    Args:
        name: Such as "dense_1".
        kernel: W_IO, the weights.
        bias: b_O, or None for a layer without.
    """

    def __init__(self, name: str, kernel: Parameter, bias: Parameter | None) -> None:
        self.name = name
        self._kernel = kernel
        self._bias = bias
        inputs, outputs = kernel.value.shape
        self._Y_BO = Buffer((outputs,), kernel.value.dtype)
        self._dX_BI = Buffer((inputs,), kernel.value.dtype)
        self._ones_B = np.ones(0, kernel.value.dtype)

    def forward(self, X_BI: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, I) to (B, O)."""
        self._X_BI = X_BI
        Y_BO = np.matmul(X_BI, self._kernel.value, out=self._Y_BO.rows(len(X_BI)))
        if self._bias is not None:
            Y_BO += self._bias.value
        return Y_BO

    def backward(self, dY_BO: FloatArray, *, input_gradient: bool = True) -> FloatArray | None:
        """With `Y_bo = sum_i X_bi W_io + b_o`, the chain rule sums over all that a weight takes part in.

        `dL/dW_io = sum_b X_bi dY_bo`, `dL/db_o = sum_b dY_bo` and `dL/dX_bi = sum_o dY_bo W_io`: three products.
        """
        np.matmul(self._X_BI.T, dY_BO, out=self._kernel.gradient)
        if self._bias is not None:
            # A product with ones is the sum over the batch, at the speed of BLAS.
            if len(self._ones_B) != len(dY_BO):
                self._ones_B = np.ones(len(dY_BO), dY_BO.dtype)
            np.matmul(self._ones_B, dY_BO, out=self._bias.gradient)
        if not input_gradient:
            return None
        return np.matmul(dY_BO, self._kernel.value.T, out=self._dX_BI.rows(len(dY_BO)))
