"""Images that are the same picture again, slightly changed: saved anew, brighter, with more contrast, retouched.

Two measures decide, so that false alarms are rare. The first is quick: the correlation of the images' thumbnails of
8 x 8 means, an index of which finds the pairs of `_LEAST_THUMBNAIL` and more. It is a perceptual hash kept as numbers
in place of bits (compare the average hash: Krawetz, "Looks like it", 2011), blind to brightness and contrast. The
second is exact and at full size: the correlation of brightness, and that of its differences between neighbouring
pixels. Faces cut alike, and digits written alike, agree in the former; only the same picture agrees in the latter too.

The bounds were set by looking. Of faces (FER2013), every one of a sample of 96 pairs with a difference correlation of
0.6 to 0.8 was the same photograph; of house numbers (SVHN), where different photographs of one digit come closest, no
pair reaches a brightness correlation of 0.97. A picture moved by a pixel, mirrored or turned is not found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from core.data.audit.blocks import Floats, Rows, blocks_of, brightness
from core.data.audit.families import Families
from core.data.audit.neighbours import close_pairs
from core.data.dataset import UInt8Images
from core.progress import Progress

LEAST_SIDE: Final = 16
"""Of smaller images too little is known to tell a copy from a likeness; none of them are compared."""
LEAST_BRIGHTNESS: Final = 0.97
LEAST_DIFFERENCES: Final = 0.7
_LEAST_THUMBNAIL: Final = 0.95
_THUMBNAIL = 8
_PAIRS_AT_ONCE = 1_024


def first_likenesses(images: UInt8Images, first_copy: Rows, contrast: Floats, progress: Progress) -> Rows:
    """For each image the first row of all that show its picture, slightly changed or not, int64 (N,).

    Likeness is handed on: where B is near A and C near B, the three are one picture.

    Args:
        images: uint8 (N, H, W, C).
        first_copy: The first row with the same pixels, from `first_copies`.
        contrast: Of each image; blank ones are like nothing but their copies.
        progress: Told how far the work is; may raise Cancelled.
    """
    families = Families(len(images))
    for row in np.flatnonzero(first_copy != np.arange(len(images))).tolist():
        families.join(int(first_copy[row]), row)
    if min(images.shape[1:3]) >= LEAST_SIDE:
        distinct = np.flatnonzero((first_copy == np.arange(len(images))) & (contrast > 0))
        for one, other in _alike(images, distinct, families, progress):
            families.join(one, other)
    return families.heads()


def likeness(one: UInt8Images, other: UInt8Images) -> tuple[Floats, Floats]:
    """Correlation of brightness, and of its differences, of images (P, H, W, C) pair by pair: float32 (P,) each."""
    a, b = brightness(one), brightness(other)
    return _correlation(a, b), _correlation(_differences(a), _differences(b))


def _alike(images: UInt8Images, rows: Rows, families: Families, progress: Progress) -> Iterator[tuple[int, int]]:
    """Pairs of rows that are one picture by both measures, but for those whose family is known to be one already."""
    thumbnails = _thumbnails(images, rows, progress)
    for one, other in close_pairs(thumbnails, _LEAST_THUMBNAIL, "Comparing images", progress):
        a, b = rows[one], rows[other]
        while len(a):
            if len(a) > _PAIRS_AT_ONCE:
                progress("Comparing images", 0, 0)
            # Of a thousand frames of one scene not every pair has to be looked at.
            heads = families.heads()
            is_open = heads[a] != heads[b]
            a, b = a[is_open], b[is_open]
            some, others = a[:_PAIRS_AT_ONCE], b[:_PAIRS_AT_ONCE]
            bright, differences = likeness(images[some], images[others])
            is_same = (bright >= LEAST_BRIGHTNESS) & (differences >= LEAST_DIFFERENCES)
            yield from zip(some[is_same].tolist(), others[is_same].tolist(), strict=True)
            a, b = a[_PAIRS_AT_ONCE:], b[_PAIRS_AT_ONCE:]


def _thumbnails(images: UInt8Images, rows: Rows, progress: Progress) -> Floats:
    """Means of 8 x 8 areas of brightness, without their own mean and of length 1: float32 (R, 64)."""
    height, width = images.shape[1:3]
    down, across = _averaging(height), _averaging(width).T
    found = np.empty((len(images), _THUMBNAIL**2), np.float32)
    for start, block in blocks_of(images, "Making thumbnails", progress):
        found[start : start + len(block)] = (down @ brightness(block) @ across).reshape(len(block), -1)
    chosen = found[rows]
    chosen -= chosen.mean(axis=1, keepdims=True)
    chosen /= np.maximum(np.linalg.norm(chosen, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return chosen


def _averaging(length: int) -> Floats:
    """A matrix (8, length) that takes the means of 8 equal stretches; pixels on a border count for both sides."""
    edges = np.linspace(0, length, _THUMBNAIL + 1)
    pixels = np.arange(length)
    covered = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    shares = np.maximum(covered, 0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def _differences(a: Floats) -> Floats:
    """Differences down and across: (P, H, W) to (P, 2, H-1, W-1)."""
    return np.stack([np.diff(a, axis=1)[:, :, :-1], np.diff(a, axis=2)[:, :-1]], axis=1)


def _correlation(a: Floats, b: Floats) -> Floats:
    """Pearson's, of each pair along the first axis; 0 where one of them does not vary."""
    size = math.prod(a.shape[1:])
    x, y = a.reshape(-1, size), b.reshape(-1, size)
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    lengths = np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    return np.asarray((x * y).sum(axis=1) / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)
