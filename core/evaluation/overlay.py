"""A map of what mattered, laid over the picture that it is about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageColor

from core.data.dataset import UInt8Images
from core.vision.boxes import Box
from resources.palette import DARK

FOR, AGAINST = "blue", "orange"
"""What the colours of numbers above and below zero are called."""
# The picture steps back, in shades of gray, so that every colour is the map's.
_BRIGHTNESS = 0.55
_MOST_COVERED = 0.85
_WEIGHTS_OF_COLORS = np.array([0.299, 0.587, 0.114], np.float32)


def overlaid(picture: UInt8Images, values: npt.NDArray[np.float64], place: Box | None = None) -> UInt8Images:
    """The picture in dim gray under the colours of a map: the larger a number, the less is seen of what is below.

    Args:
        picture: uint8 (H, W, C), C = 1 or 3.
        values: (h, w) from -1 to 1, stretched smoothly over what the network got to see of the picture.
        place: Which part that was, which may reach beyond the picture; None for the whole.

    Returns:
        uint8 (H, W, 3).
    """
    height, width, _ = picture.shape
    numbers = _stretched(values, (width, height), place or Box(0, 0, width, height))
    cover = np.abs(numbers) * np.float32(_MOST_COVERED)
    under = _gray(picture) * np.float32(_BRIGHTNESS) * (1 - cover)
    result = np.empty((height, width, 3), np.uint8)
    for channel, (below, above) in enumerate(zip(_color(DARK.negative), _color(DARK.positive), strict=True)):
        result[..., channel] = np.rint(under + cover * np.where(numbers < 0, np.float32(below), np.float32(above)))
    return result


def _stretched(values: npt.NDArray[np.float64], size: tuple[int, int], place: Box) -> npt.NDArray[np.float32]:
    """The map in its place of a picture (width, height), which is 0 elsewhere; turned as what is in that place is."""
    part = Image.fromarray(values.astype(np.float32)).resize((place.width, place.height), Image.Resampling.BILINEAR)
    if place.tilt:
        part = part.rotate(-place.tilt, Image.Resampling.BILINEAR, expand=True)
    whole = Image.new("F", size, 0.0)
    corner = Box.around(place.center, *part.size)
    whole.paste(part, (corner.x, corner.y))
    return np.asarray(whole)


def _gray(picture: UInt8Images) -> npt.NDArray[np.float32]:
    if picture.shape[-1] == 1:
        return picture[..., 0].astype(np.float32)
    gray: npt.NDArray[np.float32] = picture.astype(np.float32) @ _WEIGHTS_OF_COLORS
    return gray


def _color(name: str) -> tuple[int, ...]:
    return ImageColor.getrgb(name)
