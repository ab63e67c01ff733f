"""`workbench sweep` in the terminal: one command searches, the same command goes on, others show what came of it."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from core.models.bundle import load_bundle
from tests.workbench.cli.conftest import Workbench
from tests.workbench.cli.processes import running, wait_for_run

RATE = "optimizer.learning_rate"


@pytest.fixture
def space(recipe: Path, tmp_path: Path) -> Path:
    """Two learning rates of the small experiment."""
    path = tmp_path / "rates.json"
    rates = {"type": "choices", "path": RATE, "values": [0.05, 0.01]}
    base = json.loads(recipe.read_text())
    path.write_text(json.dumps({"name": "rates", "base": base, "vary": [rates], "sampler": "grid"}))
    return path


def test_one_command_searches_and_saves_the_best_model(
    workbench: Workbench, space: Path, squares: Path, tmp_path: Path
) -> None:
    arguments = ("sweep", space, "--data", squares, "--workspace", tmp_path / "w", "--threads", "1")

    first = workbench(*arguments, "--trials", "1", "--json")
    rest = workbench(*arguments, "--save", tmp_path / "best.workbench", "--json")

    assert (first.status, len(first.document["trials"])) == (0, 1)
    assert rest.status == 0, rest.err
    assert rest.document["trials"][0] == first.document["trials"][0]
    assert [trial["values"][RATE] for trial in rest.document["trials"]] == [0.05, 0.01]
    assert "validation accuracy" in rest.document["objective"]
    best = rest.document["best"]
    assert best["validation_accuracy"] == max(trial["validation_accuracy"] for trial in rest.document["trials"])
    assert load_bundle(tmp_path / "best.workbench").manifest.run_id == best["run_id"]
    runs = workbench("runs", "list", "--workspace", tmp_path / "w", "--json").document["runs"]
    assert {run["run_id"] for run in runs} == {trial["run_id"] for trial in rest.document["trials"]}
    assert all(run["tags"] == [f"sweep:{rest.document['sweep_id']}"] for run in runs)

    listed = workbench("sweeps", "list", "--workspace", tmp_path / "w")
    shown = workbench("sweeps", "show", "rates", "--workspace", tmp_path / "w")
    assert rest.document["sweep_id"] in listed.out
    assert "2/2" in listed.out
    assert "learning_rate" in shown.out
    assert f"Best: trial {best['trial']}" in shown.out
    assert workbench("sweeps", "delete", "rates", "--workspace", tmp_path / "w").status == 0
    assert workbench("sweeps", "list", "--workspace", tmp_path / "w", "--json").document == {"sweeps": []}
    assert len(workbench("runs", "list", "--workspace", tmp_path / "w", "--json").document["runs"]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")
@pytest.mark.parametrize("executor", [(), pytest.param(("--cluster", "local"), marks=pytest.mark.slow)])
def test_control_c_keeps_what_runs_and_the_same_command_goes_on(
    workbench: Workbench, space: Path, squares: Path, tmp_path: Path, executor: tuple[str, ...]
) -> None:
    place = ("--data", squares, "--workspace", tmp_path / "w")
    arguments = ("sweep", space, *place, "--set", "epochs=300", "--workers", "1", "--json", *executor)
    with running(*arguments, has_own_terminal=True) as process:
        wait_for_run(process, tmp_path / "w", lambda run: run.epochs_done >= 1)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    stopped = json.loads(out)
    assert "the same command goes on" in err
    assert stopped["trials"][0]["state"] == "interrupted"
    (run,) = workbench("runs", "list", "--workspace", tmp_path / "w", "--json").document["runs"]
    assert run["outcome"] == "stopped"

    done = workbench(*arguments).document

    assert [trial["state"] for trial in done["trials"]] == ["completed", "completed"]
    assert len(done["trials"][0]["epochs"]) == 300
    assert done["trials"][0]["epochs"][: len(stopped["trials"][0]["epochs"])] == stopped["trials"][0]["epochs"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("report-faces-rate",), "Did you mean report-faces-rates"),
        (("report-faces-rates", "--set", "optimizer.learning_rat=1"), "no field learning_rat"),
        (("digits-rate-dropout-width", "--set", "pruner=some"), "pruner: must be"),
        (("digits-rate-dropout-width", "--cluster", "tcp://127.0.0.1:9"), "No dask scheduler answers"),
    ],
)
def test_what_cannot_be_searched_is_said_in_one_line(
    workbench: Workbench, squares: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = workbench("sweep", *arguments, "--data", squares)
    assert result.status == 2
    assert message in result.err.replace("\n", " ")


def test_the_sweeps_that_ship_are_listed_with_what_they_are(workbench: Workbench) -> None:
    assert "task 5" in workbench("sweeps", "ready").out
    assert workbench("sweeps", "ready", "--json").document["report-faces-rates"]["sampler"] == "grid"
