"""Square pieces cut out of a picture of grays, upright or turned: what a detector looks at, one at a time."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Grays = npt.NDArray[np.uint8]


class Window(NamedTuple):
    """A square that may be turned.

    Attributes:
        x, y: Its middle, in pixels of the picture.
        side: In the same pixels.
        tilt: By how many degrees it is turned clockwise.
    """

    x: float
    y: float
    side: float
    tilt: float = 0.0


def cut(picture: Grays, window: Window, size: int) -> Grays:
    """What is in a window, upright: uint8 (size, size).

    Beyond the picture, its border is repeated. A window that is made smaller is averaged.

    Args:
        picture: (H, W) uint8.
        window: Which part.
        size: Pixels of the result's side.
    """
    import cv2  # noqa: PLC0415 - takes its time, and only who looks for something needs it

    near, x, y, scale = _reduced(picture, window, size)
    step = window.side * scale / size
    angle = math.radians(window.tilt)
    cosine, sine = step * math.cos(angle), step * math.sin(angle)
    middle = (size - 1) / 2
    # From a place in the result to one in the picture.
    inverse = np.array(
        [[cosine, -sine, x - middle * (cosine - sine)], [sine, cosine, y - middle * (sine + cosine)]], np.float64
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(near, inverse, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _reduced(picture: Grays, window: Window, size: int) -> tuple[Grays, float, float, float]:
    """The surroundings of a window with at most two pixels for one of the result, and where its middle is in them."""
    import cv2  # noqa: PLC0415

    reach = window.side * 0.75 + 2
    height, width = picture.shape
    left, right = _range(window.x, reach, width)
    top, bottom = _range(window.y, reach, height)
    near = picture[top:bottom, left:right]
    scale = min(2 * size / window.side, 1.0)
    if scale < 1:
        wanted = max(round(near.shape[1] * scale), 1), max(round(near.shape[0] * scale), 1)
        near = np.asarray(cv2.resize(near, wanted, interpolation=cv2.INTER_AREA), np.uint8)
    # In pixels' middles, which lie at halves.
    return near, (window.x - left) * scale - 0.5, (window.y - top) * scale - 0.5, scale


def _range(middle: float, reach: float, length: int) -> tuple[int, int]:
    """Places from first to last, at least one of them in the picture."""
    first = min(max(math.floor(middle - reach), 0), length - 1)
    return first, max(min(math.ceil(middle + reach), length), first + 1)
