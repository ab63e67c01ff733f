"""A workspace of many years: 5,000 runs with 1,000,000 epochs."""

from __future__ import annotations

from pathlib import Path

from core.paths import DATABASE
from core.runs import tables
from core.runs.database import Database
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import Outcome
from tests.core.runs.run_events import experiment, metrics

RUNS, EPOCHS = 5_000, 200
NEEDLE = "the one that is looked for"


def fill_workspace(workspace: Path) -> None:
    """Takes about twenty seconds."""
    with RunStore(workspace):
        pass
    rows = tuple(metrics(epoch) for epoch in range(1, EPOCHS + 1))
    database = Database(workspace / DATABASE)
    with database.writing() as connection:
        for number in range(RUNS):
            tables.insert(connection, _record(number, workspace).model_copy(update={"epochs": rows}))
    database.close()


def run_id(number: int) -> str:
    return f"20260101-0000-{number:04}"


def _record(number: int, workspace: Path) -> RunRecord:
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
        experiment=experiment(f"run {number}"),
        folder=workspace / "runs" / run_id(number),
    )
