"""Whatever interrupts a training in the terminal, the epochs that were done are there, whole and in order."""

from __future__ import annotations

import random
import signal
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from core.models.bundle import load_bundle
from core.training.checkpoint import load_checkpoint
from tests.workbench.cli.conftest import CLASSES, SIDE, Workbench
from tests.workbench.cli.processes import running, wait_for_run

ENDLESS = ("--set", "epochs=1000000")
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")

pytestmark = POSIX_ONLY


def assert_whole(workbench: Workbench, workspace: Path, at_least: int) -> dict[str, object]:
    """The one run of a workspace, as the commands show it after its process has vanished."""
    (listed,) = workbench("runs", "list", "--workspace", workspace, "--json").document["runs"]
    shown = workbench("runs", "show", listed["run_id"], "--workspace", workspace, "--json").document
    assert listed["outcome"] == shown["outcome"] == "interrupted"
    assert [row["epoch"] for row in shown["epochs"]] == list(range(1, shown["epochs_done"] + 1))
    assert shown["epochs_done"] >= at_least
    assert "resumed" in shown["reason"]
    if shown["epochs_done"]:
        checkpoint = load_checkpoint(Path(shown["folder"]) / shown["checkpoint"])
        assert checkpoint.epoch == shown["epochs_done"]
        assert checkpoint.best is not None
    return dict(shown)


@pytest.mark.parametrize("epochs", [2, 5])
def test_a_killed_training_loses_no_finished_epoch(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path, epochs: int
) -> None:
    with running("train", recipe, "--data", squares, "--workspace", tmp_path, *ENDLESS) as process:
        seen = wait_for_run(process, tmp_path, lambda run: run.epochs_done >= epochs)
        process.kill()

    shown = assert_whole(workbench, tmp_path, at_least=seen.epochs_done)
    for row, before in zip(shown["epochs"], seen.model_dump()["epochs"], strict=False):  # type: ignore[call-overload]
        assert row == before


@pytest.mark.parametrize("moment", range(3))
def test_a_training_killed_at_any_moment_leaves_a_readable_workspace(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path, moment: int
) -> None:
    with running("train", recipe, "--data", squares, "--workspace", tmp_path, *ENDLESS) as process:
        wait_for_run(process, tmp_path, lambda run: run.started is not None)
        ends = time.monotonic() + random.Random(moment).uniform(0, 0.4)  # noqa: S311 - nothing secret about it
        wait_for_run(process, tmp_path, lambda _run: time.monotonic() > ends)
        process.kill()

    assert_whole(workbench, tmp_path, at_least=0)


def test_a_training_answers_while_it_goes_on_and_after_it_was_killed(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "gray.png"
    Image.new("L", (SIDE, SIDE), 128).save(picture)
    with running("train", recipe, "--data", squares, "--workspace", tmp_path, *ENDLESS) as process:
        run_id = wait_for_run(process, tmp_path, lambda run: run.epochs_done >= 1).run_id
        predicted = workbench("predict", run_id, picture, "--workspace", tmp_path, "--json")
        evaluated = workbench("evaluate", run_id, "--data", squares, "--workspace", tmp_path, "--json")
        assert process.poll() is None
        process.kill()

    for result in (predicted, evaluated):
        assert result.status == 0, result.err
        assert f"Run {run_id}: epoch " in result.err
        assert "still training" in result.err
    assert set(predicted.document["predictions"][0]["probabilities"]) == set(CLASSES)
    after = workbench("predict", run_id, picture, "--workspace", tmp_path)
    assert after.status == 0
    assert "interrupted" in after.err


def test_a_killed_training_is_resumed_by_one_command_as_if_it_had_never_been(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    epochs = ("--set", "epochs=60")
    whole = workbench("train", recipe, "--data", squares, "--workspace", tmp_path / "whole", *epochs, "--json").document
    workspace = tmp_path / "broken"
    with running("train", recipe, "--data", squares, "--workspace", workspace, *epochs) as process:
        wait_for_run(process, workspace, lambda run: run.epochs_done >= 2)
        process.kill()
    (listed,) = workbench("runs", "list", "--workspace", workspace, "--json").document["runs"]

    resumed = workbench("runs", "resume", listed["run_id"], "--workspace", workspace, "--json").document

    assert (resumed["run_id"], resumed["outcome"]) == (listed["run_id"], "completed")
    same = ("epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
    assert [[row[name] for name in same] for row in resumed["epochs"]] == [
        [row[name] for name in same] for row in whole["epochs"]
    ]


def test_a_finished_run_is_extended_and_says_whose_child_it_is(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    run = workbench("train", recipe, "--data", squares, "--workspace", tmp_path, "--json").document["run_id"]

    refused = workbench("runs", "resume", run, "--workspace", tmp_path)
    extended = workbench("runs", "resume", run, "--epochs", "5", "--workspace", tmp_path, "--json").document

    assert refused.status == 2
    assert "Ask for more epochs than 3" in refused.err
    assert [row["epoch"] for row in extended["epochs"]] == [4, 5]
    assert f"goes on where {run} ended" in workbench("runs", "show", extended["run_id"], "--workspace", tmp_path).out


def test_control_c_stops_the_training_and_keeps_the_model(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    with running("train", recipe, "--data", squares, "--workspace", tmp_path, "--json", *ENDLESS) as process:
        wait_for_run(process, tmp_path, lambda run: run.epochs_done >= 1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    (run,) = workbench("runs", "list", "--workspace", tmp_path, "--json").document["runs"]
    assert process.returncode == 0, err
    assert run["outcome"] == "stopped"
    assert '"outcome": "stopped"' in out
    assert "Stopping after this batch" in err
    model = workbench("runs", "show", run["run_id"], "--workspace", tmp_path, "--json").document["folder"]
    assert load_bundle(Path(model) / "model.workbench").manifest.run_id == run["run_id"]
    assert workbench("evaluate", run["run_id"], "--data", squares, "--workspace", tmp_path).status == 0


def test_pressing_control_c_twice_loses_no_finished_epoch(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    with running("train", recipe, "--data", squares, "--workspace", tmp_path, *ENDLESS) as process:
        seen = wait_for_run(process, tmp_path, lambda run: run.epochs_done >= 1)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "again to give up" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)

    (run,) = workbench("runs", "list", "--workspace", tmp_path, "--json").document["runs"]
    assert run["outcome"] in ("stopped", "interrupted")
    assert run["epochs_done"] >= seen.epochs_done
