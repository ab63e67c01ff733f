"""Training-time augmentation: images changed at random, bytes to bytes, between gathering and normalising.

What is drawn for an image follows from the seed, the epoch and the image's position in that epoch alone. So it does not
depend on how batches are grouped or who asks for them when, and a resumed run is bit for bit an unbroken one.

OpenCV resamples, in fixed-point arithmetic on bytes: ten times as fast as floating point would be here. It is loaded
with the first `Augmenter`, not with this module.
"""

from __future__ import annotations

from enum import IntEnum, auto
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from core.data.dataset import UInt8Images
from core.experiment.augmentation import AugmentationSpec
from core.experiment.randomness import Stream, generator

Doubles = npt.NDArray[np.float64]

# Zhong et al. 2017, section 4.2 and table 3: the smallest area erased, and how far from square a rectangle may be.
_LEAST_AREA = 0.02
_MOST_ELONGATED = 10 / 3


class _Draw(IntEnum):
    """Which of an image's draws is for what; all are drawn always, so that one setting leaves the others' alone."""

    FLIP = 0
    SHIFT_X = auto()
    SHIFT_Y = auto()
    ROTATION = auto()
    ZOOM = auto()
    BRIGHTNESS = auto()
    CONTRAST = auto()
    POLARITY = auto()
    ERASING = auto()
    AREA = auto()
    ASPECT = auto()
    LEFT = auto()
    TOP = auto()
    NOISE = auto()


def augments(spec: AugmentationSpec) -> bool:
    """Whether a specification asks for any change."""
    strengths = spec.model_dump(exclude={"erasing_area"})
    return any(strengths.values())


class Augmenter:
    """Changes batches of images as a specification says; to any number of threads.

    Geometry is composed into one affine matrix and resampled once, bilinearly: every further resampling would blur.
    What it uncovers repeats the nearest pixel of the border. A border of one colour would be an edge that no picture
    has, and a mirrored one a second copy of what is near it, such as half a digit.

    Args:
        spec: What to draw.
        seed: Of the experiment.
        image_shape: (H, W, C), C = 1 or 3.
    """

    def __init__(self, spec: AugmentationSpec, seed: int, image_shape: tuple[int, int, int]) -> None:
        self._spec, self._seed = spec, seed
        self._height, self._width, _ = self._shape = image_shape
        # By name, so that this module is read without it.
        self._cv2: Any = import_module("cv2")
        # Images are small, and the matrix library's threads are at work beside this.
        self._cv2.setNumThreads(1)

    def augment(self, images: UInt8Images, epoch: int, first: int, out: UInt8Images) -> None:
        """Change consecutive images of an epoch.

        Args:
            images: (B, H, W, C) uint8, as they are; left alone.
            epoch: Counts from 1.
            first: Position of the first of them in the epoch, from 0.
            out: (B, H, W, C) uint8 for the result, contiguous.
        """
        draws_BK = self._draws(len(images), epoch, first)
        self._move(images, draws_BK, out)
        self._tone(images, draws_BK, out)
        self._erase(draws_BK, epoch, out)

    def _draws(self, count: int, epoch: int, first: int) -> Doubles:
        """Numbers in [0, 1) for so many images, (B, K)."""
        rng = generator(self._seed, Stream.AUGMENTATION, epoch, 0)
        # One step of the generator is one number, so any position can be gone to at once.
        rng.bit_generator.advance(first * len(_Draw))  # type: ignore[attr-defined]
        return rng.random((count, len(_Draw)))

    def _move(self, images: UInt8Images, draws_BK: Doubles, out: UInt8Images) -> None:
        spec = self._spec
        if not (spec.shift or spec.rotation or spec.zoom):
            # To mirror alone takes no resampling.
            np.copyto(out, images)
            mirrored = np.flatnonzero(draws_BK[:, _Draw.FLIP] < spec.flip)
            out[mirrored] = images[mirrored][:, :, ::-1]
            return
        matrices_B23 = _matrices(spec, draws_BK, self._height, self._width)
        warp, size = self._cv2.warpAffine, (self._width, self._height)
        flags = self._cv2.INTER_LINEAR | self._cv2.WARP_INVERSE_MAP
        border = self._cv2.BORDER_REPLICATE
        for image, matrix, changed in zip(images, matrices_B23, out, strict=True):
            warp(image, matrix, size, changed, flags, border)

    def _tone(self, images: UInt8Images, draws_BK: Doubles, out: UInt8Images) -> None:
        """Replace every level of an image by another; where the means are is told by the images as they were."""
        spec = self._spec
        if not (spec.brightness or spec.contrast or spec.polarity):
            return
        flat = images.reshape(len(images), -1)
        # Faster than the mean, which goes through floating point.
        means_B = flat.sum(axis=1, dtype=np.uint32) / flat.shape[1]
        tables_BL = _tables(spec, draws_BK, means_B)
        look_up = self._cv2.LUT
        for changed, table in zip(out, tables_BL, strict=True):
            look_up(changed, table, changed)

    def _erase(self, draws_BK: Doubles, epoch: int, out: UInt8Images) -> None:
        """Cover rectangles with random levels, the best filling in Zhong et al. (2017), table 4.

        The levels are cut from one strip of noise an epoch, each rectangle's at a place of its own.
        """
        erased_B = draws_BK[:, _Draw.ERASING] < self._spec.erasing
        if not erased_B.any():
            return
        size = self._height * self._width * self._shape[2]
        noise = generator(self._seed, Stream.AUGMENTATION, epoch, 1).integers(0, 256, 2 * size, np.uint8)
        rectangles = _rectangles(self._spec, draws_BK[erased_B], self._height, self._width)
        starts = (draws_BK[erased_B, _Draw.NOISE] * size).astype(np.int64)
        for index, (top, left, height, width), start in zip(
            np.flatnonzero(erased_B), rectangles.tolist(), starts.tolist(), strict=True
        ):
            part = out[index, top : top + height, left : left + width]
            part[...] = noise[start : start + part.size].reshape(part.shape)


