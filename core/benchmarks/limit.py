"""The limit: what a training step cannot do without, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.benchmarks.contender import KERNEL, FlatImages, Parameters, Workload
from core.data.dataset import Labels

Matrix = npt.NDArray[np.float32]


def matrix_product_flops(workload: Workload) -> int:
    """Floating-point operations of a step's matrix products: a product (m, k) (k, n) takes 2 m k n.

    Each layer has three products of that size: forward, gradient of the weights, and gradient of its input; the last
    is not needed in the first layer.
    """
    multiplications = [side**2 * KERNEL**2 * inputs * outputs for side, inputs, outputs in workload.filters]
    multiplications += [inputs * outputs for inputs, outputs in workload.layers]
    forward = [2 * workload.batch_size * count for count in multiplications]
    return 3 * sum(forward) - forward[0]


class MatrixProducts:
    """The bare products of a step into buffers at hand, by NumPy's BLAS and as many threads as it takes."""

    name = "bare matrix products"
    steps_per_call = 1

    @staticmethod
    def takes(workload: Workload) -> bool:
        """Not convolutions: what is a matrix product in one implementation of them is none in another."""
        return not workload.convolutions

    def available(self) -> str | None:
        """Always."""
        return None

    def version(self) -> str:
        """NumPy's."""
        return np.__version__

    def prepare(self, workload: Workload, images: FlatImages, labels: Labels, initial: Parameters) -> None:  # noqa: ARG002
        """Allocate activations and gradients of every layer."""
        rng = np.random.default_rng(0)
        self._W = [array for array in initial if array.ndim == 2]
        self._dW = [np.empty_like(W_IO) for W_IO in self._W]
        self._X: list[Matrix] = [
            rng.standard_normal((workload.batch_size, width), np.float32) for width in workload.widths
        ]
        self._dX: list[Matrix] = [rng.standard_normal(X.shape, np.float32) for X in self._X]

    def run(self, steps: int) -> None:
        """Forward through all layers, then backward."""
        layers = list(zip(pairwise(self._X), pairwise(self._dX), self._W, self._dW, strict=True))
        for _ in range(steps):
            for (X_BI, Y_BO), _, W_IO, _ in layers:
                np.matmul(X_BI, W_IO, out=Y_BO)
            for index in range(len(layers) - 1, -1, -1):
                (X_BI, _), (dX_BI, dY_BO), W_IO, dW_IO = layers[index]
                np.matmul(X_BI.T, dY_BO, out=dW_IO)
                if index:
                    np.matmul(dY_BO, W_IO.T, out=dX_BI)

    def parameters(self) -> None:
        """Nothing is trained."""
        return
