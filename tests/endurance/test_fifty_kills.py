"""Fifty times killed and fifty times resumed, a training is where an unbroken one is: no epoch lost, no bit changed.

Minutes long: `python3 packaging/test.py -m slow tests/endurance`.
"""

from __future__ import annotations

import multiprocessing
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.open import open_dataset
from core.experiment.draft import validate
from core.experiment.spec import Experiment
from core.models.bundle import load_bundle
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.background import continue_in_background, start_in_background
from core.training.checkpoint import load_checkpoint
from core.training.continuing import continue_run
from core.training.control import Control
from core.training.events import CheckpointSaved, Outcome
from core.training.start import run_experiment
from core.training.worker import Worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal on Windows"),
]

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50
LONGEST_LIFE = 1.5
SOURCE = "street-digits:400"
ENDLESS = 1_000_000
DRAFT: dict[str, Any] = {
    "name": "killed",
    "network": {
        "layers": [
            {"type": "Flatten"},
            {"type": "Dense", "units": 16, "activation": "relu"},
            {"type": "Dropout", "rate": 0.2},
            {"type": "Dense", "units": 10},
        ]
    },
    "optimizer": {"type": "SGD", "learning_rate": 0.01, "momentum": 0.9},
    "epochs": ENDLESS,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    open_dataset(SOURCE)
    with RunStore(tmp_path / "workspace") as opened:
        yield opened


def experiment(**changes: Any) -> Experiment:
    return validate(DRAFT | changes)


def in_process(workspace: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workbench", *arguments, "--workspace", str(workspace), "--json"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_after(process: subprocess.Popen[bytes], store: RunStore, seconds: float) -> RunRecord:
    """Let the command train for so long, kill it, and give what is left of its run."""
    deadline = time.monotonic() + 60
    while not any(run.outcome is None and run.started for run in store.runs()):
        assert process.poll() is None, "the command ended by itself"
        assert time.monotonic() < deadline, "the command did not begin to train"
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.wait()
    (run,) = store.runs()
    return store.run(run.run_id)


def assert_whole(record: RunRecord, at_least: int) -> None:
    assert record.outcome is Outcome.INTERRUPTED
    assert [row.epoch for row in record.epochs] == list(range(1, record.epochs_done + 1))
    assert record.epochs_done >= at_least
    if record.checkpoint_path:
        assert load_checkpoint(record.checkpoint_path).epoch == record.epochs_done


def finish_beside_an_unbroken_run(store: RunStore, record: RunRecord) -> None:
    """Train three more epochs, and compare with a run that nobody disturbed."""
    epochs = record.epochs_done + 3
    *_, last = continue_run(record.run_id, open_dataset(SOURCE), store, Control(), epochs=epochs)
    *_, undisturbed = run_experiment(experiment(epochs=epochs), open_dataset(SOURCE), store, Control())
    ended, unbroken = store.run(last.run_id), store.run(undisturbed.run_id)

    timeless = {"seconds", "images_per_second"}
    expected = [row.model_dump(exclude=timeless) for row in unbroken.epochs]
    assert [row.model_dump(exclude=timeless) for row in store.history(ended)] == expected
    models = [load_bundle(path) for run in (ended, unbroken) if (path := run.artifact("model"))]
    assert models[0].weights.keys() == models[1].weights.keys()
    assert all(np.array_equal(models[0].weights[name], models[1].weights[name]) for name in models[0].weights)
    assert models[0].manifest.epoch == models[1].manifest.epoch


def train_and_kill(worker: Worker, epochs: int) -> list[int]:
    """Let a worker train some epochs, and kill it. Returns the epochs that it said it had stored."""
    trained = []
    try:
        for event in worker.events():
            if isinstance(event, CheckpointSaved):
                trained.append(event.epoch)
                if len(trained) == epochs:
                    (process,) = multiprocessing.active_children()
                    process.kill()
    finally:
        worker.close()
    return trained


def test_a_program_killed_fifty_times_trains_what_an_undisturbed_one_trains(store: RunStore, tmp_path: Path) -> None:
    chance = random.Random(0)  # noqa: S311 - nothing secret about it
    recipe = tmp_path / "killed.json"
    recipe.write_text(experiment().model_dump_json())
    arguments = ["train", str(recipe), "--data", SOURCE]
    epochs = 0
    for _ in range(KILLS):
        process = in_process(store.workspace, *arguments)
        record = kill_after(process, store, chance.uniform(0, LONGEST_LIFE))
        assert_whole(record, at_least=epochs)
        epochs = record.epochs_done
        arguments = ["runs", "resume", record.run_id]

    assert epochs > KILLS, "hardly anything was trained between the kills"
    finish_beside_an_unbroken_run(store, record)


def test_a_worker_killed_ten_times_leaves_a_run_to_go_on_from_each_time(store: RunStore) -> None:
    chance = random.Random(1)  # noqa: S311 - likewise
    worker = start_in_background(store, experiment(), SOURCE)
    for _ in range(10):
        trained = train_and_kill(worker, epochs=chance.randint(1, 40))
        record = store.run(worker.run_id)
        assert record.outcome is Outcome.FAILED
        assert [row.epoch for row in record.epochs[: len(trained)]] == trained
        worker = continue_in_background(store, record.run_id)
    train_and_kill(worker, epochs=1)
    record = store.run(worker.run_id)

    finish_beside_an_unbroken_run(store, record)
