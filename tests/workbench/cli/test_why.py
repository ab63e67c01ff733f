"""`workbench predict --why` saves what each answer hangs on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.pictures import pixels
from core.evaluation.overlay import overlaid
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from core.models.saliency import explain
from tests.workbench.cli.conftest import Workbench


@pytest.mark.parametrize("way", ["gradient", "occlusion"])
def test_each_picture_is_saved_under_the_map_of_its_answer(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path, way: str
) -> None:
    folder = tmp_path / "new" / "maps"
    result = workbench("predict", model, *pictures, "--why", way, "--save-why", folder, "--json")

    assert result.status == 0, result.err
    predictor = Predictor(load_bundle(model))
    for picture, entry in zip(pictures, result.document["predictions"], strict=True):
        saved = folder / f"{picture.stem}-{way}.png"
        assert entry["why"]["file"] == str(saved)
        with Image.open(picture) as image:
            expected = explain(predictor, image, way)
            on_picture = overlaid(pixels(image), expected.scaled)
        assert expected.label == entry["label"]
        assert expected.words == entry["why"]["words"]
        with Image.open(saved) as image:
            np.testing.assert_allclose(np.asarray(image).astype(int), on_picture, atol=1)


def test_the_map_is_explained_in_words_below_the_answer(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    out = workbench("predict", model, pictures[0], "--why", "gradient", "--save-why", tmp_path / "maps").out
    assert f"{tmp_path / 'maps' / 'picture 0-gradient.png'}: The stronger the blue" in out


def test_pictures_of_the_same_name_do_not_overwrite_each_other(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    other = tmp_path / "other" / pictures[0].name
    other.parent.mkdir()
    other.write_bytes(pictures[1].read_bytes())
    workbench("predict", model, pictures[0], other, "--why", "gradient", "--save-why", tmp_path / "maps")
    names = sorted(path.name for path in (tmp_path / "maps").iterdir())
    assert names == ["picture 0-gradient-2.png", "picture 0-gradient.png"]


def test_a_picture_that_cannot_be_read_has_no_map_and_costs_the_others_nothing(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    pictures[0].write_bytes(b"no picture")
    result = workbench("predict", model, *pictures, "--why", "gradient", "--save-why", tmp_path / "maps", "--json")
    assert result.status == 1
    assert "why" not in result.document["predictions"][0]
    assert len(list((tmp_path / "maps").iterdir())) == len(pictures) - 1


@pytest.mark.parametrize("given", [("--why", "gradient"), ("--save-why", "maps")])
def test_one_of_the_two_options_alone_is_refused_with_what_to_add(
    workbench: Workbench, model: Path, pictures: list[Path], given: tuple[str, str]
) -> None:
    result = workbench("predict", model, pictures[0], *given)
    assert result.status == 2
    assert "--why gradient --save-why maps" in result.err


def test_a_folder_that_cannot_be_written_is_named(workbench: Workbench, model: Path, pictures: list[Path]) -> None:
    result = workbench("predict", model, pictures[0], "--why", "gradient", "--save-why", pictures[1] / "maps")
    assert result.status == 2
    assert "cannot be written" in result.err
