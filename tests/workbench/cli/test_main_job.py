"""The main job from the command line: look at data, train, evaluate, predict; with --json for other programs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from core.data.dataset import ImageDataset
from core.models.assessment import examine
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from tests.workbench.cli.conftest import CLASSES, SIDE, Workbench

EPOCH_FIELDS = [
    "epoch",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "seconds",
    "images_per_second",
]


def test_data_info_gives_other_programs_the_fields_that_they_rely_on(
    workbench: Workbench, squares: Path, opened: ImageDataset
) -> None:
    result = workbench("data", "info", squares, "--json")

    document = result.document
    assert result.status == 0
    assert {"name", "kind", "image_shape", "classes", "splits", "sha256"} <= document.keys()
    assert (document["kind"], document["image_shape"]) == ("npz", [SIDE, SIDE, 1])
    assert document["classes"] == list(CLASSES)
    assert document["splits"] == {"all": {"images": 200, "per_class": opened.counts("all")}}
    assert document["sha256"] == opened.sha256


def test_data_info_tells_people_the_same(workbench: Workbench, squares: Path) -> None:
    out = workbench("data", "info", squares).out

    assert "200 images of 8 x 8, gray" in out
    for name in CLASSES:
        assert name in out


def test_the_built_in_digits_are_a_source_by_name(workbench: Workbench) -> None:
    document = workbench("data", "info", "street-digits:300", "--json").document

    assert document["image_shape"] == [32, 32, 3]
    assert document["classes"] == list("0123456789")
    assert {name: split["images"] for name, split in document["splits"].items()} == {"train": 240, "test": 60}
    for split in document["splits"].values():
        assert sum(split["per_class"].values()) == split["images"]


def test_train_gives_other_programs_the_fields_that_they_rely_on(
    workbench: Workbench, recipe: Path, squares: Path
) -> None:
    result = workbench("train", recipe, "--data", squares, "--json")

    document = result.document
    assert result.status == 0
    assert {"run_id", "outcome", "parameters", "model", "epochs"} <= document.keys()
    assert document["outcome"] == "completed"
    assert document["parameters"] == 64 * 12 + 12 + 12 * 3 + 3
    assert load_bundle(Path(document["model"])).manifest.run_id == document["run_id"]
    assert [row["epoch"] for row in document["epochs"]] == [1, 2, 3]
    for row in document["epochs"]:
        assert list(row) == EPOCH_FIELDS
        assert row["images_per_second"] > 0


def test_settings_on_the_command_line_change_the_experiment(workbench: Workbench, recipe: Path, squares: Path) -> None:
    changes = ["epochs=2", "optimizer.learning_rate=0.5", "network.layers[1].units=7", "name=changed"]
    arguments = [part for change in changes for part in ("--set", change)]

    run_id = workbench("train", recipe, "--data", squares, "--json", *arguments).document["run_id"]

    experiment = workbench("runs", "show", run_id, "--json").document["experiment"]
    assert (experiment["epochs"], experiment["optimizer"]["learning_rate"]) == (2, 0.5)
    assert (experiment["network"]["layers"][1]["units"], experiment["name"]) == (7, "changed")


def test_the_same_seed_trains_the_same_model(workbench: Workbench, recipe: Path, squares: Path) -> None:
    one, other, changed = (
        workbench("train", recipe, "--data", squares, "--set", f"seed={seed}", "--json").document["epochs"]
        for seed in (1, 1, 2)
    )

    def losses(rows: list[dict[str, float]]) -> list[float]:
        return [row["validation_loss"] for row in rows]

    assert losses(one) == losses(other) != losses(changed)


def test_a_model_is_saved_where_it_was_asked_for(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new folder" / "mine.workbench"

    result = workbench("train", recipe, "--data", squares, "--save", path)

    assert result.status == 0, result.err
    assert str(path) in result.out
    assert load_bundle(path).manifest.classes == CLASSES


def test_a_model_that_cannot_be_saved_where_asked_is_not_lost(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    result = workbench("train", recipe, "--data", squares, "--save", tmp_path / "file" / "mine.workbench")

    assert result.status == 2
    assert "mine.workbench" in result.err
    (run,) = workbench("runs", "list", "--json").document["runs"]
    assert workbench("evaluate", run["run_id"], "--data", squares).status == 0


def test_a_run_that_diverges_says_what_to_do(workbench: Workbench, recipe: Path, squares: Path) -> None:
    result = workbench(
        "train", recipe, "--data", squares, "--json", "--set", "optimizer.learning_rate=100", "--set",
        "network.penalty.l2=100", "--set", "batch_size=4",
    )  # fmt: skip

    assert result.status == 1
    assert result.document["outcome"] == "diverged"
    assert "Lower the learning rate" in result.document["reason"]
    assert result.document["model"] is None
    assert "Warning" not in result.err


def test_evaluate_gives_other_programs_the_fields_that_they_rely_on(
    workbench: Workbench, model: Path, squares: Path, opened: ImageDataset
) -> None:
    result = workbench("evaluate", model, "--data", squares, "--split", "all", "--json")

    document = result.document
    assert result.status == 0
    assert {
        "split", "images", "accuracy", "accuracy_interval", "macro_f1", "loss", "classes", "confusion_matrix",
        "per_class", "calibration_error",
    } <= document.keys()  # fmt: skip
    assert (document["split"], document["images"], document["classes"]) == ("all", 200, list(CLASSES))
    low, high = document["accuracy_interval"]
    assert low < document["accuracy"] < high
    supports = [sum(row) for row in document["confusion_matrix"]]
    assert supports == [document["per_class"][name]["support"] for name in CLASSES]
    assert supports == list(opened.counts("all").values())
    hits = sum(document["confusion_matrix"][label][label] for label in range(3))
    assert document["accuracy"] == hits / 200
    for figures in document["per_class"].values():
        assert list(figures) == ["precision", "recall", "f1", "support"]


def test_evaluate_reports_on_what_the_model_never_saw(
    workbench: Workbench, model: Path, squares: Path, opened: ImageDataset
) -> None:
    document = workbench("evaluate", model, "--data", squares, "--json").document

    assert document["images"] < 50
    examination = examine(load_bundle(model), opened)
    assert document.pop("calibration_error") == examination.reliability.expected_calibration_error
    assert document == json.loads(examination.evaluation.model_dump_json())
    assert document["split"] in workbench("evaluate", model, "--data", squares).out


def test_predict_answers_in_the_order_given(
    workbench: Workbench, model: Path, pictures: list[Path], opened: ImageDataset
) -> None:
    order = [pictures[2], pictures[0], pictures[1], pictures[0]]

    result = workbench("predict", model, *order, "--json")

    predictions = result.document["predictions"]
    assert result.status == 0
    assert [entry["file"] for entry in predictions] == [str(path) for path in order]
    predictor = Predictor(load_bundle(model))
    for entry, row in zip(predictions, (2, 0, 1, 0), strict=True):
        expected = predictor.probabilities(opened.images[row : row + 1])[0]
        assert entry["probabilities"] == dict(zip(CLASSES, map(float, expected), strict=True))
        assert entry["label"] == CLASSES[expected.argmax()]
        assert entry["probability"] == max(entry["probabilities"].values())
        assert entry["warnings"] == []


def test_a_picture_that_fails_does_not_cost_the_others(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(pictures[0].read_bytes()[:60])
    files = [pictures[0], broken, tmp_path / "missing.png", pictures[1]]

    result = workbench("predict", model, *files, "--json")

    entries = result.document["predictions"]
    assert result.status == 1
    assert [entry["file"] for entry in entries] == [str(path) for path in files]
    assert ["error" in entry for entry in entries] == [False, True, True, False]
    for entry, path in zip(entries[1:3], files[1:3], strict=True):
        assert entry.keys() == {"file", "error"}
        assert str(path) in entry["error"]

    table = workbench("predict", model, *files)
    assert table.status == 1
    assert len(table.err.splitlines()) == 2
    assert len(table.out.splitlines()) == 2


def test_predictions_can_be_had_as_a_table(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    table, missing = tmp_path / "answers.csv", tmp_path / "missing.png"

    result = workbench("predict", model, pictures[0], missing, "--csv", table, "--json")

    first, second = csv.DictReader(table.read_text().splitlines())
    answer = result.document["predictions"][0]
    assert (first["file"], first["label"]) == (answer["file"], answer["label"])
    assert float(first["probability"]) == answer["probability"]
    assert {name: float(first[name]) for name in CLASSES} == answer["probabilities"]
    assert (second["file"], second["label"]) == (str(missing), "")
    assert "cannot be read" in second["error"]


def test_a_model_can_be_called_by_its_run(
    workbench: Workbench, recipe: Path, squares: Path, pictures: list[Path]
) -> None:
    trained = workbench("train", recipe, "--data", squares, "--json").document
    run_id = trained["run_id"]

    by_run = workbench("predict", run_id, pictures[0], "--json").document
    by_end = workbench("predict", run_id[-4:], pictures[0], "--json").document
    by_file = workbench("predict", trained["model"], pictures[0], "--json").document

    assert by_run == by_end == by_file


def test_doubts_about_a_picture_reach_the_terminal(workbench: Workbench, model: Path, tmp_path: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    Image.new("L", (30, 90), 200).save(tmp_path / "tall.png")

    result = workbench("predict", model, tmp_path / "tall.png")

    assert "squeezed" in result.out
    assert "blank" in result.out


def test_runs_are_listed_and_shown(workbench: Workbench, recipe: Path, squares: Path) -> None:
    trained = [workbench("train", recipe, "--data", squares, "--json").document for _ in range(2)]

    listed = workbench("runs", "list", "--json").document["runs"]
    shown = workbench("runs", "show", trained[0]["run_id"], "--json").document

    assert [run["run_id"] for run in listed] == [run["run_id"] for run in reversed(trained)]
    assert {run["outcome"] for run in listed} == {"completed"}
    assert (shown["epochs_done"], shown["architecture"], shown["source"]) == (3, "64-12-3", str(squares))
    assert [row["validation_loss"] for row in shown["epochs"]] == [
        row["validation_loss"] for row in trained[0]["epochs"]
    ]
    for command in (["runs", "list"], ["runs", "show", trained[0]["run_id"]]):
        assert trained[0]["run_id"] in workbench(*command).out


def test_an_empty_workspace_says_what_to_do(workbench: Workbench) -> None:
    assert "workbench train" in workbench("runs", "list").out
    assert workbench("runs", "list", "--json").document == {"runs": []}


def test_a_workspace_can_be_named(workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "a workspace"

    workbench("train", recipe, "--data", squares, "--workspace", workspace)

    assert len(workbench("runs", "list", "--workspace", workspace, "--json").document["runs"]) == 1
    assert workbench("runs", "list", "--json").document["runs"] == []


def test_a_recipe_is_shown_whole_and_can_be_trained_from_its_file(workbench: Workbench, tmp_path: Path) -> None:
    shown = workbench("recipes", "show", "digits-quick")
    path = tmp_path / "mine.json"
    path.write_text(shown.out)

    trained = workbench("train", path, "--data", "street-digits:300", "--set", "epochs=1", "--json")

    assert shown.document["name"] == "Digits, quick"
    assert trained.document["outcome"] == "completed"


def test_recipes_are_listed_by_the_names_that_train_takes(workbench: Workbench) -> None:
    out = workbench("recipes", "list").out

    for name in ("digits-quick", "report-digits-plain-2", "report-faces-dropout"):
        assert name in out


def test_a_demo_does_the_whole_job_and_leaves_a_page(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    result = workbench("demo", "--data", "street-digits:300", "--set", "epochs=2")

    assert result.status == 0, result.err
    assert "val. acc." in result.out
    (page,) = [line.rpartition(": ")[2] for line in result.out.splitlines() if line.endswith(".html")]
    assert Path(page).read_text().startswith("<!DOCTYPE html>")
    (model,) = [line.rpartition(": ")[2] for line in result.out.splitlines() if line.endswith(".workbench")]
    assert load_bundle(Path(model)).manifest.epoch in (1, 2)


def test_only_the_result_is_on_standard_output(workbench: Workbench, recipe: Path, squares: Path) -> None:
    for command in (
        ["data", "info", "street-digits:150"],
        ["train", recipe, "--data", squares],
        ["runs", "list"],
        ["recipes", "show", "digits-quick"],
    ):
        result = workbench(*command, "--json")
        assert result.document
        assert result.out.endswith("}\n")
