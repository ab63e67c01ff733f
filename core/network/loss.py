"""Softmax and cross-entropy: from one number a class to a probability, and how wrong it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType


def softmax(Z_BC: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Probabilities `p_c = e^(z_c) / sum_k e^(z_k)` of each row of logits.

    Subtracting the row's maximum first changes nothing but the size of the exponentials, which then cannot overflow.

    Args:
        Z_BC: (B, C) logits.
        out: (B, C) array for the result; a new one where None.
    """
    P_BC: FloatArray = np.subtract(Z_BC, Z_BC.max(axis=1, keepdims=True), out=out)
    np.exp(P_BC, out=P_BC)
    P_BC /= P_BC.sum(axis=1, keepdims=True)
    return P_BC


@dataclass(frozen=True)
class BatchResult:
    """What a batch cost.

    Attributes:
        loss: Cross-entropy summed over the examples, in nats.
        correct: How many examples have their (first) largest logit at the true class.
        examples: B.
    """

    loss: float
    correct: int
    examples: int


class SoftmaxCrossEntropy:
    """`L = -sum_b log p_(b, y_b)`, the negative log-likelihood of the true classes (Bishop 2006, eq. 4.108).

    Args:
        classes: C.
        reduction: "sum" as above, or "mean": divided by B. Only the gradient depends on it.
        log_offset: Report `-log(p + offset)`, as the report does, in place of the exact value from the logits.
        dtype: float32 or float64.
    """

    def __init__(self, classes: int, reduction: str, log_offset: float, dtype: FloatType) -> None:
        self._mean = reduction == "mean"
        self._log_offset = log_offset
        self._dZ_BC = Buffer((classes,), dtype)
        self._rows = np.arange(0)

    def __call__(self, Z_BC: FloatArray, y_B: npt.NDArray[np.int64]) -> tuple[BatchResult, FloatArray]:
        """The cost of a batch and its gradient.

        Args:
            Z_BC: (B, C) logits.
            y_B: (B,) true classes.

        Returns:
            The result, and dZ (B, C), a buffer overwritten at the next call.
        """
        batch = len(y_B)
        if batch > len(self._rows):
            self._rows = np.arange(batch)
        rows = self._rows[:batch]
        # log p_y = z_y - max - log(sum e^(z - max)): exact even where p_y itself would round to 0.
        maximum_B = Z_BC.max(axis=1)
        P_BC: FloatArray = np.subtract(Z_BC, maximum_B[:, None], out=self._dZ_BC.rows(batch))
        log_likelihood_B = P_BC[rows, y_B]
        correct = int(np.count_nonzero(P_BC.argmax(axis=1) == y_B))
        np.exp(P_BC, out=P_BC)
        total_B = P_BC.sum(axis=1)
        P_BC /= total_B[:, None]
        if self._log_offset:
            log_likelihood_B = np.log(P_BC[rows, y_B] + self._log_offset)
        else:
            log_likelihood_B -= np.log(total_B)
        loss = -float(log_likelihood_B.sum(dtype=np.float64))
        return BatchResult(loss, correct, batch), self._gradient(P_BC, rows, y_B)

    def _gradient(self, P_BC: FloatArray, rows: npt.NDArray[np.int64], y_B: npt.NDArray[np.int64]) -> FloatArray:
        """`dL/dz_c = p_c - [c = y]`: softmax and cross-entropy together are simpler than either (Bishop, eq. 4.109)."""
        P_BC[rows, y_B] -= 1
        if self._mean:
            P_BC *= 1 / len(y_B)
        return P_BC
