"""A house number read digit by digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.data.photos import Photo
from core.models.committee_predictor import AnyPredictor
from core.network.blas_threads import limited_blas
from core.vision.boxes import Box
from core.vision.crops import cut_out

# A box that overlaps a digit's by more than this is meant for that digit.
_SAME: Final = 0.3


def read_number(predictor: AnyPredictor, photo: Photo, digits: Sequence[Box], moved: Box | None = None) -> str:
    """What a model of digits says of each box, from left to right, put together.

    Args:
        predictor: The model.
        photo: The picture.
        digits: Around each digit, from left to right, in pixels of the picture.
        moved: A box that takes the place of the digit's that it overlaps.
    """
    boxes = [moved if moved is not None and moved.overlap(box) > _SAME else box for box in digits]
    # Products of a single row are too small for several threads.
    with limited_blas(1):
        return "".join(predictor.predict(cut_out(photo, box)).label for box in boxes)
