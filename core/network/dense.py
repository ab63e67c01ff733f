"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from core.network.blas import SumOfProducts
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
        self._products = SumOfProducts(keep=1)
        self._dX_BI = Buffer((inputs,), kernel.value.dtype)
        self._ones_B1 = np.ones((0, 1), kernel.value.dtype)

    def forward(self, X_BI: FloatArray, *, training: bool) -> FloatArray:  # noqa: ARG002 - the same in both phases
        """(B, I) to (B, O)."""
        self._X_BI = X_BI
        Y_BO = self._Y_BO.rows(len(X_BI))
        if self._bias is None:
            return np.matmul(X_BI, self._kernel.value, out=Y_BO)
        Y_BO[...] = self._bias.value
        self._products.add(Y_BO, X_BI, self._kernel.value)
        return Y_BO

    def backward(
        self, dY_BO: FloatArray, *, input_gradient: bool = True, parameter_gradients: bool = True
    ) -> FloatArray | None:
        """With `Y_bo = sum_i X_bi W_io + b_o`, the chain rule sums over all that a weight takes part in.

        `dL/dW_io = sum_b X_bi dY_bo`, `dL/db_o = sum_b dY_bo` and `dL/dX_bi = sum_o dY_bo W_io`: three products. The
        last comes first, while the weights are still those that `forward` used.
        """
        dX_BI = None
        if input_gradient:
            dX_BI = np.matmul(dY_BO, self._kernel.value.T, out=self._dX_BI.rows(len(dY_BO)))
        if parameter_gradients:
            self._kernel.collect_product(self._X_BI, dY_BO)
            if self._bias is not None:
                self._bias.collect_product(self._ones(len(dY_BO)), dY_BO)
        return dX_BI

    def _ones(self, count: int) -> FloatArray:
        """The input that the bias is the weight of, (B, 1)."""
        if len(self._ones_B1) != count:
            self._ones_B1 = np.ones((count, 1), self._kernel.value.dtype)
        return self._ones_B1
