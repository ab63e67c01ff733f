"""Softmax and cross-entropy: from one number a class to a probability, and how wrong it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.network.layer import Buffer
from core.network.parameters import FloatArray, FloatType


def softmax(Z_BC: FloatArray) -> FloatArray:
    """Probabilities `p_c = e^(z_c) / sum_k e^(z_k)` of each row of logits.

    Subtracting the row's maximum first changes nothing but the size of the exponentials, which then cannot overflow.

    Args:
        Z_BC: (B, C) logits.
    """
    P_BC: FloatArray = Z_BC - Z_BC.max(axis=1, keepdims=True)
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
        smoothed: What is minimised in its place: with smoothed labels and weighted classes, likewise summed; None
            where there are neither.
    """

    loss: float
    correct: int
    examples: int
    smoothed: float | None = None


class SoftmaxCrossEntropy:
    """`L = -sum_bc t_bc log p_bc`, the negative log-likelihood of the true classes (Bishop 2006, eq. 4.108).

    `t_bc` is 1 where c is the true class of example b and 0 elsewhere (1-of-C coding). With label smoothing e it is
    `(1 - e) t_bc + e / C` (Szegedy et al. 2016, section 7), and with class weights the loss of example b is multiplied
    by the weight of its true class.

    Training asks for the gradient of each batch, and then what a few of them cost, in one go:
    `begin`, `gradient` for each batch, `cost`.

    Args:
        classes: C.
        reduction: "sum" as above, or "mean": divided by B. Only the gradient depends on it.
        log_offset: Report `-log(p + offset)`, as the report does, in place of the exact value from the logits.
        dtype: float32 or float64.
        smoothing: e.
        class_weights: (C,); None where all are 1.
    """

    def __init__(
        self,
        classes: int,
        reduction: str,
        log_offset: float,
        dtype: FloatType,
        smoothing: float = 0.0,
        class_weights: npt.ArrayLike | None = None,
    ) -> None:
        self._mean = reduction == "mean"
        self._log_offset = log_offset
        self._smoothing = smoothing
        self._weights_C1 = None if class_weights is None else np.asarray(class_weights, dtype).reshape(-1, 1)
        self._codes_CC = np.full((classes, classes), smoothing / classes, dtype)
        self._codes_CC[np.diag_indices(classes)] += 1 - smoothing
        self._ones_C1 = np.ones((classes, 1), dtype)
        self._T_BC = Buffer((classes,), dtype)
        self._P_BC = Buffer((classes,), dtype)
        # Of all N examples since `begin`: `s = z - max(z)`, and `sum_c e^(s_c)`.
        self._S_NC = Buffer((classes,), dtype)
        self._totals_N1 = Buffer((1,), dtype)
        self._seen = 0

    def begin(self, examples: int) -> None:
        """Count the cost of so many examples from now on."""
        self._S_NC.rows(examples)
        self._totals_N1.rows(examples)
        self._seen = 0

    def gradient(self, Z_BC: FloatArray, y_B: npt.NDArray[np.int64], scale: float = 1.0) -> FloatArray:
        """`dL/dz_bc = p_bc - t_bc`: softmax and cross-entropy together are simpler than either.

        All it takes is that the targets t_bc of an example add up to 1, as smoothed ones do. Bishop's eq. 4.109 is
        this, carried on to the weights of the last layer. What `softmax` does in clear words is done here in quick
        ones: over a few classes, a sum is faster as a product with ones, and the largest is found faster down long
        columns than along short rows.

        Args:
            Z_BC: (B, C) logits.
            y_B: (B,) true classes.
            scale: What every gradient of the network is to be multiplied by.

        Returns:
            (B, C), a buffer overwritten at the next call.
        """
        batch, seen = len(y_B), self._seen
        self._seen += batch
        S_BC = self._S_NC.rows(self._seen)[seen:]
        totals_B1 = self._totals_N1.rows(self._seen)[seen:]
        largest_B = np.maximum.reduce(np.ascontiguousarray(Z_BC.T), axis=0)
        np.subtract(Z_BC, largest_B[:, None], out=S_BC)
        P_BC = np.exp(S_BC, out=self._P_BC.rows(batch))
        P_BC /= np.matmul(P_BC, self._ones_C1, out=totals_B1)
        P_BC -= self._codes_CC.take(y_B, axis=0, out=self._T_BC.rows(batch), mode="clip")
        if self._weights_C1 is not None:
            P_BC *= self._weights_C1.take(y_B, axis=0)
        P_BC *= scale / batch if self._mean else scale
        return P_BC

    def cost(self, y_N: npt.NDArray[np.int64]) -> BatchResult:
        """What the examples since `begin` cost.

        The log-likelihood is `log p_y = s_y - log(sum_c e^(s_c))`: exact even where p_y itself would round to 0.

        Args:
            y_N: (N,) true classes of all of them.
        """
        S_NC, totals_N1 = self._S_NC.rows(len(y_N)), self._totals_N1.rows(len(y_N))
        losses_N = np.log(totals_N1[:, 0]) - S_NC[np.arange(len(y_N)), y_N]
        if self._log_offset:
            losses_N = -np.log(np.exp(-losses_N) + self._log_offset)
        correct = int(np.count_nonzero(S_NC.argmax(axis=1) == y_N))
        smoothed = self._smoothed(losses_N, S_NC, totals_N1, y_N)
        return BatchResult(float(losses_N.sum()), correct, len(y_N), smoothed)

    def _smoothed(
        self, losses_N: FloatArray, S_NC: FloatArray, totals_N1: FloatArray, y_N: npt.NDArray[np.int64]
    ) -> float | None:
        """`sum_b w_b ((1 - e) L_b - e / C sum_c log p_bc)`: what is minimised, of losses `L_b` without smoothing."""
        if self._smoothing:
            of_all_classes_N = np.log(totals_N1[:, 0]) - S_NC.mean(axis=1)
            losses_N = (1 - self._smoothing) * losses_N + self._smoothing * of_all_classes_N
        elif self._weights_C1 is None:
            return None
        if self._weights_C1 is not None:
            losses_N = losses_N * self._weights_C1.take(y_N)
        return float(losses_N.sum())
