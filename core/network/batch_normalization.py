"""Batch normalisation."""

from __future__ import annotations

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, Parameter


class BatchNormalization:
    """Normalise each feature over the batch, then scale and shift it (Ioffe & Szegedy, ICML 2015, algorithm 1).

    `x^ = (x - mean) / sqrt(variance + epsilon)`, `y = gamma x^ + beta`. While training, mean and variance are those of
    the batch (over all axes but the last: for images, over pixels too); running averages of them, kept on the side,
    take their place at prediction.

    Args:
        name: Such as "batch_normalization_1".
        gamma: (C,) learned scale.
        beta: (C,) learned shift.
        moving_mean: (C,) running average, updated in place while training.
        moving_variance: (C,) running average of the biased variance (as in Keras; the paper's is unbiased), likewise.
        momentum: Share of the old running average kept at each update.
        epsilon: Added to the variance.
        shape: Of one example; the last axis has C features.
    """

    def __init__(
        self,
        name: str,
        gamma: Parameter,
        beta: Parameter,
        moving_mean: FloatArray,
        moving_variance: FloatArray,
        *,
        momentum: float,
        epsilon: float,
        shape: tuple[int, ...],
    ) -> None:
        self.name = name
        self._gamma, self._beta = gamma, beta
        self._moving_mean, self._moving_variance = moving_mean, moving_variance
        self._momentum, self._epsilon = momentum, epsilon
        dtype = gamma.value.dtype
        self._normalized = Buffer(shape, dtype)
        self._outputs = Buffer(shape, dtype)
        self._gradients = Buffer(shape, dtype)

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """(B, ..., C) to the same shape."""
        axes = tuple(range(X.ndim - 1))
        self._from_batch = training
        normalized = self._normalized.rows(len(X))
        mean = X.mean(axis=axes) if training else self._moving_mean
        np.subtract(X, mean, out=normalized)
        if training:
            variance = np.square(normalized, out=self._outputs.rows(len(X))).mean(axis=axes)
            self._average(self._moving_mean, mean)
            self._average(self._moving_variance, variance)
        else:
            variance = self._moving_variance
        self._scale_C = 1 / np.sqrt(variance + self._epsilon)
        normalized *= self._scale_C
        self._X_hat = normalized
        Y = np.multiply(normalized, self._gamma.value, out=self._outputs.rows(len(X)))
        Y += self._beta.value
        return Y

    def backward(
        self, dY: FloatArray, *, input_gradient: bool = True, parameter_gradients: bool = True
    ) -> FloatArray | None:
        """The batch's mean and variance depend on every x, which adds two terms to the plain scaling.

        While training, `dX = gamma / sqrt(variance + epsilon) * (dY - mean(dY) - x^ mean(dY x^))` with means over the
        batch: the chain rule of algorithm 1 with equal terms gathered. Running averages are constants, so after a
        prediction the plain scaling is all there is. In both cases `dgamma = sum(dY x^)` and `dbeta = sum(dY)`.
        """
        axes = tuple(range(dY.ndim - 1))
        dX = np.multiply(dY, self._X_hat, out=self._gradients.rows(len(dY)))
        d_gamma_C, d_beta_C = dX.sum(axis=axes), dY.sum(axis=axes)
        if input_gradient:
            self._propagate(dY, d_gamma_C, d_beta_C, out=dX)
        if parameter_gradients:
            self._gamma.collect(d_gamma_C)
            self._beta.collect(d_beta_C)
        return dX if input_gradient else None

    def _propagate(self, dY: FloatArray, d_gamma_C: FloatArray, d_beta_C: FloatArray, out: FloatArray) -> None:
        if self._from_batch:
            count = dY.size // dY.shape[-1]
            np.multiply(self._X_hat, -d_gamma_C / count, out=out)
            out += dY
            out -= d_beta_C / count
        else:
            np.copyto(out, dY)
        out *= self._gamma.value * self._scale_C

    def _average(self, moving: FloatArray, current: FloatArray) -> None:
        moving *= self._momentum
        moving += (1 - self._momentum) * current
