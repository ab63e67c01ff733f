"""`workbench predict` on pictures whose class is known: how many answers are right."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PIL import Image

from core.evaluation.intervals import wilson_interval
from tests.workbench.cli.conftest import CLASSES, Workbench


def test_saved_crops_are_answered_as_right_as_the_images_that_they_were(workbench: Workbench, tmp_path: Path) -> None:
    source, folder = "street-digits:600", tmp_path / "crops"
    saved = workbench("data", "save-images", source, folder, "--split", "test")
    assert "part test" in saved.out
    figures = workbench("evaluate", "digits", "--data", source, "--split", "test", "--json").document
    told = workbench("predict", "digits", folder, "--json").document
    assert told["asked"] == figures["images"] == len(told["predictions"])
    assert told["accuracy"] == figures["accuracy"]
    assert told["accuracy_interval"] == figures["accuracy_interval"]
    per_class = {name: one["support"] for name, one in figures["per_class"].items()}
    truths = [entry["truth"] for entry in told["predictions"]]
    assert {name: truths.count(name) for name in per_class} == per_class


def test_a_part_of_a_source_is_saved_by_its_count(workbench: Workbench, squares: Path, tmp_path: Path) -> None:
    assert workbench("data", "save-images", squares, tmp_path / "few", "--count", "7").status == 0
    assert len(list((tmp_path / "few").glob("*/*.png"))) == 7
    refused = workbench("data", "save-images", squares, tmp_path / "few", "--split", "training")
    assert refused.status == 2
    assert 'no split "training"' in refused.err


def test_photographs_are_compared_with_the_labels_of_a_table(
    workbench: Workbench, shared_data: Path, tmp_path: Path
) -> None:
    table = shared_data / "photos" / "labels.csv"
    photos = sorted((shared_data / "photos").glob("*.jpg"))
    result = workbench("predict", "emotions", *photos, "--labels", table, "--csv", tmp_path / "answers.csv", "--json")
    told = result.document
    with table.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    labels = {row["file"]: row["label"] for row in rows}
    truths = [entry["truth"] for entry in told["predictions"]]
    assert truths == [labels[photo.name] for photo in photos]
    right = sum(entry["label"] == entry["truth"] for entry in told["predictions"])
    assert (told["right"], told["asked"], told["unanswered"]) == (right, 28, 0)
    assert told["accuracy"] == right / 28
    assert told["accuracy_interval"] == pytest.approx(wilson_interval(right, 28))
    with (tmp_path / "answers.csv").open(newline="") as stream:
        assert [row["true"] for row in csv.DictReader(stream)] == truths
    # Who is on the photographs is nobody's business.
    assert not any(row["original_name"] in result.out for row in rows)


def test_what_has_no_answer_does_not_count(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    files = [path.name for path in pictures]
    lines = [f"{file},{CLASSES[0]}" for file in (*files[:2], "broken.png")]
    (tmp_path / "labels.csv").write_text("\n".join(["file,label", *lines, f"{files[2]},purple"]))
    asked = ("predict", model, *pictures, tmp_path / "broken.png", "--labels", tmp_path / "labels.csv")
    told = workbench(*asked, "--json").document
    assert (told["asked"], told["unanswered"]) == (2, 1)
    assert [entry["truth"] for entry in told["predictions"]] == [CLASSES[0], CLASSES[0], None, CLASSES[0]]
    right = sum(entry.get("label") == CLASSES[0] for entry in told["predictions"][:2])
    out = workbench(*asked).out
    assert f"{right} of 2 are right" in out
    assert "1 without an answer do not count" in out


def test_without_labels_nothing_is_said_of_right_and_wrong(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    table = tmp_path / "answers.csv"
    told = workbench("predict", model, *pictures, "--csv", table, "--json").document
    assert told.keys() == {"predictions"}
    assert "truth" not in told["predictions"][0]
    assert "true" not in table.read_text().splitlines()[0].split(",")
    assert "are right" not in workbench("predict", model, *pictures).out
    (tmp_path / "others.csv").write_text("file,label\nelsewhere.png,dark\n")
    refused = workbench("predict", model, *pictures, "--labels", tmp_path / "others.csv")
    assert refused.status == 2
    assert "names none of these pictures" in refused.err


def test_some_classes_alone_answer_as_the_narrowed_model_does(workbench: Workbench, tmp_path: Path) -> None:
    Image.linear_gradient("L").resize((48, 48)).save(tmp_path / "picture.png")
    few = tmp_path / "few.workbench"
    workbench("models", "narrow", "emotions", "--classes", "sad,angry,fear,happy", "--save", few)
    asked = (tmp_path / "picture.png", "--face", "whole", "--json")
    told = workbench("predict", "emotions", *asked, "--classes", "sad, angry,fear,happy").document
    assert list(told["predictions"][0]["probabilities"]) == ["angry", "fear", "happy", "sad"]
    assert told == workbench("predict", few, *asked).document
    refused = workbench("predict", "emotions", tmp_path / "picture.png", "--classes", "angry,hungry")
    assert refused.status == 2
    assert "does not know hungry" in refused.err
