"""Runs are compared, named, deleted, brought back and taken elsewhere from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.cli.conftest import Workbench


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def train(workbench: Workbench, recipe: Path, squares: Path, workspace: Path, *settings: str) -> str:
    changes = [word for setting in settings for word in ("--set", setting)]
    result = workbench("train", recipe, "--data", squares, "--workspace", workspace, *changes, "--json")
    return str(result.document["run_id"])


def listed(workbench: Workbench, workspace: Path) -> list[dict[str, object]]:
    return list(workbench("runs", "list", "--workspace", workspace, "--json").document["runs"])


def test_runs_are_compared_by_what_differs_and_by_their_answers(
    workbench: Workbench, recipe: Path, squares: Path, workspace: Path
) -> None:
    one = train(workbench, recipe, squares, workspace)
    other = train(workbench, recipe, squares, workspace, "epochs=1", "optimizer.learning_rate=0.0001")
    runs = (one, other, "--workspace", workspace)

    document = workbench("runs", "compare", *runs, "--on", squares, "--json").document
    shown = workbench("runs", "compare", *runs, "--on", squares)

    assert document["settings"] == {"epochs": [3, 1], "optimizer.learning_rate": [0.01, 0.0001]}
    assert [run["run_id"] for run in document["runs"]] == [one, other]
    answers = document["answers"]
    counted = ("both_right", "only_first_right", "only_second_right", "both_wrong")
    assert sum(answers[name] for name in counted) == answers["images"]
    assert "optimizer.learning_rate" in shown.out
    assert "images" in shown.out.splitlines()[-1]


def test_answers_of_three_runs_are_not_compared(
    workbench: Workbench, recipe: Path, squares: Path, workspace: Path
) -> None:
    run = train(workbench, recipe, squares, workspace, "epochs=1")

    result = workbench("runs", "compare", run, run, run, "--on", squares, "--workspace", workspace)

    assert result.status == 2
    assert "Name two" in result.err


def test_a_run_gets_name_tags_and_a_note(workbench: Workbench, recipe: Path, squares: Path, workspace: Path) -> None:
    run = train(workbench, recipe, squares, workspace, "epochs=1")
    here = ("--workspace", workspace)

    assert workbench("runs", "rename", run, "The good one", *here).status == 0
    assert workbench("runs", "tag", run, "good", "small", *here).status == 0
    assert workbench("runs", "tag", run, "small", "--remove", *here).status == 0
    assert workbench("runs", "note", run, "Try a wider one.", *here).status == 0

    shown = workbench("runs", "show", run, *here, "--json").document
    assert (shown["name"], shown["tags"], shown["notes"]) == ("The good one", ["good"], "Try a wider one.")


def test_a_deleted_run_is_brought_back_or_removed_for_good(
    workbench: Workbench, recipe: Path, squares: Path, workspace: Path
) -> None:
    run = train(workbench, recipe, squares, workspace, "epochs=1")
    here = ("--workspace", workspace)

    assert f"runs restore {run}" in workbench("runs", "delete", run, *here).out
    assert listed(workbench, workspace) == []
    assert run in workbench("runs", "trash", *here).out.replace("\n", "")
    assert workbench("runs", "restore", run, *here).status == 0
    assert [one["run_id"] for one in listed(workbench, workspace)] == [run]

    workbench("runs", "delete", run, *here)
    assert "1 deleted run" in workbench("runs", "trash", "--empty", *here).out
    assert "is empty" in workbench("runs", "trash", *here).out
    assert workbench("runs", "restore", run, *here).status == 2


def test_a_run_is_taken_to_another_workspace_and_predicts_there(
    workbench: Workbench, recipe: Path, squares: Path, workspace: Path, pictures: list[Path], tmp_path: Path
) -> None:
    run = train(workbench, recipe, squares, workspace, "epochs=1")
    archive, there = tmp_path / "run.zip", tmp_path / "there"

    assert workbench("runs", "export", run, archive, "--workspace", workspace).status == 0
    assert workbench("runs", "import", archive, "--workspace", there).status == 0

    answers = [
        workbench("predict", run, pictures[0], "--workspace", place, "--json").document for place in (workspace, there)
    ]
    assert answers[0] == answers[1]
