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

    def __call__(self, Z_BC: FloatArray, y_B: npt.NDArray[np.int64]) -> tuple[BatchResult, FloatArray]:
        """The cost of a batch and its gradient.

        With `s = z - max(z)` the log-likelihood is `log p_y = s_y - log(sum_c e^(s_c))`: exact even where p_y itself
        would round to 0. The reductions are called as ufuncs, which for a few hundred numbers take half the time of
        the array methods of the same names.

        Args:
            Z_BC: (B, C) logits.
            y_B: (B,) true classes.

        Returns:
            The result, and dZ (B, C), a buffer overwritten at the next call.
        """
        batch = len(y_B)
        T_BC = self._codes_CC.take(y_B, axis=0, out=self._T_BC.rows(batch), mode="clip")
        correct = int(np.count_nonzero(Z_BC.argmax(axis=1) == y_B))
        P_BC = np.subtract(Z_BC, np.maximum.reduce(Z_BC, axis=1, keepdims=True), out=self._P_BC.rows(batch))
        loss = -float(np.vdot(T_BC, P_BC))
        np.exp(P_BC, out=P_BC)
        total_B1 = np.add.reduce(P_BC, axis=1, keepdims=True)
        P_BC /= total_B1
        if self._log_offset:
            likelihood_B = np.einsum("bc,bc->b", T_BC, P_BC)
            loss = -float(np.add.reduce(np.log(likelihood_B + self._log_offset)))
        else:
            loss += float(np.add.reduce(np.log(total_B1), axis=None))
        return BatchResult(loss, correct, batch), self._gradient(P_BC, T_BC)

    def _gradient(self, P_BC: FloatArray, T_BC: FloatArray) -> FloatArray:
        """`dL/dz_bc = p_bc - t_bc`: softmax and cross-entropy together are simpler than either.

        Bishop's eq. 4.109 is this, carried on to the weights of the last layer.
        """
        dZ_BC = np.subtract(P_BC, T_BC, out=P_BC)
        if self._mean:
            dZ_BC *= 1 / len(dZ_BC)
        return dZ_BC
