"""A workspace of many years: 5,000 runs with 1,000,000 epochs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.paths import DATABASE
from core.runs import tables
from core.runs.database import Database
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import EpochMetrics, Outcome

RUNS: Final = 5_000
EPOCHS: Final = 200
NEEDLE: Final = "the one that is looked for"
"""The note of one run."""


def fill_workspace(workspace: Path) -> None:
    """Put them there; takes about twenty seconds."""
    experiment = load_recipe("digits-quick")
    with RunStore(workspace):
        pass
    rows = tuple(_metrics(epoch) for epoch in range(1, EPOCHS + 1))
    database = Database(workspace / DATABASE)
    with database.writing() as connection:
        for number in range(RUNS):
            tables.insert(connection, _record(number, workspace, experiment).model_copy(update={"epochs": rows}))
    database.close()


def run_id(number: int) -> str:
    """Of a run by its place."""
    return f"20260101-0000-{number:04}"


def _record(number: int, workspace: Path, experiment: Experiment) -> RunRecord:
    """A completed run; every fourth one extends the one before it, and was never better."""
    return RunRecord(
        run_id=run_id(number),
        name=f"run {number}",
        parent=run_id(number - 1) if number % 4 == 3 else None,
        source=f"street-digits:{20_000 + number % 7}",
        data_sha256="d" * 64,
        backend="keras" if number % 3 else "numpy",
        architecture=f"1024-{100 + number % 100}-10",
        blas_threads=1,
        created=float(number),
        outcome=Outcome.STOPPED if number % 10 == 0 else Outcome.COMPLETED,
        epochs_planned=EPOCHS,
        epochs_done=EPOCHS,
        best_epoch=EPOCHS,
        best_validation_accuracy=number % 997 / 997,
        tags=("report",) if number % 5 == 0 else (),
        notes=NEEDLE if number == RUNS // 2 else "",
        experiment=experiment.model_copy(update={"name": f"run {number}", "epochs": EPOCHS}),
        folder=workspace / "runs" / run_id(number),
    )


def _metrics(epoch: int) -> EpochMetrics:
    return EpochMetrics(
        epoch=epoch,
        train_loss=2.0 / epoch,
        train_accuracy=1 - 0.5 / epoch,
        validation_loss=2.1 / epoch,
        validation_accuracy=1 - 0.6 / epoch,
        objective=2.2 / epoch,
        learning_rate=0.1,
        seconds=0.25,
        images_per_second=60_000.0,
        dead_units={"dense_1": 0.25},
    )
