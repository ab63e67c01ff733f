"""Going through many images in pieces that fit the processor's cache and leave time to cancel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from core.data.dataset import UInt8Images
from core.progress import Progress

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_BYTES = 4 * 2**20
# ITU-R BT.601, as in Pillow's conversion to "L".
_WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)


def blocks_of(images: UInt8Images, stage: str, progress: Progress) -> Iterator[tuple[int, UInt8Images]]:
    """The images in order, some at a time, each time with the number of the first one."""
    size = max(1, _BYTES // max(1, images[:1].nbytes))
    for start in range(0, len(images), size):
        progress(stage, start, len(images))
        yield start, images[start : start + size]
    progress(stage, len(images), len(images))


def brightness(images: UInt8Images) -> Floats:
    """Brightness from 0 to 255: (N, H, W, 1 or 3) uint8 to (N, H, W) float32."""
    if images.shape[3] == 1:
        return images[..., 0].astype(np.float32)
    return images.astype(np.float32) @ _WEIGHTS
