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
    """`L = -sum_bc t_bc log p_bc`, the negative log-likelihood of the true classes (Bishop 2006, eq. 4.108).

    `t_bc` is 1 where c is the true class of example b and 0 elsewhere (1-of-C coding).

    Args:
        classes: C.
        reduction: "sum" as above, or "mean": divided by B. Only the gradient depends on it.
        log_offset: Report `-log(p + offset)`, as the report does, in place of the exact value from the logits.
        dtype: float32 or float64.
    """

    def __init__(self, classes: int, reduction: str, log_offset: float, dtype: FloatType) -> None:
        self._mean = reduction == "mean"
        self._log_offset = log_offset
        self._codes_CC = np.eye(classes, dtype=dtype)
        self._T_BC = Buffer((classes,), dtype)
        self._P_BC = Buffer((classes,), dtype)

    def gradient(self, Z_BC: FloatArray, y_B: npt.NDArray[np.int64], scale: float = 1.0) -> FloatArray:
        """`dL/dz_bc = p_bc - t_bc`: softmax and cross-entropy together are simpler than either.

        Bishop's eq. 4.109 is this, carried on to the weights of the last layer. The reductions of `softmax` are called
        as ufuncs here, which for a few hundred numbers take half the time of the array methods of the same names.

        Args:
            Z_BC: (B, C) logits.
            y_B: (B,) true classes.
            scale: What every gradient of the network is to be multiplied by.

        Returns:
            (B, C), a buffer overwritten at the next call.
        """
        batch = len(y_B)
        T_BC = self._codes_CC.take(y_B, axis=0, out=self._T_BC.rows(batch), mode="clip")
        P_BC = np.subtract(Z_BC, np.maximum.reduce(Z_BC, axis=1, keepdims=True), out=self._P_BC.rows(batch))
        np.exp(P_BC, out=P_BC)
        P_BC /= np.add.reduce(P_BC, axis=1, keepdims=True)
        dZ_BC = np.subtract(P_BC, T_BC, out=P_BC)
        dZ_BC *= scale / batch if self._mean else scale
        return dZ_BC

    def cost(self, Z_BC: FloatArray, y_B: npt.NDArray[np.int64]) -> BatchResult:
        """What a batch, or several at once, cost.

        With `s = z - max(z)` the log-likelihood is `log p_y = s_y - log(sum_c e^(s_c))`: exact even where p_y itself
        would round to 0.

        Args:
            Z_BC: (B, C) logits.
            y_B: (B,) true classes.
        """
        S_BC = Z_BC - Z_BC.max(axis=1, keepdims=True)
        s_B = S_BC[np.arange(len(y_B)), y_B]
        total_B = np.exp(S_BC).sum(axis=1)
        exact_B = np.log(total_B) - s_B
        losses_B = -np.log(np.exp(-exact_B) + self._log_offset) if self._log_offset else exact_B
        correct = int(np.count_nonzero(Z_BC.argmax(axis=1) == y_B))
        return BatchResult(float(losses_B.sum()), correct, len(y_B))
