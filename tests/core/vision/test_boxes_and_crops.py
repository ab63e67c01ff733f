"""Boxes in a picture, and what is cut out of it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from core.data.photos import Photo, photo_of
from core.errors import WorkbenchError
from core.vision.boxes import Box, parse_box
from core.vision.crops import cut_out, face_square
from core.vision.framing import NoFaceFound, frame_face
from core.vision.subject import subject_of
from core.vision.windows import Window, cut


def numbered(width: int, height: int) -> Photo:
    """Every pixel tells its place: 10 times the row plus the column."""
    return photo_of(Image.fromarray((np.arange(height)[:, None] * 10 + np.arange(width)).astype(np.uint8)))


def test_boxes_overlap_by_what_they_have_in_common() -> None:
    box = Box(0, 0, 10, 10)
    assert box.overlap(box) == 1
    assert box.overlap(Box(5, 0, 10, 10)) == pytest.approx(50 / 150)
    assert box.overlap(Box(10, 0, 10, 10)) == 0


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        (Box(-5, -5, 10, 10), Box(0, 0, 5, 5)),
        (Box(15, 2, 10, 4), Box(15, 2, 5, 4)),
        (Box(30, 30, 5, 5), Box(19, 9, 1, 1)),
        (Box(-9, 3, 4, 4), Box(0, 3, 1, 4)),
    ],
)
def test_a_box_keeps_to_the_picture(box: Box, inside: Box) -> None:
    assert box.within(20, 10) == inside


def test_a_box_is_read_as_it_is_written() -> None:
    assert parse_box("40, -2,120,99") == Box(40, -2, 120, 99)
    assert parse_box("40,2,120,99,-18") == Box(40, 2, 120, 99, -18)
    for box in (Box(1, 2, 3, 4), Box(1, 2, 3, 4, -18), Box(1, 2, 3, 4, 7.5)):
        assert parse_box(box.written) == box
    for text in ("", "1,2,3", "1,2,3,x", "1,2,0,5", "1,2,3,4,x", "1,2,3,4,5,6", "1,2,3,4,nan", "1,2,3,4,200"):
        with pytest.raises(WorkbenchError):
            parse_box(text)


def test_what_is_in_a_box_is_cut_out_as_it_is() -> None:
    piece = np.asarray(cut_out(numbered(8, 6), Box(2, 1, 3, 2)))
    assert piece.tolist() == [[12, 13, 14], [22, 23, 24]]


def test_beyond_the_picture_its_edge_is_repeated() -> None:
    piece = np.asarray(cut_out(numbered(8, 6), Box(-1, 4, 3, 4)))
    assert piece.tolist() == [[40, 40, 41], [50, 50, 51], [50, 50, 51], [50, 50, 51]]


def test_a_box_of_a_large_picture_is_cut_out_of_its_smaller_copy() -> None:
    copy = numbered(8, 6).image
    assert np.asarray(cut_out(Photo(copy, 80, 60), Box(20, 10, 30, 20))).tolist() == [[12, 13, 14], [22, 23, 24]]


def test_the_square_of_a_face_has_its_middle() -> None:
    assert face_square(Box(10, 20, 30, 40), margin=0.25) == Box(-5, 10, 60, 60)


@pytest.mark.parametrize("tilt", [0.0, 30.0])
def test_a_turned_window_shows_upright_what_is_turned(tilt: float) -> None:
    """A head leaning clockwise, as it was before it leaned."""
    upright = Image.linear_gradient("L").resize((120, 120))
    turned = np.asarray(upright.rotate(-tilt, Image.Resampling.BICUBIC))
    seen = cut(turned, Window(60, 60, 60, tilt), 30).astype(int)
    expected = np.asarray(upright.crop((30, 30, 90, 90)).resize((30, 30), Image.Resampling.BOX)).astype(int)
    assert abs(seen - expected).max() <= 4


@pytest.mark.parametrize("tilt", [30.0, -18.0])
def test_what_is_tilted_in_its_box_is_cut_out_upright(tilt: float) -> None:
    upright = Image.linear_gradient("L").resize((120, 120))
    photo = photo_of(upright.rotate(-tilt, Image.Resampling.BICUBIC))
    box = Box(30, 30, 60, 60, tilt)
    expected = np.asarray(upright.crop((30, 30, 90, 90))).astype(int)
    assert abs(np.asarray(cut_out(photo, face_square(box))).astype(int) - expected).max() <= 4
    half = Photo(photo.image.resize((60, 60), Image.Resampling.BOX), 120, 120)
    small = np.asarray(upright.crop((30, 30, 90, 90)).resize((30, 30), Image.Resampling.BOX)).astype(int)
    assert abs(np.asarray(cut_out(half, box)).astype(int) - small).max() <= 4


def test_a_tilted_box_in_the_corner_repeats_the_edge_of_the_picture() -> None:
    piece = np.asarray(cut_out(photo_of(Image.new("RGB", (40, 40), (90, 120, 80))), Box(-10, -10, 30, 30, 20.0)))
    assert piece.shape == (30, 30, 3)
    assert (piece == (90, 120, 80)).all()


def test_a_box_keeps_its_tilt_within_the_picture_and_in_a_smaller_copy() -> None:
    box = Box(-10, 10, 30, 30, 18.0)
    assert box.within(100, 100) == Box(0, 10, 20, 30, 18.0)
    assert box.scaled(0.5) == Box(-5, 5, 15, 15, 18.0)


def test_classes_tell_what_a_model_is_about() -> None:
    assert subject_of(("angry", "Fear", "happy", "sad")) == "face"
    assert subject_of("0123456789") == "digit"
    assert subject_of(("cat", "happy")) == "other"


def test_without_a_face_nothing_is_guessed_but_the_user_may_choose() -> None:
    photo = numbered(20, 20)
    with pytest.raises(NoFaceFound, match="No face was found"):
        frame_face(photo, "auto", list)
    whole = frame_face(photo, "whole", list)
    assert (whole.picture.size, whole.box) == ((20, 20), None)
    boxed = frame_face(photo, Box(15, 15, 10, 10), list)
    assert boxed.box == Box(15, 15, 5, 5)
    with pytest.raises(WorkbenchError, match="lies beside the picture, which has 20 x 20 pixels"):
        frame_face(photo, Box(25, 5, 10, 10), list)


def test_of_several_faces_the_first_is_taken() -> None:
    found = frame_face(numbered(20, 20), "auto", lambda: [Box(1, 2, 10, 10), Box(12, 12, 5, 5)])
    assert found.box == Box(1, 2, 10, 10)