_LEVELS = np.arange(256, dtype=np.float32)


def _matrices(spec: AugmentationSpec, draws_BK: Doubles, height: int, width: int) -> Doubles:
    """From a pixel of the result to its place in the image, (B, 2, 3).

    About the centre c, a point p of the image goes to `q = c + R S F (p - c) + t`, with F to mirror, S to zoom, R to
    turn and t to shift. Asked the other way round, `p = A q + (c - A (c + t))` with `A = F^-1 S^-1 R^-1`.
    """
    signed_BK = 2 * draws_BK - 1
    angle_B = np.deg2rad(spec.rotation * signed_BK[:, _Draw.ROTATION])
    # Twice as large is as likely as half as large.
    shrink_B = (1 + spec.zoom) ** -signed_BK[:, _Draw.ZOOM]
    mirror_B = np.where(draws_BK[:, _Draw.FLIP] < spec.flip, -1.0, 1.0)
    cos_B, sin_B = shrink_B * np.cos(angle_B), shrink_B * np.sin(angle_B)
    A_B22 = np.stack([mirror_B * cos_B, mirror_B * sin_B, -sin_B, cos_B], axis=1).reshape(-1, 2, 2)
    centre_2 = np.array([width - 1, height - 1]) / 2
    shift_B2 = spec.shift * signed_BK[:, [_Draw.SHIFT_X, _Draw.SHIFT_Y]] * (width, height)
    offset_B2 = centre_2 - np.einsum("bij,bj->bi", A_B22, centre_2 + shift_B2)
    return np.concatenate([A_B22, offset_B2[:, :, None]], axis=2)


def _tables(spec: AugmentationSpec, draws_BK: Doubles, means_B: Doubles) -> npt.NDArray[np.uint8]:
    """The level that takes the place of each level, (B, 256): `mean + contrast (x - mean) + brightness`, rounded."""
    signed_BK = 2 * draws_BK - 1
    slopes_B = 1 + spec.contrast * signed_BK[:, _Draw.CONTRAST]
    offsets_B = (1 - slopes_B) * means_B + 255 * spec.brightness * signed_BK[:, _Draw.BRIGHTNESS]
    tables_BL = slopes_B.astype(np.float32)[:, None] * _LEVELS
    tables_BL += offsets_B.astype(np.float32)[:, None]
    np.rint(tables_BL, out=tables_BL)
    np.clip(tables_BL, 0, 255, out=tables_BL)
    bytes_BL = tables_BL.astype(np.uint8)
    bytes_BL[draws_BK[:, _Draw.POLARITY] < spec.polarity] ^= 255
    return bytes_BL


def _rectangles(spec: AugmentationSpec, draws_BK: Doubles, height: int, width: int) -> npt.NDArray[np.int64]:
    """Top, left, height and width of what is erased, (B, 4), at least one pixel (Zhong et al. 2017, algorithm 1).

    Where the algorithm draws again, because a rectangle is longer than a side, it is cut at the side here: the number
    of draws an image takes is fixed.
    """
    area_B = height * width * (_LEAST_AREA + (spec.erasing_area - _LEAST_AREA) * draws_BK[:, _Draw.AREA])
    aspect_B = _MOST_ELONGATED ** (2 * draws_BK[:, _Draw.ASPECT] - 1)
    heights_B = np.rint(np.sqrt(area_B * aspect_B)).clip(1, height)
    widths_B = np.rint(np.sqrt(area_B / aspect_B)).clip(1, width)
    tops_B = np.floor(draws_BK[:, _Draw.TOP] * (height - heights_B + 1))
    lefts_B = np.floor(draws_BK[:, _Draw.LEFT] * (width - widths_B + 1))
    return np.stack([tops_B, lefts_B, heights_B, widths_B], axis=1).astype(np.int64)
