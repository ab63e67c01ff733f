"""Answers from several views of the same image together: mirrored, a little smaller, a little larger.

Each view is linear in the image. For a channel X (H, W) it is `R X C'`, with a matrix for the rows and one for the
columns, so that the gradient with respect to the image itself is `R' G C`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from core.experiment.spec import PredictionSpec
from core.network.parameters import FloatArray


@dataclass(frozen=True)
class View:
    """A way to look at an image.

    Attributes:
        scale: Enlarged so many times about its middle; what was outside repeats the edge.
        is_mirrored: Whether left and right change places.
    """

    scale: float = 1.0
    is_mirrored: bool = False

    def of(self, X_BHWC: FloatArray) -> FloatArray:
        """How images (B, H, W, C) look this way; the same array where they look as they are."""
        if self.scale != 1:
            X_BHWC = _resampled(X_BHWC, *self._matrices(X_BHWC.shape[1:3]))
        if self.is_mirrored:
            mirrored: FloatArray = np.ascontiguousarray(X_BHWC[:, :, ::-1])
            return mirrored
        return X_BHWC

    def matrices(self, height: int, width: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """R (height, height) and C (width, width) of what `of` does, mirroring included."""
        rows, columns = self._matrices((height, width))
        return rows, columns[::-1] if self.is_mirrored else columns

    def back(self, G_HWC: FloatArray) -> FloatArray:
        """A gradient with respect to the view (H, W, C) as one with respect to the image."""
        if self.is_mirrored:
            G_HWC = np.ascontiguousarray(G_HWC[:, ::-1])
        if self.scale == 1:
            return G_HWC
        rows, columns = self._matrices(G_HWC.shape[:2])
        gradient: FloatArray = _resampled(G_HWC[None], rows.T, columns.T)[0]
        return gradient

    def _matrices(self, shape: tuple[int, ...]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        height, width = shape
        return _zooming(height, self.scale), _zooming(width, self.scale)


def views_of(prediction: PredictionSpec) -> list[View]:
    """All views that an answer is the mean of; the image as it is comes first."""
    scales = [1.0, 1 - prediction.zoom, 1 + prediction.zoom] if prediction.zoom else [1.0]
    return [View(scale, mirrored) for scale in scales for mirrored in (False, True)[: 1 + prediction.mirrored]]


def mean_over_views(
    predict: Callable[[FloatArray], FloatArray], X_BHWC: FloatArray, prediction: PredictionSpec
) -> FloatArray:
    """The mean of a model's probabilities over all views of each image, (B, classes).

    As many passes of B images as there are views: a row of a larger product differs in the last digits.

    Args:
        predict: From images (B, H, W, C) to probabilities (B, classes).
        X_BHWC: Images, as the first layer receives them.
        prediction: Which views.
    """
    first, *others = views_of(prediction)
    if not others:
        return predict(X_BHWC)
    # The engine may give the same buffer again.
    probabilities = predict(first.of(X_BHWC)).copy()
    for view in others:
        probabilities += predict(view.of(X_BHWC))
    probabilities /= 1 + len(others)
    return probabilities


def _resampled(X_BHWC: FloatArray, rows_HH: FloatArray, columns_WW: FloatArray) -> FloatArray:
    batch, height, width, channels = X_BHWC.shape
    rows, columns = (matrix.astype(X_BHWC.dtype) for matrix in (rows_HH, columns_WW))
    Y = rows @ X_BHWC.reshape(batch, height, width * channels)
    resampled: FloatArray = columns @ Y.reshape(X_BHWC.shape)
    return resampled


@cache
def _zooming(size: int, scale: float) -> npt.NDArray[np.float64]:
    """(size, size): what each pixel of an enlarged line takes of the pixels of the line, between the two nearest."""
    middle = (size - 1) / 2
    places = np.clip(middle + (np.arange(size) - middle) / scale, 0, size - 1)
    # Each takes of a pixel what is left of 1 at its distance.
    matrix: npt.NDArray[np.float64] = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(size)))
    return matrix
