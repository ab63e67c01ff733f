"""Where the digits of a house number may be: connected marks that stand out from what is around them.

A suggestion to begin with, no detector of text: the user sees the boxes, and moves what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from core.data.photos import Photo
from core.vision.boxes import Box
from core.vision.windows import Grays

# What is that small is a crop of a digit already.
_LARGEST_CROP: Final = 64
# A larger picture is made smaller until its longer side has this many pixels.
_LONGEST: Final = 480
# Of the picture's height, the least and the most that a digit takes.
_LEAST_HEIGHT, _MOST_HEIGHT = 0.08, 0.95
_LEAST_PIXELS: Final = 10
# Width by height.
_NARROWEST, _WIDEST = 0.12, 1.3
# Of its box, the least and the most that ink covers.
_LEAST_INK, _MOST_INK = 0.12, 0.92
# Grays between ink and what is around it.
_LEAST_CONTRAST: Final = 28
# Around a digit, of its height, on each side: about what the crops of SVHN have.
_MARGIN: Final = 0.12
# Digits of one number differ in height and place by at most this share of the height.
_UNLIKE: Final = 0.35


class _Mark(NamedTuple):
    """A connected mark, in pixels of the smaller picture; `ink` is its gray less that of its surroundings."""

    x: int
    y: int
    width: int
    height: int
    ink: float

    @property
    def weight(self) -> float:
        """What makes it the likeliest digit: size and contrast."""
        return float(self.height * self.width**0.5 * min(abs(self.ink), 90.0))


def find_digits(photo: Photo) -> tuple[Box, ...]:
    """Squares around what may be the digits of one number, from left to right; empty where nothing stands out.

    A picture as small as those of the datasets is a crop of a digit already: nothing is looked for in it.

    The likeliest mark - large, and of strong contrast - decides; others beside it belong to the number where they are
    about as high, in the same line and of the same polarity.
    """
    if max(photo.width, photo.height) <= _LARGEST_CROP:
        return ()
    grays = np.asarray(photo.image.convert("L"))
    scale = min(_LONGEST / max(grays.shape), 1.0)
    small = _shrunk(grays, scale)
    marks = _without_copies([mark for is_dark in (True, False) for mark in _marks(small, is_dark=is_dark)])
    if not marks:
        return ()
    first = max(marks, key=lambda mark: mark.weight)
    line = sorted(mark for mark in marks if _belongs(mark, first))
    back = 1 / (scale * photo.scale)
    return tuple(_square(mark, back) for mark in line)


def _marks(grays: Grays, *, is_dark: bool) -> Iterator[_Mark]:
    import cv2  # noqa: PLC0415 - takes its time, and only who looks for something needs it

    height, width = grays.shape
    kind = cv2.THRESH_BINARY_INV if is_dark else cv2.THRESH_BINARY
    smooth = cv2.GaussianBlur(grays, (3, 3), 0)
    around = max(min(height, width) // 2 | 1, 3)
    masks = [
        cv2.threshold(smooth, 0, 255, kind | cv2.THRESH_OTSU)[1],
        cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, kind, around, 8 if is_dark else -8),
    ]
    for mask in masks:
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        for number in range(1, count):
            x, y, wide, high, area = (int(value) for value in stats[number])
            if not _could_be_digit(x, y, wide, high, area, grays.shape):
                continue
            ink = _contrast(grays, labels == number, Box(x, y, wide, high))
            if (ink < 0) == is_dark and abs(ink) >= _LEAST_CONTRAST:
                yield _Mark(x, y, wide, high, ink)


def _could_be_digit(x: int, y: int, wide: int, high: int, area: int, shape: tuple[int, ...]) -> bool:
    height, width = shape
    is_at_edge = (x == 0) + (y == 0) + (x + wide == width) + (y + high == height)
    is_size = max(_LEAST_HEIGHT * height, _LEAST_PIXELS) <= high <= _MOST_HEIGHT * height
    is_form = _NARROWEST <= wide / high <= _WIDEST and _LEAST_INK <= area / (wide * high) <= _MOST_INK
    # A narrow one fills its box.
    is_form = is_form or (wide / high < 0.35 and wide / high >= _NARROWEST)
    return not is_at_edge and is_size and is_form


def _contrast(grays: Grays, mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], box: Box) -> float:
    """The gray of a mark less that of the rest of its surroundings."""
    reach = max(box.height // 6, 2)
    rows = slice(max(box.y - reach, 0), box.y + box.height + reach)
    columns = slice(max(box.x - reach, 0), box.x + box.width + reach)
    near, inside = grays[rows, columns], mask[rows, columns]
    return float(near[inside].mean()) - float(near[~inside].mean())


def _without_copies(marks: list[_Mark]) -> list[_Mark]:
    """Both ways of finding ink find the same marks, and a hole in one is a mark of the other polarity."""
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: -mark.weight):
        box = Box(*mark[:4])
        if all(box.shared(Box(*other[:4])) < 0.5 * box.area for other in kept):
            kept.append(mark)
    return kept


def _belongs(mark: _Mark, first: _Mark) -> bool:
    unlike = abs(mark.height - first.height) / first.height
    apart = abs((mark.y + mark.height / 2) - (first.y + first.height / 2)) / first.height
    return (mark.ink < 0) == (first.ink < 0) and unlike <= _UNLIKE and apart <= _UNLIKE


def _square(mark: _Mark, back: float) -> Box:
    side = max(mark.height, mark.width) * (1 + 2 * _MARGIN) * back
    return Box.around(((mark.x + mark.width / 2) * back, (mark.y + mark.height / 2) * back), side, side)


def _shrunk(grays: Grays, scale: float) -> Grays:
    import cv2  # noqa: PLC0415

    if scale == 1:
        return grays
    wanted = max(round(grays.shape[1] * scale), 1), max(round(grays.shape[0] * scale), 1)
    return np.asarray(cv2.resize(grays, wanted, interpolation=cv2.INTER_AREA), np.uint8)
