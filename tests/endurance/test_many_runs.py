"""A workspace of many years: 5,000 runs with 1,000,000 epochs is opened and listed at once.

Minutes long: `python3 packaging/test.py -m slow tests/endurance`.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from core.paths import DATABASE
from core.runs import tables
from core.runs.database import Database
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import Outcome
from tests.core.runs.run_events import experiment, metrics

pytestmark = pytest.mark.slow

RUNS, EPOCHS = 5_000, 200
TRIES = 5
MOST_SECONDS = 0.5


def test_five_thousand_runs_with_a_million_epochs_are_listed_within_half_a_second(tmp_path: Path) -> None:
    with RunStore(tmp_path):
        pass
    rows = tuple(metrics(epoch) for epoch in range(1, EPOCHS + 1))
    database = Database(tmp_path / DATABASE)
    with database.writing() as connection:
        for number in range(RUNS):
            tables.insert(connection, record(number, tmp_path).model_copy(update={"epochs": rows}))
    database.close()

    seconds = [time_to_list(tmp_path) for _ in range(TRIES)]
    print(f"opened and listed in {statistics.median(seconds):.3f} s")  # noqa: T201 - for whoever wants the figure
    assert statistics.median(seconds) < MOST_SECONDS


def record(number: int, workspace: Path) -> RunRecord:
    """A completed run; every fourth one extends the one before it, and was never better."""
    return RunRecord(
        run_id=run_id(number),
        name=f"run {number}",
        parent=run_id(number - 1) if number % 4 == 3 else None,
        source="street-digits:20000",
        data_sha256="d" * 64,
        backend="numpy",
        architecture="1024-200-10",
        blas_threads=1,
        created=float(number),
        outcome=Outcome.COMPLETED,
        epochs_planned=EPOCHS,
        epochs_done=EPOCHS,
        best_epoch=EPOCHS,
        best_validation_accuracy=0.9,
        experiment=experiment(f"run {number}"),
        folder=workspace / "runs" / run_id(number),
    )


def run_id(number: int) -> str:
    return f"20260101-0000-{number:04}"


def time_to_list(workspace: Path) -> float:
    started = time.perf_counter()
    with RunStore(workspace) as store:
        runs = store.runs()
        seconds = time.perf_counter() - started
    assert len(runs) == RUNS
    assert all(run.best_validation_loss == metrics(EPOCHS).validation_loss for run in runs[:100])
    return seconds
