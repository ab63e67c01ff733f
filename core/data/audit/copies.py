"""Images that are equal in every pixel."""

from __future__ import annotations

import hashlib

import numpy as np

from core.data.audit.blocks import Rows, blocks_of
from core.data.dataset import UInt8Images
from core.progress import Progress


def first_copies(images: UInt8Images, progress: Progress) -> Rows:
    """For each image the first row that has the same pixels, int64 (N,); its own row where it has no earlier copy.

    Pixels are compared by their SHA-256, after decoding: two files of different bytes can hold the same pixels.
    """
    first: dict[bytes, int] = {}
    found = np.empty(len(images), np.int64)
    for start, block in blocks_of(images, "Looking for copies", progress):
        for row, image in enumerate(np.ascontiguousarray(block), start):
            found[row] = first.setdefault(hashlib.sha256(image.data).digest(), row)
    return found
