"""`workbench predict` on pictures of house numbers: which part of them is the digit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import resources
from core.data.photos import load_photo
from core.data.pictures import pixels
from core.evaluation.overlay import overlaid
from core.models.committee import load_model
from core.models.committee_predictor import predictor_of
from core.models.saliency import explain
from core.models.shipped import shipped_models
from core.vision.crops import cut_out
from core.vision.glyphs import find_digits
from tests.workbench.cli.conftest import Workbench


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A large 5 on the right of a wall, and nothing else."""
    picture = Image.new("RGB", (480, 260), (205, 200, 190))
    font = ImageFont.truetype(resources.path("fonts", "sans-01.ttf"), 120)
    ImageDraw.Draw(picture).text((330, 60), "5", (30, 40, 60), font)
    picture.save(tmp_path / "house.png")
    return tmp_path / "house.png"


def test_the_digit_that_stands_out_is_found_and_told(workbench: Workbench, house: Path) -> None:
    (whole,) = workbench("predict", "digits", house, "--json").document["predictions"]
    assert whole["box"] is None
    (found,) = workbench("predict", "digits", house, "--digit", "auto", "--json").document["predictions"]
    box = found["box"]
    assert found["label"] == "5"
    assert box["width"] == box["height"]
    assert box["x"] < 365 < box["x"] + box["width"]
    assert not found["warnings"]

    written = ",".join(str(box[side]) for side in ("x", "y", "width", "height"))
    assert f"digit at {written}" in workbench("predict", "digits", house, "--digit", "auto").out
    assert workbench("predict", "digits", house, "--digit", written, "--json").document["predictions"] == [found]


def test_where_nothing_stands_out_it_is_the_whole_picture(workbench: Workbench, tmp_path: Path) -> None:
    Image.new("RGB", (200, 200), (90, 120, 80)).save(tmp_path / "wall.png")
    (answer,) = workbench("predict", "digits", tmp_path / "wall.png", "--digit", "auto", "--json").document[
        "predictions"
    ]
    assert answer["box"] is None
    assert answer["probabilities"]


def test_a_crop_of_a_dataset_is_taken_as_it_is(workbench: Workbench, tmp_path: Path) -> None:
    workbench("data", "save-images", "street-digits:100", tmp_path / "crops", "--count", "3")
    asked = ("predict", "digits", tmp_path / "crops", "--json")
    assert workbench(*asked, "--digit", "auto").document == workbench(*asked).document


def test_the_map_of_an_answer_lies_over_the_box_that_it_is_about(
    workbench: Workbench, house: Path, tmp_path: Path
) -> None:
    maps = ("--why", "gradient", "--save-why", tmp_path / "maps")
    assert workbench("predict", "digits", house, "--digit", "auto", *maps).status == 0
    (saved,) = (tmp_path / "maps").iterdir()
    photo, predictor = load_photo(house), predictor_of(load_model(shipped_models()["digits"]))
    (box,) = find_digits(photo)
    found = explain(predictor, cut_out(photo, box), "gradient")
    with Image.open(saved) as mapped:
        assert np.array_equal(np.asarray(mapped), overlaid(pixels(photo.image), found.scaled, box))


@pytest.mark.parametrize("digit", ["somewhere", "1,2,3", "900,900,5,5"])
def test_a_box_that_is_none_is_refused(workbench: Workbench, house: Path, digit: str) -> None:
    assert workbench("predict", "digits", house, "--digit", digit).status != 0


def test_models_of_other_things_have_no_digit(workbench: Workbench, house: Path) -> None:
    refused = workbench("predict", "faces", house, "--digit", "auto")
    assert refused.status == 2
    assert "--digit is for models of digits" in refused.err
