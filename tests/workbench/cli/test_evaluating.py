"""What `workbench evaluate` writes besides its figures: a table of all answers, and a page to keep."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, precision_recall_fscore_support

from core.data.dataset import ImageDataset
from tests.workbench.cli.conftest import CLASSES, SIDE, Workbench


@pytest.fixture
def squares_seen_twice(squares: Path, tmp_path: Path) -> Path:
    """The squares as folders, 30 of them in both parts, with the label that they have."""
    with np.load(squares) as arrays:
        images, labels = arrays["images"][..., 0], arrays["labels"]
    for part, rows in (("train", range(130)), ("test", range(100, 200))):
        for row in rows:
            folder = tmp_path / "twice" / part / CLASSES[labels[row]]
            folder.mkdir(parents=True, exist_ok=True)
            Image.fromarray(images[row]).save(folder / f"{row}.png")
    return tmp_path / "twice"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_the_table_of_answers_gives_scikit_learn_the_figures_that_we_print(
    workbench: Workbench, model: Path, squares: Path, tmp_path: Path
) -> None:
    path = tmp_path / "answers.csv"
    figures = workbench("evaluate", model, "--data", squares, "--split", "all", "--csv", path, "--json").document
    lines = table(path)
    truth, said = ([line[column] for line in lines] for column in ("true", "predicted"))
    shares = np.array([[float(line[name]) for name in CLASSES] for line in lines])
    labels = np.array([CLASSES.index(name) for name in truth])
    precision, recall, f1, support = precision_recall_fscore_support(truth, said, labels=CLASSES, zero_division=0)
    per_class = figures["per_class"].values()

    assert figures["confusion_matrix"] == confusion_matrix(truth, said, labels=CLASSES).tolist()
    assert figures["accuracy"] == accuracy_score(truth, said)
    assert figures["macro_f1"] == f1_score(truth, said, labels=CLASSES, average="macro", zero_division=0)
    for name, expected in (("precision", precision), ("recall", recall), ("f1", f1), ("support", support)):
        assert [one[name] for one in per_class] == expected.tolist()
    # Shares of single precision add up to 1 but for their last digits, which scikit-learn wants to be told.
    expected_loss = log_loss(labels, shares / shares.sum(axis=1, keepdims=True), labels=range(len(CLASSES)))
    assert figures["loss"] == pytest.approx(expected_loss, rel=1e-6)


def test_a_line_of_the_table_leads_back_to_its_picture(
    workbench: Workbench, recipe: Path, squares_seen_twice: Path, tmp_path: Path
) -> None:
    model, path = tmp_path / "twice.workbench", tmp_path / "answers.csv"
    workbench("train", recipe, "--data", squares_seen_twice, "--save", model)

    workbench("evaluate", model, "--data", squares_seen_twice, "--csv", path)

    lines = table(path)
    assert len(lines) == 100
    for line in lines:
        assert f"/{line['true']}/" in line["file"]
        with Image.open(squares_seen_twice / line["file"]) as picture:
            assert picture.size == (SIDE, SIDE)
        assert line["correct"] == str(int(line["true"] == line["predicted"]))
        assert float(line[line["predicted"]]) == float(line["probability"])


def test_the_page_has_everything_in_it_and_needs_nothing_else(
    workbench: Workbench, model: Path, squares: Path, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    result = workbench("evaluate", model, "--data", squares, "--report", path, "--without-duplicates")

    page = path.read_text("utf-8")
    accuracy = re.search(r": (\d+\.\d%) of", result.out)
    assert accuracy
    for words in (
        accuracy[1],
        "95% interval",
        "Macro F1",
        "Loss",
        "Confusion matrix",
        "By class",
        "Reliability",
        "Calibration error",
        "Least confident hits",
        "Copies of training images",
    ):
        assert words in page
    assert "prefers-color-scheme: dark" in page
    assert "data:image/png;base64," in page
    assert not re.search(r"https?:|url\(|@import|<script|<link|href=", page)


def test_a_model_that_learned_its_test_images_by_heart_is_told_so(
    workbench: Workbench, recipe: Path, squares_seen_twice: Path, tmp_path: Path
) -> None:
    model = tmp_path / "twice.workbench"
    workbench("train", recipe, "--data", squares_seen_twice, "--save", model)
    command = ("evaluate", model, "--data", squares_seen_twice, "--split", "test", "--without-duplicates")

    effect = workbench(*command, "--json").document["without_duplicates"]
    words = workbench(*command).out

    # Of the 30 in both parts some were cut from train for validation, and those the model did not learn.
    assert 20 <= effect["copies"] <= 30
    assert effect["evaluation"]["images"] == 100 - effect["copies"]
    assert f"{effect['copies']} images are also in the training part, pixel by pixel." in words
    assert f"of {100 - effect['copies']} images" in words


def test_without_copies_there_is_nothing_to_take_back(workbench: Workbench, model: Path, squares: Path) -> None:
    command = ("evaluate", model, "--data", squares, "--without-duplicates")

    document = workbench(*command, "--json").document

    assert document["without_duplicates"]["copies"] == 0
    assert document["without_duplicates"]["evaluation"]["accuracy"] == document["accuracy"]
    assert "0 images are also in the training part" in workbench(*command).out


def test_data_without_a_training_part_that_the_model_never_saw_has_nothing_to_compare_with(
    workbench: Workbench, model: Path, opened: ImageDataset, tmp_path: Path
) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, images=opened.images[:50], labels=opened.labels[:50], classes=np.array(CLASSES))

    result = workbench("evaluate", model, "--data", other, "--without-duplicates")

    assert result.status == 2
    assert "no training part" in result.err


@pytest.mark.parametrize("option", ["--csv", "--report"])
def test_a_place_that_cannot_be_written_is_one_clear_sentence(
    workbench: Workbench, model: Path, squares: Path, option: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    result = workbench("evaluate", model, "--data", squares, option, tmp_path / "file" / "x")

    assert result.status == 2
    assert "cannot be written" in result.err


def test_calibrating_writes_a_model_whose_probabilities_evaluate_and_predict_use(
    workbench: Workbench, model: Path, squares: Path, pictures: list[Path], tmp_path: Path
) -> None:
    path = tmp_path / "calibrated.workbench"
    before = workbench("evaluate", model, "--data", squares, "--json").document
    document = workbench("calibrate", model, "--data", squares, "--save", path, "--json").document
    after = workbench("evaluate", path, "--data", squares, "--json").document

    assert document["temperature"] != 1
    assert document["validation"]["loss"][0] > document["validation"]["loss"][1]
    assert document["test"]["loss"] == pytest.approx([before["loss"], after["loss"]])
    errors = [before["calibration_error"], after["calibration_error"]]
    assert document["test"]["calibration_error"] == pytest.approx(errors)
    assert before["confusion_matrix"] == after["confusion_matrix"]
    said = [workbench("predict", one, *pictures, "--json").document["predictions"] for one in (model, path)]
    for first, second in zip(*said, strict=True):
        assert first["label"] == second["label"]
        assert first["probability"] != second["probability"]
    assert "Temperature" in workbench("calibrate", model, "--data", squares, "--save", path).out
