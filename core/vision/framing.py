"""Which part of a photograph a model is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from core.data.photos import Photo
from core.errors import WorkbenchError
from core.vision.boxes import Box
from core.vision.crops import cut_out, face_square

Choice = Literal["auto", "whole"] | Box
"""What is found (of faces the largest), the whole picture, or what is in a box."""


@dataclass(frozen=True)
class Framed:
    """What of a picture the model gets.

    Attributes:
        picture: The part.
        box: Around what it is about, in pixels of the picture itself; None where the whole picture is taken.
        cut: What was cut out, which may be more than the box, and reach beyond the picture; None as above.
    """

    picture: Image.Image
    box: Box | None = None
    cut: Box | None = None


class NoFaceFound(WorkbenchError):
    """There is a picture, but no face to ask about: the user decides what the model gets instead."""


def whole(photo: Photo) -> Framed:
    """All of a picture."""
    return Framed(photo.image)


def frame_face(photo: Photo, choice: Choice, find: Callable[[], Sequence[Box]]) -> Framed:
    """The face in a picture that a model is asked about.

    Args:
        photo: The picture.
        choice: Which face, or what instead.
        find: Gives the boxes of all faces, the largest first; called where one is to be found.

    Raises:
        NoFaceFound: None is found in it.
        WorkbenchError: The box given lies beside the picture.
    """
    if choice == "whole":
        return whole(photo)
    if isinstance(choice, Box):
        return framed_face(photo, choice)
    boxes = find()
    if not boxes:
        raise NoFaceFound("No face was found.", "Use the whole picture, or give a box around the face.")
    return framed_face(photo, boxes[0])


def frame_digit(photo: Photo, choice: Choice, find: Callable[[], Sequence[Box]]) -> Framed:
    """The digit in a picture that a model is asked about; where none stands out, all of the picture.

    Args:
        photo: The picture.
        choice: Which digit, or what instead.
        find: Gives the boxes of what stands out; called where one is to be found.

    Raises:
        WorkbenchError: The box given lies beside the picture.
    """
    if isinstance(choice, Box):
        return framed_part(photo, choice)
    boxes = find() if choice == "auto" else ()
    return framed_part(photo, max(boxes, key=lambda box: box.area)) if boxes else whole(photo)


def framed_face(photo: Photo, box: Box) -> Framed:
    """The face in a box, upright, with the margin that models of faces expect.

    Raises:
        WorkbenchError: The box lies beside the picture.
    """
    inside = _inside(photo, box)
    square = face_square(inside)
    return Framed(cut_out(photo, square), inside, square)


def framed_part(photo: Photo, box: Box) -> Framed:
    """What is in a box, and no more.

    Raises:
        WorkbenchError: The box lies beside the picture.
    """
    inside = _inside(photo, box)
    return Framed(cut_out(photo, inside), inside, inside)


def _inside(photo: Photo, box: Box) -> Box:
    inside = box.within(photo.width, photo.height)
    if not box.overlap(inside):
        raise WorkbenchError(
            f"The box {box.written} lies beside the picture, which has {photo.width} x {photo.height} pixels.",
            "Give a box within the picture.",
        )
    return inside
