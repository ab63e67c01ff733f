"""Batches: rows of bytes gathered, augmented for training, and normalised just before they are used."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import partial
from itertools import cycle
from typing import Any

import numpy as np
import numpy.typing as npt

from core.backends.aligned import aligned_zeros
from core.data.dataset import UInt8Images
from core.network.parameters import FloatArray, FloatType
from core.preprocessing.augmentation import Augmenter
from core.preprocessing.pipeline import Pipeline
from core.training.ahead import ahead
from core.training.threads import has_free_core

Rows = npt.NDArray[np.int64]
Batches = tuple[FloatArray, npt.NDArray[np.int64]]


class _Buffers:
    """Memory for the images of one call, as large as the largest call so far.

    Args:
        image_shape: (H, W, C).
        dtype: Of the floats.
    """

    def __init__(self, image_shape: tuple[int, ...], dtype: FloatType) -> None:
        self._shape, self._dtype = image_shape, dtype
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def bytes(self, count: int, use: str) -> UInt8Images:
        """(count, H, W, C) uint8, one array for each use."""
        array: UInt8Images = self._rows(count, use, np.dtype(np.uint8))
        return array

    def floats(self, count: int) -> FloatArray:
        """(count, H, W, C) of the type asked for."""
        array: FloatArray = self._rows(count, "floats", self._dtype)
        return array

    def _rows(self, count: int, use: str, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
        array = self._arrays.get(use)
        if array is None or len(array) < count:
            array = self._arrays[use] = aligned_zeros((count, *self._shape), dtype)
        return array[:count]


class BatchLoader:
    """Gathers images into buffers that are allocated once.

    Args:
        images: (N, H, W, C) uint8, after the byte part of the pipeline; may be a memory map.
        labels: int64 (N,).
        pipeline: Normalises each batch.
        dtype: float32 or float64.
        augmenter: Changes the images that are trained on; None leaves them as they are.
        works_ahead: Whether images are augmented one call ahead, on another thread; None: where a core is free for it.
            The images are the same.
    """

    def __init__(
        self,
        images: UInt8Images,
        labels: npt.NDArray[np.int64],
        pipeline: Pipeline,
        dtype: FloatType,
        augmenter: Augmenter | None = None,
        works_ahead: bool | None = None,
    ) -> None:
        self._images, self._labels, self._pipeline = images, labels, pipeline
        self._augmenter, self._works_ahead = augmenter, works_ahead
        self._buffers = [_Buffers(images.shape[1:], dtype) for _ in range(2)]

    def batches(self, rows: Rows, batch_size: int, batches_per_call: int = 1) -> Generator[Batches]:
        """Images and labels in the order of `rows`, a few batches at a time.

        Args:
            rows: (R,) which images, shuffled by the caller where that is wanted.
            batch_size: B; the last batch has what is left.
            batches_per_call: K at most; the last, smaller batch comes on its own.

        Yields:
            X (K, B, H, W, C) in a buffer that is overwritten at the next step, and y (K, B).
        """
        for first, last, size in _calls(len(rows), batch_size, batches_per_call):
            chosen = rows[first:last]
            yield self._normalized(self._gathered(chosen, self._buffers[0]), chosen, size, self._buffers[0])

    def training_batches(
        self, rows: Rows, epoch: int, batch_size: int, batches_per_call: int = 1
    ) -> Generator[Batches]:
        """The batches of an epoch, augmented where there is an augmenter.

        Augmenting takes about as long as a small network's step, so it can be done one call ahead, on another thread:
        close the iterator where it is left early.

        Args:
            rows: As in `batches`, all of the epoch's.
            epoch: Counts from 1.
            batch_size: As in `batches`.
            batches_per_call: Likewise.
        """
        if self._augmenter is None:
            yield from self.batches(rows, batch_size, batches_per_call)
            return
        calls = (
            partial(self._augmented, self._augmenter, rows[first:last], epoch, first, size, buffers)
            for (first, last, size), buffers in zip(
                _calls(len(rows), batch_size, batches_per_call), cycle(self._buffers), strict=False
            )
        )
        if has_free_core() if self._works_ahead is None else self._works_ahead:
            yield from ahead(calls)
        else:
            yield from (call() for call in calls)

    def _augmented(
        self, augmenter: Augmenter, rows: Rows, epoch: int, first: int, batch_size: int, buffers: _Buffers
    ) -> Batches:
        changed = buffers.bytes(len(rows), "augmented")
        augmenter.augment(self._gathered(rows, buffers), epoch, first, out=changed)
        return self._normalized(changed, rows, batch_size, buffers)

    def _gathered(self, rows: Rows, buffers: _Buffers) -> UInt8Images:
        # "clip" spares NumPy a buffer that it needs for raising half way; the rows are known to be valid.
        return np.take(self._images, rows, axis=0, out=buffers.bytes(len(rows), "gathered"), mode="clip")

    def _normalized(self, images: UInt8Images, rows: Rows, batch_size: int, buffers: _Buffers) -> Batches:
        X = self._pipeline.to_floats(images, out=buffers.floats(len(rows)))
        return X.reshape(-1, batch_size, *X.shape[1:]), self._labels[rows].reshape(-1, batch_size)


def _calls(count: int, batch_size: int, batches_per_call: int) -> Iterator[tuple[int, int, int]]:
    """First row, end and batch size of each call; the last, smaller batch comes on its own."""
    whole = count // batch_size * batch_size
    stride = batch_size * batches_per_call
    for first in range(0, whole, stride):
        yield first, min(first + stride, whole), batch_size
    if whole < count:
        yield whole, count, count - whole
