"""Batches: rows of bytes gathered and normalised just before they are used."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from core.data.dataset import UInt8Images
from core.network.parameters import FloatArray, FloatType
from core.preprocessing.pipeline import Pipeline

Batches = tuple[FloatArray, npt.NDArray[np.int64]]


class BatchLoader:
    """Gathers images into buffers that are allocated once.

    Args:
        images: (N, H, W, C) uint8, after the byte part of the pipeline; may be a memory map.
        labels: int64 (N,).
        pipeline: Normalises each batch.
        dtype: float32 or float64.
    """

    def __init__(
        self, images: UInt8Images, labels: npt.NDArray[np.int64], pipeline: Pipeline, dtype: FloatType
    ) -> None:
        self._images, self._labels, self._pipeline = images, labels, pipeline
        self._bytes: UInt8Images = np.empty((0, *images.shape[1:]), np.uint8)
        self._floats: FloatArray = np.empty((0, *images.shape[1:]), dtype)

    def batches(self, rows: npt.NDArray[np.int64], batch_size: int, batches_per_call: int = 1) -> Iterator[Batches]:
        """Images and labels in the order of `rows`, a few batches at a time.

        Args:
            rows: (R,) which images, shuffled by the caller where that is wanted.
            batch_size: B; the last batch has what is left.
            batches_per_call: K at most; the last, smaller batch comes on its own.

        Yields:
            X (K, B, H, W, C) in a buffer that is overwritten at the next step, and y (K, B).
        """
        whole = len(rows) // batch_size * batch_size
        stride = batch_size * batches_per_call
        for start in range(0, whole, stride):
            yield self._gather(rows[start : min(start + stride, whole)], batch_size)
        if whole < len(rows):
            yield self._gather(rows[whole:], len(rows) - whole)

    def _gather(self, rows: npt.NDArray[np.int64], batch_size: int) -> Batches:
        if len(rows) > len(self._bytes):
            self._bytes = np.empty((len(rows), *self._bytes.shape[1:]), np.uint8)
            self._floats = np.empty(self._bytes.shape, self._floats.dtype)
        gathered, floats = self._bytes[: len(rows)], self._floats[: len(rows)]
        # "clip" spares NumPy a buffer that it needs for raising half way; the rows are known to be valid.
        np.take(self._images, rows, axis=0, out=gathered, mode="clip")
        X = self._pipeline.to_floats(gathered, out=floats)
        return X.reshape(-1, batch_size, *X.shape[1:]), self._labels[rows].reshape(-1, batch_size)
