"""Committees from the command line: united from models, trained by recipe, asked like any other model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.data.dataset import ImageDataset
from core.models.assessment import evaluate_model
from core.models.committee import load_model
from tests.workbench.cli.conftest import CLASSES, Workbench
from tests.workbench.cli.processes import running, wait_for_run
from tests.workbench.cli.test_interrupted_training import POSIX_ONLY


@pytest.fixture
def others(workbench: Workbench, recipe: Path, squares: Path) -> list[str]:
    """Ids of two runs, the second with another architecture and preprocessing."""
    arguments = ("train", recipe, "--data", squares, "--json", "--set")
    settings = (("seed=5", "name=one"), ("network.layers[1].units=30", "preprocessing.normalization=image"))
    return [workbench(*arguments, one, "--set", two).document["run_id"] for one, two in settings]


@pytest.fixture
def committee_recipe(recipe: Path, tmp_path: Path) -> Path:
    """Three small members of other learning rates."""
    member = json.loads(recipe.read_text()) | {"epochs": 2}
    optimizers = [{"type": "SGD", "learning_rate": rate} for rate in (0.01, 0.02, 0.03)]
    members = [member | {"name": f"member {place}", "optimizer": one} for place, one in enumerate(optimizers)]
    path = tmp_path / "committee.json"
    path.write_text(json.dumps({"kind": "committee", "name": "three", "members": members}))
    return path


def test_models_and_runs_are_united_to_one_file_that_evaluates_and_predicts(
    workbench: Workbench, model: Path, others: list[str], squares: Path, opened: ImageDataset, pictures: list[Path]
) -> None:
    path = model.with_name("all.workbench")
    result = workbench("committee", model, *others, "--save", path, "--name", "All", "--data", squares, "--json")

    document = result.document
    assert result.status == 0
    assert (document["name"], document["vote"], document["model"]) == ("All", "majority", str(path))
    assert document["classes"] == list(CLASSES)
    assert [member["run_id"] for member in document["members"]][1:] == others
    assert sum(member["weight"] for member in document["members"]) == pytest.approx(1)
    evaluation = evaluate_model(load_model(path), opened)
    figures = workbench("evaluate", path, "--data", squares, "--json").document
    assert figures.pop("calibration_error") >= 0
    assert figures == json.loads(evaluation.model_dump_json())
    assert document["measurements"][1]["evaluation"] == json.loads(evaluation.model_dump_json())

    answers = workbench("predict", path, *pictures, "--json").document["predictions"]
    for answer in answers:
        assert answer["label"] == max(answer["probabilities"], key=answer["probabilities"].__getitem__)
        assert len(answer["members"]) == 3
        assert {"member", "label", "probability", "weight"} == answer["members"][0].keys()
    assert "small" in workbench("predict", path, pictures[0]).out


def test_a_single_model_s_answers_stay_as_they_were(workbench: Workbench, model: Path, pictures: list[Path]) -> None:
    (answer,) = workbench("predict", model, pictures[0], "--json").document["predictions"]
    assert "members" not in answer


def test_weights_are_given_or_those_of_validation(workbench: Workbench, others: list[str], tmp_path: Path) -> None:
    arguments = ("committee", *others, "--save", tmp_path / "weighed.workbench", "--vote", "weighted", "--json")
    given = workbench(*arguments, "--weights", "3,1").document
    assert [member["weight"] for member in given["members"]] == [0.75, 0.25]
    merit = workbench(*arguments).document
    accuracies = [member["validation_accuracy"] for member in merit["members"]]
    assert [member["weight"] for member in merit["members"]] == pytest.approx([a / sum(accuracies) for a in accuracies])
    assert (given["weights_from"], merit["weights_from"]) == ("given", "validation accuracy")


def test_what_cannot_be_united_is_said_in_one_line(
    workbench: Workbench, model: Path, others: list[str], tmp_path: Path
) -> None:
    target = tmp_path / "united.workbench"
    digits = workbench("train", "digits-quick", "--data", "street-digits:300", "--set", "epochs=1", "--json").document
    assert workbench("committee", *others, "--save", target).status == 0
    for arguments, words in (
        ((*others, digits["run_id"]), "differ in their classes: only one"),
        ((others[0], others[0]), "is named twice"),
        ((target, model), f"{target} is a committee"),
        ((*others, "--vote", "weighted", "--weights", "1,x"), "--weights 1,x is not a list of numbers"),
        ((*others, "--vote", "loudest"), "loudest"),
    ):
        result = workbench("committee", *arguments, "--save", tmp_path / "not.workbench")
        assert result.status == 2, result
        assert words in result.err
        assert len(result.err.strip().splitlines()) == 1
    assert not (tmp_path / "not.workbench").exists()


def test_a_committee_s_recipe_trains_every_member_and_unites_them(
    workbench: Workbench, committee_recipe: Path, squares: Path, tmp_path: Path, pictures: list[Path]
) -> None:
    arguments = ("train", committee_recipe, "--data", squares, "--set", "vote=mean", "--set", "epochs=1")
    result = workbench(*arguments, "--save", tmp_path / "three.workbench", "--json")

    document = result.document
    assert result.status == 0
    assert "Member 2 of 3: member 1" in result.err
    listed = workbench("runs", "list", "--json").document["runs"]
    assert document["runs"] == [run["run_id"] for run in reversed(listed)]
    assert {run["epochs_done"] for run in listed} == {1}
    assert document["vote"] == "mean"
    assert [one["evaluation"]["split"] for one in document["measurements"]] == [
        "validation, held back from all",
        "test, held back from all",
    ]
    kept = workbench(*arguments, "--resume", "--json").document["model"]
    by_id = workbench("predict", Path(kept).parent.name, pictures[0], "--json").document
    assert by_id == workbench("predict", tmp_path / "three.workbench", pictures[0], "--json").document
    assert len(workbench("runs", "list", "--json").document["runs"]) == 3


@POSIX_ONLY
def test_a_killed_committee_loses_no_finished_member(
    workbench: Workbench, committee_recipe: Path, squares: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    draft = json.loads(committee_recipe.read_text())
    draft["members"][1]["epochs"] = 1_000_000
    committee_recipe.write_text(json.dumps(draft))
    arguments = ("train", committee_recipe, "--data", squares, "--workspace", workspace)
    with running(*arguments) as process:
        wait_for_run(process, workspace, lambda run: run.name == "member 1" and run.epochs_done > 0)
        process.kill()
    draft["members"][1]["epochs"] = 2
    committee_recipe.write_text(json.dumps(draft))

    result = workbench(*arguments, "--resume", "--json")

    assert result.status == 0
    assert "Member 1 of 3: member 0, trained before" in result.err
    states = [
        (run["name"], run["outcome"])
        for run in workbench("runs", "list", "--workspace", workspace, "--json").document["runs"]
    ]
    assert states == [
        ("member 2", "completed"),
        ("member 1", "completed"),
        ("member 1", "interrupted"),
        ("member 0", "completed"),
    ]


@POSIX_ONLY
def test_a_member_that_was_cut_short_goes_on_where_it_was(
    workbench: Workbench, committee_recipe: Path, squares: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    draft = json.loads(committee_recipe.read_text())
    draft["members"][1]["epochs"] = 300
    committee_recipe.write_text(json.dumps(draft))
    arguments = ("train", committee_recipe, "--data", squares, "--workspace", workspace)
    with running(*arguments) as process:
        wait_for_run(process, workspace, lambda run: run.name == "member 1" and run.epochs_done > 0)
        process.kill()
    listed = workbench("runs", "list", "--workspace", workspace, "--json").document["runs"]
    (begun,) = (run for run in listed if run["name"] == "member 1")

    result = workbench(*arguments, "--resume", "--json")

    assert result.status == 0
    assert f"Member 2 of 3: member 1, goes on after epoch {begun['epochs_done']}" in result.err
    assert result.document["runs"][1] == begun["run_id"]
    runs = workbench("runs", "list", "--workspace", workspace, "--json").document["runs"]
    assert [(run["name"], run["outcome"], run["epochs_done"]) for run in runs if run["name"] == "member 1"] == [
        ("member 1", "completed", 300)
    ]


def test_a_member_that_diverges_leaves_no_committee_and_says_how_to_go_on(
    workbench: Workbench, committee_recipe: Path, squares: Path
) -> None:
    draft = json.loads(committee_recipe.read_text())
    draft["members"][1]["optimizer"]["learning_rate"] = 100
    draft["members"][1]["network"]["layers"][1]["activation"] = "linear"
    committee_recipe.write_text(json.dumps(draft))

    result = workbench("train", committee_recipe, "--data", squares)

    assert result.status == 1
    assert "Member 2 of 3 ended as diverged" in result.err
    assert "--resume" in result.err


def test_recipes_list_and_show_know_committees(workbench: Workbench) -> None:
    assert "report-faces-committee" in workbench("recipes", "list").out
    shown = workbench("recipes", "show", "report-faces-committee").document
    assert (shown["kind"], len(shown["members"])) == ("committee", 3)
