"""The one way from a picture to the numbers that a network receives.

It has two parts. The first maps bytes to bytes (grayscale) and can be done once for a whole dataset; the second maps
bytes to floating point and is done for each batch just before it is used, so that data stays a byte a value in memory.
Whatever it learns, it learns from training images alone, and it is saved with the model: a prediction takes exactly the
path that training took.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.data.dataset import UInt8Images
from core.experiment.spec import PreprocessingSpec
from core.network.parameters import FloatArray

_BLOCK = 4096
# A blank image has no deviation to divide by; one grey level is the least that can be told apart.
LEAST_DEVIATION = 1 / 255


class Pipeline(BaseModel):
    """A fitted preprocessing, part of every saved model.

    Attributes:
        height: Rows of the images the network was trained on; other pictures are resized to it.
        width: Columns, likewise.
        channels: 1 (gray) or 3 (RGB), as the network receives them.
        normalization: See `PreprocessingSpec`.
        mean: Of each channel over the training images, in 0..1; used by "dataset" normalisation.
        deviation: Standard deviation of each channel, likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    height: int = Field(ge=1, le=4096)
    width: int = Field(ge=1, le=4096)
    channels: Literal[1, 3]
    normalization: Literal["unit", "dataset", "image"]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    @model_validator(mode="after")
    def _has_its_moments(self) -> Self:
        """Whoever opens a damaged bundle learns of it here, and not from infinite inputs."""
        fitted = self.channels if self.normalization == "dataset" else 0
        if len(self.mean) != fitted or len(self.deviation) != fitted or any(one <= 0 for one in self.deviation):
            raise ValueError("mean and deviation do not fit the channels")
        return self

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of what the first layer receives."""
        return self.height, self.width, self.channels

    def to_bytes(self, images: UInt8Images) -> UInt8Images:
        """Bring stored images (N, H, W, C) to this pipeline's channels; the same array where they are right already."""
        return with_channels(images, self.channels)

    def to_floats(self, images: UInt8Images, out: FloatArray) -> FloatArray:
        """Normalise a batch.

        Args:
            images: (B, H, W, channels) uint8, as `to_bytes` gives them.
            out: (B, H, W, channels) float array for the result.
        """
        # Copying with a cast and scaling in place is twice as fast as one multiplication of mixed types.
        np.copyto(out, images)
        out *= 1 / 255
        if self.normalization == "dataset":
            out -= np.asarray(self.mean, out.dtype)
            out /= np.asarray(self.deviation, out.dtype)
        elif self.normalization == "image":
            _standardize_each(out)
        return out


def fit_pipeline(spec: PreprocessingSpec, images: UInt8Images, training_rows: npt.NDArray[np.int64]) -> Pipeline:
    """Learn a pipeline from training images.

    Args:
        spec: What to do.
        images: (N, H, W, C) uint8, all images of the dataset.
        training_rows: Which of them may be learned from.
    """
    _, height, width, _ = images.shape
    channels: Literal[1, 3] = 1 if spec.color == "grayscale" else 3
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    if spec.normalization == "dataset":
        mean, deviation = _moments(with_channels(block, channels) for block in _blocks(images, training_rows))
    return Pipeline(
        height=height,
        width=width,
        channels=channels,
        normalization=spec.normalization,
        mean=mean,
        deviation=deviation,
    )


def with_channels(images: UInt8Images, channels: int) -> UInt8Images:
    """Images (N, H, W, C) with 1 or 3 channels; the same array where it has them already."""
    if images.shape[-1] == channels:
        return images
    return np.repeat(images, 3, axis=-1) if channels == 3 else grayscale(images)


def grayscale(images: UInt8Images) -> UInt8Images:
    """Brightness of RGB images: (..., 3) uint8 to (..., 1) uint8.

    The weights are those of ITU-R BT.601, in the same 16-bit integer arithmetic as Pillow's conversion to "L".
    """
    gray = images[..., 0] * np.uint32(19_595)
    gray += images[..., 1] * np.uint32(38_470)
    gray += images[..., 2] * np.uint32(7_471)
    gray += 0x8000
    gray >>= 16
    return gray.astype(np.uint8)[..., None]


def _blocks(images: UInt8Images, rows: npt.NDArray[np.int64]) -> Iterator[UInt8Images]:
    for start in range(0, len(rows), _BLOCK):
        yield images[rows[start : start + _BLOCK]]


def _moments(blocks: Iterator[UInt8Images]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation of each channel in 0..1, exactly, from counts of the 256 levels."""
    counts: npt.NDArray[np.int64] = sum(_level_counts(block) for block in blocks)  # type: ignore[assignment]
    levels = np.arange(256) / 255
    total = counts.sum(axis=1)
    mean = counts @ levels / total
    variance = counts @ levels**2 / total - mean**2
    deviation = np.sqrt(np.maximum(variance, LEAST_DEVIATION**2))
    return tuple(mean.tolist()), tuple(deviation.tolist())


def _level_counts(images: UInt8Images) -> npt.NDArray[np.int64]:
    """How often each level occurs in each channel: (C, 256)."""
    channels = range(images.shape[-1])
    return np.stack([np.bincount(images[..., channel].ravel(), minlength=256) for channel in channels])


def _standardize_each(images: FloatArray) -> None:
    """Subtract each image's mean and divide by its deviation, in place."""
    flat = images.reshape(len(images), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    # einsum squares and sums without an array of squares in between.
    deviation = np.sqrt(np.einsum("bi,bi->b", flat, flat) / flat.shape[1])
    flat /= np.maximum(deviation, LEAST_DEVIATION)[:, None]
