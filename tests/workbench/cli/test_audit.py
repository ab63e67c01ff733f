"""The audit on the command line: a table for people, all images for programs; and runs that say what they left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.workbench.cli.conftest import Workbench


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """Two classes of thirty noisy squares in each of two parts; one of train is in test too, and two are blank."""
    chance = np.random.default_rng(0)
    for part in ("train", "test"):
        for name in ("cats", "dogs"):
            folder = tmp_path / "pets" / part / name
            folder.mkdir(parents=True)
            for number in range(30):
                Image.fromarray(chance.integers(0, 256, (16, 16), np.uint8)).save(folder / f"{number}.png")
    train, test = tmp_path / "pets" / "train", tmp_path / "pets" / "test"
    (test / "cats" / "leaked.png").write_bytes((train / "cats" / "3.png").read_bytes())
    for number in range(2):
        Image.new("L", (16, 16), 90 + number).save(train / "dogs" / f"blank-{number}.png")
    return tmp_path / "pets"


def test_a_person_reads_what_was_found_and_what_to_do(workbench: Workbench, spoiled: Path) -> None:
    result = workbench("data", "audit", spoiled)
    assert result.status == 0
    assert "pets: 123 images, 4 findings" in result.out
    assert "2 images in 1 group have the same pixels in several splits." in result.out
    assert "--set data.cleaning.across_parts=exclude_from_train" in result.out
    assert "2 images are one colour throughout." in result.out


def test_a_program_gets_every_image_with_split_index_class_and_file(workbench: Workbench, spoiled: Path) -> None:
    document = workbench("data", "audit", spoiled, "--json").document
    findings = {finding["kind"]: finding for finding in document["findings"]}
    assert findings["duplicates across splits"]["groups"] == [
        [
            {"split": "train", "index": 3, "class": "cats", "file": "train/cats/3.png"},
            {"split": "test", "index": 30, "class": "cats", "file": "test/cats/leaked.png"},
        ]
    ]
    assert findings["near duplicates"]["severity"] == "fine"
    assert document["images"] == 123


def test_data_without_files_of_its_own_is_told_by_index(workbench: Workbench, squares: Path) -> None:
    document = workbench("data", "audit", squares, "--json").document
    assert document["images"] == 200
    assert all("file" not in image for one in document["findings"] for group in one["groups"] for image in group)


def test_a_run_says_how_many_images_it_left_out_and_why(workbench: Workbench, spoiled: Path, tmp_path: Path) -> None:
    cleaning = ("data.cleaning.no_blanks=true", "data.cleaning.across_parts=exclude_from_test")
    settings = [word for setting in ("epochs=1", *cleaning) for word in ("--set", setting)]
    recipe = tmp_path / "pets.json"
    document = workbench("recipes", "show", "digits-quick").document
    document["network"]["layers"][-1]["units"] = 2
    recipe.write_text(json.dumps(document))
    run = workbench("train", recipe, "--data", spoiled, *settings, "--json").document["run_id"]

    shown = workbench("runs", "show", run)
    assert "1 of test (also in another part)" in shown.out
    left_out = workbench("runs", "show", run, "--json").document["left_out"]
    assert sum(one["images"] for one in left_out if one["reason"] == "blank") == 2
    assert {"reason": "also in another part", "part": "test", "images": 1} in left_out


def test_a_run_that_left_nothing_out_says_nothing_of_it(workbench: Workbench, squares: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "squares.json"
    document = workbench("recipes", "show", "digits-quick").document
    document["network"]["layers"][-1]["units"] = 3
    recipe.write_text(json.dumps(document))
    run = workbench("train", recipe, "--data", squares, "--set", "epochs=1", "--json").document["run_id"]
    assert "left out" not in workbench("runs", "show", run).out
    assert workbench("runs", "show", run, "--json").document["left_out"] == []
