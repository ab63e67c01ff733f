"""Cutting the part out of a picture that a network is asked about."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.data.photos import Photo
from core.vision.boxes import Box

FACE_MARGIN = 0.0
"""What is taken around a face on each side, as a share of its box.

The cascade's boxes have 0.96 times the side of FER2013's own frame (the median of 250 faces). What
`workbench bench face-margin` sees on photographs is too little to say better: a tenth less, none and a tenth more lie
within chance of each other, much more is worse.
"""


def face_square(box: Box, margin: float = FACE_MARGIN) -> Box:
    """The square around a face that a network is asked about; it may reach beyond the picture."""
    side = max(box.width, box.height) * (1 + 2 * margin)
    return Box.around(box.center, side, side)


def cut_out(photo: Photo, box: Box) -> Image.Image:
    """What is in a box, as it is; where the box reaches beyond the picture, the picture's edge is repeated.

    Args:
        photo: Where from.
        box: In pixels of the picture itself, however small a copy of it the photo holds.
    """
    place = box if photo.scale == 1 else box.scaled(photo.scale)
    inner = place.within(*photo.image.size)
    piece = photo.image.crop((inner.x, inner.y, inner.x + inner.width, inner.y + inner.height))
    if inner == place:
        return piece
    before = (max(inner.y - place.y, 0), max(inner.x - place.x, 0))
    after = (max(place.height - inner.height - before[0], 0), max(place.width - inner.width - before[1], 0))
    pixels = np.asarray(piece)
    sides = [*zip(before, after, strict=True), (0, 0)][: pixels.ndim]
    return Image.fromarray(np.pad(pixels, sides, mode="edge"))
