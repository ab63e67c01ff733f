"""`workbench predict` on photographs: the face is found, shown, and may be given."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.workbench.cli.conftest import Workbench


@pytest.fixture
def photo(shared_data: Path) -> Path:
    return shared_data / "photos" / "happy_01.jpg"


@pytest.fixture
def wall(tmp_path: Path) -> Path:
    Image.linear_gradient("L").resize((300, 200)).save(tmp_path / "wall.png")
    return tmp_path / "wall.png"


def test_each_entry_has_the_box_of_the_face(workbench: Workbench, shared_data: Path) -> None:
    photos = sorted((shared_data / "photos").glob("*.jpg"))
    answers = workbench("predict", "faces", *photos, "--json").document["predictions"]
    assert len(answers) == 28
    for answer, path in zip(answers, photos, strict=True):
        with Image.open(path) as picture:
            width, height = picture.size
        face = answer["face"]
        assert set(face) == {"x", "y", "width", "height"}
        assert 0 <= face["x"] < face["x"] + face["width"] <= width
        assert 0 <= face["y"] < face["y"] + face["height"] <= height
        assert answer["label"] in {"angry", "fear", "happy", "sad"}


def test_the_box_that_was_found_gives_the_same_answer_when_it_is_given(workbench: Workbench, photo: Path) -> None:
    (found,) = workbench("predict", "faces", photo, "--json").document["predictions"]
    box = ",".join(str(found["face"][side]) for side in ("x", "y", "width", "height"))
    assert f"face at {box}" in workbench("predict", "faces", photo).out
    (given,) = workbench("predict", "faces", photo, "--face", box, "--json").document["predictions"]
    assert given == found


def test_a_tilted_face_is_turned_upright_and_that_can_be_given_too(
    workbench: Workbench, shared_data: Path, tmp_path: Path
) -> None:
    upright = Image.open(shared_data / "photos" / "happy_03.jpg").convert("L")
    upright.rotate(20, Image.Resampling.BICUBIC).save(tmp_path / "left.png")
    asked = ("predict", "faces", tmp_path / "left.png")
    (found,) = workbench(*asked, "--json").document["predictions"]
    assert -25 < found["tilt"] < -10
    box = ",".join(str(found["face"][side]) for side in ("x", "y", "width", "height"))
    assert f"face at {box},{found['tilt']:g}" in workbench(*asked).out
    (given,) = workbench(*asked, "--face", f"{box},{found['tilt']}", "--json").document["predictions"]
    assert given == found
    (plain,) = workbench(*asked, "--face", box, "--json").document["predictions"]
    assert (plain["tilt"], plain["face"]) == (0, found["face"])
    assert plain["probabilities"] != found["probabilities"]


def test_the_whole_picture_can_be_asked_about(workbench: Workbench, wall: Path) -> None:
    (answer,) = workbench("predict", "faces", wall, "--face", "whole", "--json").document["predictions"]
    assert answer["face"] is None
    assert sum(answer["probabilities"].values()) == pytest.approx(1)


def test_without_a_face_nothing_is_predicted_and_the_way_on_is_said(
    workbench: Workbench, wall: Path, photo: Path
) -> None:
    result = workbench("predict", "faces", wall, photo)
    assert result.status == 1
    assert "wall.png: No face was found." in result.err
    assert "--face whole" in result.err
    assert "happy_01.jpg: happy" in result.out

    without, with_face = workbench("predict", "faces", wall, photo, "--json").document["predictions"]
    assert without == {"file": str(wall), "error": without["error"], "face": None}
    assert "No face was found" in without["error"]
    assert with_face["face"]


@pytest.mark.parametrize(
    ("face", "says"),
    [
        ("somewhere", "is no box"),
        ("1,2,3", "is no box"),
        ("1,2,0,4", "no pixel"),
        ("900,900,5,5", "beside the picture"),
    ],
)
def test_a_box_that_is_none_is_refused(workbench: Workbench, wall: Path, face: str, says: str) -> None:
    result = workbench("predict", "faces", wall, "--face", face)
    assert result.status != 0
    assert says in result.err


def test_models_of_other_things_have_no_face(workbench: Workbench, wall: Path) -> None:
    (answer,) = workbench("predict", "digits", wall, "--json").document["predictions"]
    assert "face" not in answer
    refused = workbench("predict", "digits", wall, "--face", "auto")
    assert refused.status == 2
    assert "--face is for models of faces" in refused.err
