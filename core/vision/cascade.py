"""Where faces may be: a cascade of simple tests at every place and size (Viola and Jones, 2001), as OpenCV ships it.

It misses few faces that look at the camera, and takes much else for one: who uses it looks again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.vision.windows import Grays, Window

if TYPE_CHECKING:
    import cv2

CASCADE_FILE: Final = "haarcascade_frontalface_alt2.xml"
"""Of those that OpenCV ships; a bundle has this one alone."""
_BORDER = 0.25
_STEP = 1.1


@dataclass(frozen=True)
class Search:
    """One pass over a picture.

    Attributes:
        longest: A larger picture is made smaller until its longer side has this many pixels.
        least: Side of the smallest face, in pixels of that smaller picture.
        tilt: By how many degrees heads are turned clockwise that are found upright.
        neighbors: How many tests at almost the same place have to agree.
    """

    longest: int
    least: int
    tilt: float = 0.0
    neighbors: int = 2


class Cascade:
    """Finds places that may be faces; for one thread at a time."""

    def __init__(self) -> None:
        import cv2  # noqa: PLC0415 - takes its time, and only who looks for something needs it
        import cv2.data  # noqa: PLC0415

        self._classifier: cv2.CascadeClassifier = cv2.CascadeClassifier(f"{cv2.data.haarcascades}{CASCADE_FILE}")

    def candidates(self, picture: Grays, search: Search) -> list[Window]:
        """Squares of a picture (H, W) that may frame a face from brow to chin, in the picture's own pixels.

        The picture gets a border of a quarter of itself that repeats its edge: photographs of a face are often cut so
        tightly that there is none left around it.
        """
        import cv2  # noqa: PLC0415

        height, width = picture.shape
        scale = min(search.longest / max(height, width), 1.0)
        small = picture
        if scale < 1:
            wanted = max(round(width * scale), 1), max(round(height * scale), 1)
            small = np.asarray(cv2.resize(picture, wanted, interpolation=cv2.INTER_AREA), np.uint8)
        border = math.ceil(_BORDER * max(small.shape))
        sides = (border, border, border, border)
        framed = np.asarray(cv2.copyMakeBorder(small, *sides, cv2.BORDER_REPLICATE), np.uint8)
        turned, back = _turned(framed, search.tilt)
        least = (search.least, search.least)
        found = self._classifier.detectMultiScale(turned, _STEP, search.neighbors, minSize=least)
        windows = []
        for x, y, side, _ in found:
            middle = back @ np.array([x + side / 2, y + side / 2, 1.0])
            windows.append(
                Window(
                    float(middle[0] - border) * width / small.shape[1],
                    float(middle[1] - border) * height / small.shape[0],
                    float(side) / scale,
                    search.tilt,
                )
            )
        return windows


def _turned(picture: Grays, tilt: float) -> tuple[Grays, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """A picture turned so that heads of a tilt are upright, and the matrix (2, 3) from its places back."""
    import cv2  # noqa: PLC0415

    if not tilt:
        return picture, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    height, width = picture.shape
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    turned = cv2.warpAffine(picture, forth, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), np.asarray(cv2.invertAffineTransform(forth), np.float64)
