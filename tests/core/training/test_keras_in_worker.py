"""A run on Keras in its own process: seen while it starts, answered at once, and no end of it hurts anything else."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.experiment.draft import draft_of, validate
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.runs.store import RunStore
from core.training.background import start_in_background
from core.training.events import EpochEnded, Finished, Outcome, Preparing, Progress, Started
from core.training.worker import Worker
from tests.core.backends.keras_engine import needs_keras

ROOT = Path(__file__).resolve().parents[3]
SOURCE = "street-digits:300"
ENDLESS = 100_000
SECONDS_TO_ANSWER = 0.2
PREDICT = """
import sys
from pathlib import Path
from PIL import Image
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
answer = Predictor(load_bundle(Path(sys.argv[1]))).predict(Image.new("L", (32, 32), 90))
assert abs(sum(answer.probabilities.values()) - 1) < 1e-5
assert not {"tensorflow", "keras"} & {name.partition(".")[0] for name in sys.modules}
"""


def experiment(epochs: int) -> Experiment:
    return validate(draft_of(load_recipe("digits-quick")) | {"epochs": epochs, "backend": "keras"})


def start(store: RunStore, epochs: int = ENDLESS) -> Worker:
    return start_in_background(store, experiment(epochs), SOURCE, threads=1)


def end_of(worker: Worker) -> Finished:
    *_, last = worker.events()
    assert isinstance(last, Finished)
    return last


@needs_keras
def test_a_run_on_keras_starts_visibly_stops_at_once_and_its_model_predicts_without_tensorflow(store: RunStore) -> None:
    with closing(start(store)) as worker:
        events = worker.events()
        before = []
        for event in events:
            if isinstance(event, Started):
                break
            before.append(event)
        next(event for event in events if isinstance(event, EpochEnded))
        next(event for event in events if isinstance(event, Progress | EpochEnded))
        asked = time.time()
        worker.stop()
        *rest, last = events

    assert [event.what for event in before if isinstance(event, Preparing)] == [
        "Starting Keras",
        "Compiling the network",
    ]
    assert len(before) == 2
    assert last.outcome is Outcome.STOPPED
    record = store.run(worker.run_id)
    # Training is over by then; what is left is to measure and save what it gave.
    assert all(event.time - asked < SECONDS_TO_ANSWER for event in rest)
    assert record.device
    model = record.artifact("model")
    assert model is not None
    subprocess.run([sys.executable, "-c", PREDICT, str(model)], cwd=ROOT, check=True)


@needs_keras
@pytest.mark.parametrize(
    ("ask", "stage"),
    [(Worker.discard, "Starting Keras"), (Worker.stop, "Compiling the network")],
    ids=["discard", "stop"],
)
def test_a_run_given_up_while_keras_starts_is_over_at_once_and_on_record(
    store: RunStore, ask: Callable[[Worker], None], stage: str
) -> None:
    with closing(start(store)) as worker:
        events = worker.events()
        next(event for event in events if isinstance(event, Preparing) and event.what == stage)
        asked = time.monotonic()
        ask(worker)
        *_, last = events

    assert time.monotonic() - asked < 1
    assert (last.outcome, store.run(worker.run_id).outcome) == (Outcome.DISCARDED, Outcome.DISCARDED)
    assert stage in last.reason
    assert not multiprocessing.active_children()


@needs_keras
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")
def test_a_worker_killed_inside_tensorflow_fails_with_its_log_and_the_next_run_works(store: RunStore) -> None:
    with closing(start(store)) as worker:
        events = worker.events()
        next(event for event in events if isinstance(event, EpochEnded))
        (process,) = multiprocessing.active_children()
        process.kill()
        *_, last = events
    assert last.outcome is Outcome.FAILED
    assert "signal 9" in last.reason
    assert str(worker.log) in last.reason

    with closing(start(store, epochs=2)) as following:
        assert end_of(following).outcome is Outcome.COMPLETED


def test_a_broken_installation_fails_on_record_with_its_reason_and_its_trace_in_the_log(
    store: RunStore, tmp_path: Path
) -> None:
    for library in ("tensorflow", "keras"):
        (tmp_path / library).mkdir()
        (tmp_path / library / "__init__.py").write_text("raise ImportError('libexample.so is missing')")
    # In a process of its own: what is broken is remembered there for the rest of its life.
    script = [sys.executable, "-m", "tests.core.training.broken_keras", str(store.workspace), SOURCE]
    result = subprocess.run(
        script,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
        text=True,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    outcome, reason, remembered = result.stdout.splitlines()
    (run,) = store.runs()
    assert (outcome, run.outcome) == ("failed", Outcome.FAILED)
    assert "libexample.so is missing" in reason
    assert run.reason == reason
    assert reason.startswith(remembered)
    assert "Traceback" in (store.folder(run.run_id) / "log.txt").read_text()
