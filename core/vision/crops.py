"""Cutting the part out of a picture that a network is asked about."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PIL import Image

from core.data.photos import Photo
from core.vision.boxes import Box

FACE_MARGIN = 0.0
"""What is taken around a face on each side, as a share of its box.

The cascade's boxes have 0.96 times the side of FER2013's own frame (the median of 250 faces). On half of the labelled
photographs, `workbench bench face-margin` chooses this one for the model of seven expressions, and that tilted faces
are turned upright; a tenth less and a tenth more lie within chance of it, much more is worse.
"""


def face_square(box: Box, margin: float = FACE_MARGIN) -> Box:
    """The square around a face that a network is asked about; it may reach beyond the picture."""
    side = max(box.width, box.height) * (1 + 2 * margin)
    return replace(Box.around(box.center, side, side), tilt=box.tilt)


def cut_out(photo: Photo, box: Box) -> Image.Image:
    """What is in a box; where the box reaches beyond the picture, the picture's edge is repeated.

    It is as it is, pixel by pixel, or, in a box with a tilt, turned upright about the box's middle.

    Args:
        photo: Where from.
        box: In pixels of the picture itself, however small a copy of it the photo holds.
    """
    place = box if photo.scale == 1 else box.scaled(photo.scale)
    return _turned(photo, place) if place.tilt else _cut(photo, place)


def _turned(photo: Photo, place: Box) -> Image.Image:
    """Out of a piece that holds the box at every angle."""
    reach = math.hypot(place.width, place.height)
    around = Box.around(place.center, reach, reach)
    angle = math.radians(place.tilt)
    cosine, sine = math.cos(angle), math.sin(angle)
    # From a place in the result to one in the piece; the middle stays.
    middle_x, middle_y = place.center[0] - around.x, place.center[1] - around.y
    half_x, half_y = place.width / 2, place.height / 2
    across = (cosine, -sine, middle_x - half_x * cosine + half_y * sine)
    down = (sine, cosine, middle_y - half_x * sine - half_y * cosine)
    size, ways = (place.width, place.height), (Image.Transform.AFFINE, Image.Resampling.BICUBIC)
    return _cut(photo, around).transform(size, ways[0], (*across, *down), ways[1])


def _cut(photo: Photo, place: Box) -> Image.Image:
    inner = place.within(*photo.image.size)
    piece = photo.image.crop((inner.x, inner.y, inner.x + inner.width, inner.y + inner.height))
    if inner == place:
        return piece
    before = (max(inner.y - place.y, 0), max(inner.x - place.x, 0))
    after = (max(place.height - inner.height - before[0], 0), max(place.width - inner.width - before[1], 0))
    pixels = np.asarray(piece)
    sides = [*zip(before, after, strict=True), (0, 0)][: pixels.ndim]
    return Image.fromarray(np.pad(pixels, sides, mode="edge"))
