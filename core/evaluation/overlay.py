"""A map of what mattered, laid over the picture that it is about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageColor

from core.data.dataset import UInt8Images
from resources.palette import DARK

FOR, AGAINST = "blue", "orange"
"""What the colours of numbers above and below zero are called."""
# The picture steps back, in shades of gray, so that every colour is the map's.
_BRIGHTNESS = 0.55
_MOST_COVERED = 0.85
_WEIGHTS_OF_COLORS = np.array([0.299, 0.587, 0.114], np.float32)


def overlaid(picture: UInt8Images, values: npt.NDArray[np.float64]) -> UInt8Images:
    """The picture in dim gray under the colours of a map: the larger a number, the less is seen of what is below.

    Args:
        picture: uint8 (H, W, C), C = 1 or 3.
        values: (h, w) from -1 to 1, stretched smoothly over the whole picture, as the picture was to the network.

    Returns:
        uint8 (H, W, 3).
    """
    height, width, _ = picture.shape
    stretched = Image.fromarray(values.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    numbers = np.asarray(stretched)
    cover = np.abs(numbers) * np.float32(_MOST_COVERED)
    under = _gray(picture) * np.float32(_BRIGHTNESS) * (1 - cover)
    result = np.empty((height, width, 3), np.uint8)
    for channel, (below, above) in enumerate(zip(_color(DARK.negative), _color(DARK.positive), strict=True)):
        result[..., channel] = np.rint(under + cover * np.where(numbers < 0, np.float32(below), np.float32(above)))
    return result


def _gray(picture: UInt8Images) -> npt.NDArray[np.float32]:
    if picture.shape[-1] == 1:
        return picture[..., 0].astype(np.float32)
    gray: npt.NDArray[np.float32] = picture.astype(np.float32) @ _WEIGHTS_OF_COLORS
    return gray


def _color(name: str) -> tuple[int, ...]:
    return ImageColor.getrgb(name)
