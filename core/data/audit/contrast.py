"""Images with nothing on them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.data.audit.blocks import Floats, blocks_of, brightness
from core.data.dataset import UInt8Images
from core.progress import Progress

NEARLY_UNIFORM = 3.0
"""Below this standard deviation of brightness (of 255) an eye sees one plain surface."""


def contrasts(images: UInt8Images, progress: Progress) -> Floats:
    """Standard deviation of each image's brightness, float32 (N,); exactly 0 where all pixels have one colour."""
    found = np.empty(len(images), np.float32)
    for start, block in blocks_of(images, "Looking for blank images", progress):
        pixels = block.reshape(len(block), -1, block.shape[3])
        is_blank = (pixels == pixels[:, :1]).all(axis=(1, 2))
        deviation = brightness(block).reshape(len(block), -1).std(axis=1)
        # Different colours can be equally bright: only one colour throughout is a zero.
        found[start : start + len(block)] = np.where(is_blank, 0, np.maximum(deviation, np.finfo(np.float32).tiny))
    return found


def blank_images(contrast: Floats) -> npt.NDArray[np.bool_]:
    """Which images are one colour throughout, by their contrasts."""
    return np.asarray(contrast == 0)


def nearly_uniform_images(contrast: Floats) -> npt.NDArray[np.bool_]:
    """Which are not blank, but show next to nothing."""
    return np.asarray((contrast > 0) & (contrast < NEARLY_UNIFORM))
