"""Batch normalisation."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from core.network.layer import Buffer
from core.network.parameters import FloatArray, Parameter
from core.network.team import ALONE, Team


class BatchNormalization:
    """Normalise each feature over the batch, then scale and shift it (Ioffe & Szegedy, ICML 2015, algorithm 1).

    `x^ = (x - mean) / sqrt(variance + epsilon)`, `y = gamma x^ + beta`. While training, mean and variance are those of
    the batch (over all axes but the last: for images, over pixels too); running averages of them, kept on the side,
    take their place at prediction.

    Args:
        name: Such as "batch_normalization_1".
        gamma: (C,) learned scale.
        beta: (C,) learned shift.
        averages: (C,) running averages of the mean and of the biased variance (as in Keras; the paper's is unbiased),
            updated in place while training.
        momentum: Share of the old running average kept at each update.
        epsilon: Added to the variance.
        shape: Of one example; the last axis has C features.
        team: Who shares the work.
    """

    def __init__(
        self,
        name: str,
        gamma: Parameter,
        beta: Parameter,
        averages: tuple[FloatArray, FloatArray],
        *,
        momentum: float,
        epsilon: float,
        shape: tuple[int, ...],
        team: Team = ALONE,
    ) -> None:
        self.name = name
        self._gamma, self._beta = gamma, beta
        self._moving_mean, self._moving_variance = averages
        self._momentum, self._epsilon = momentum, epsilon
        self._team, self._size = team, math.prod(shape)
        self._width = shape[-2] if len(shape) > 1 else None
        dtype = gamma.value.dtype
        self._normalized = Buffer(shape, dtype)
        self._outputs = Buffer(shape, dtype)
        self._gradients = Buffer(shape, dtype)

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """(B, ..., C) to the same shape."""
        self._from_batch = training
        if training:
            mean, variance = self._moments(X)
            self._average(self._moving_mean, mean)
            self._average(self._moving_variance, variance)
        else:
            mean, variance = self._moving_mean, self._moving_variance
        self._scale_C = 1 / np.sqrt(variance + self._epsilon)
        self._X_hat, Y = self._normalized.rows(len(X)), self._outputs.rows(len(X))
        means, scales = self._along_a_line(mean), self._along_a_line(self._scale_C)
        gammas, betas = self._along_a_line(self._gamma.value), self._along_a_line(self._beta.value)

        def normalize(some: slice) -> None:
            normalized = np.subtract(X[some], means, out=self._X_hat[some])
            normalized *= scales
            outputs = np.multiply(normalized, gammas, out=Y[some])
            outputs += betas

        self._team.share_numbers(normalize, len(X), self._size)
        return Y

    def backward(
        self, dY: FloatArray, *, input_gradient: bool = True, parameter_gradients: bool = True
    ) -> FloatArray | None:
        """The batch's mean and variance depend on every x, which adds two terms to the plain scaling.

        While training, `dX = gamma / sqrt(variance + epsilon) * (dY - mean(dY) - x^ mean(dY x^))` with means over the
        batch: the chain rule of algorithm 1 with equal terms gathered. Running averages are constants, so after a
        prediction the plain scaling is all there is. In both cases `dgamma = sum(dY x^)` and `dbeta = sum(dY)`.
        """
        dX = self._gradients.rows(len(dY))
        d_gamma_C = self._sum(lambda some: np.multiply(dY[some], self._X_hat[some], out=dX[some]), len(dY))
        d_beta_C = self._sum(lambda some: dY[some], len(dY))
        if input_gradient:
            self._propagate(dY, d_gamma_C, d_beta_C, out=dX)
        if parameter_gradients:
            self._gamma.collect(d_gamma_C)
            self._beta.collect(d_beta_C)
        return dX if input_gradient else None

    def _moments(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and biased variance of each feature, (C,) both."""
        count = X.size // X.shape[-1]
        mean = self._sum(lambda some: X[some], len(X)) / count

        memory, means = self._outputs.rows(len(X)), self._along_a_line(mean)

        def squares(some: slice) -> FloatArray:
            deviations = memory[some]
            np.subtract(X[some], means, out=deviations)
            np.square(deviations, out=deviations)
            return deviations

        return mean, self._sum(squares, len(X)) / count

    def _sum(self, terms: Callable[[slice], FloatArray], count: int) -> FloatArray:
        """The sum over all axes but the last, (C,), of terms that are made and added up a few images at a time."""
        parts = self._team.share_numbers(lambda some: _over_places(terms(some)), count, self._size)
        total: FloatArray = np.sum(parts, axis=0)
        return total

    def _propagate(self, dY: FloatArray, d_gamma_C: FloatArray, d_beta_C: FloatArray, out: FloatArray) -> None:
        count = dY.size // dY.shape[-1]
        gamma_terms, beta_terms = self._along_a_line(-d_gamma_C / count), self._along_a_line(d_beta_C / count)
        scales = self._along_a_line(self._gamma.value * self._scale_C)

        def propagate(some: slice) -> None:
            dX = out[some]
            if self._from_batch:
                np.multiply(self._X_hat[some], gamma_terms, out=dX)
                dX += dY[some]
                dX -= beta_terms
            else:
                np.copyto(dX, dY[some])
            dX *= scales

        self._team.share_numbers(propagate, len(dY), self._size)

    def _along_a_line(self, values_C: FloatArray) -> FloatArray:
        """For images, the values of a pixel once for every pixel of a line: again NumPy likes what is long."""
        return values_C if self._width is None else np.tile(values_C, (self._width, 1))

    def _average(self, moving: FloatArray, current: FloatArray) -> None:
        moving *= self._momentum
        moving += (1 - self._momentum) * current


def _over_places(X: FloatArray) -> FloatArray:
    """(..., C) to (C,): of an image, lines first, which are much longer than C numbers, as NumPy likes them."""
    lines: FloatArray = np.sum(X, axis=tuple(range(X.ndim - 2))) if X.ndim > 2 else X
    total: FloatArray = np.sum(lines, axis=0)
    return total
