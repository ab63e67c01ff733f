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


def overlaid(
    picture: UInt8Images, values: npt.NDArray[np.float64], area: tuple[int, int, int, int] | None = None
) -> UInt8Images:
    """The picture in dim gray under the colours of a map: the larger a number, the less is seen of what is below.

    Args:
        picture: uint8 (H, W, C), C = 1 or 3.
        values: (h, w) from -1 to 1, stretched smoothly over what the network was given of the picture.
        area: Left, top, width and height of that, in pixels, also beyond the picture; None for the whole picture.

    Returns:
        uint8 (H, W, 3).
    """
    height, width, _ = picture.shape
    left, top, *size = area or (0, 0, width, height)
    stretched = Image.fromarray(values.astype(np.float32)).resize((size[0], size[1]), Image.Resampling.BILINEAR)
    whole = Image.new("F", (width, height))
    whole.paste(stretched, (left, top))
    numbers = np.asarray(whole)
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
