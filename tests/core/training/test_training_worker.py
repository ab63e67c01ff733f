"""A run in a worker process ends exactly once and is recorded, whichever of the two processes dies, and however."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.runs.liveness import FileLock
from core.runs.store import RunStore
from core.training.events import EpochEnded, Finished, Outcome, Started, TrainingEvent
from core.training.worker import Worker, start_worker
from tests.core.training import worker_trainings as trainings

ROOT = Path(__file__).resolve().parents[3]
SECONDS_TO_START = 60
SECONDS_TO_END = 5
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")


def start(store: RunStore, train: Callable[..., Iterator[TrainingEvent]], *arguments: Any) -> Worker:
    """Start `train(control, [workspace,] run_id, *arguments)`, with the workspace where it asks for one."""
    run_id = store.reserve_run_id()
    names = train.__code__.co_varnames[1 : train.__code__.co_argcount]
    known = {"workspace": store.workspace, "run_id": run_id}
    return start_worker(store, run_id, train, *(known[name] for name in names if name in known), *arguments)


def until_first_epoch(events: Iterator[TrainingEvent]) -> None:
    next(event for event in events if isinstance(event, EpochEnded))


def end_of(events: Iterator[TrainingEvent]) -> Finished:
    """The last event, having checked that it is the only one of its kind."""
    *others, last = events
    assert isinstance(last, Finished)
    assert not any(isinstance(event, Finished) for event in others)
    return last


def test_a_run_is_seen_from_its_start_to_its_end(store: RunStore) -> None:
    worker = start(store, trainings.train, 3)

    events = list(worker.events())

    assert [event.kind for event in events] == ["started", "epoch-ended", "epoch-ended", "epoch-ended", "finished"]
    assert isinstance(events[0], Started)
    assert {event.run_id for event in events} == {worker.run_id}
    assert store.run(worker.run_id).outcome is Outcome.COMPLETED


@pytest.mark.parametrize(
    ("ask", "outcome"), [(Worker.stop, Outcome.STOPPED), (Worker.discard, Outcome.DISCARDED)], ids=["stop", "discard"]
)
def test_stop_keeps_the_run_and_discard_does_not(
    store: RunStore, ask: Callable[[Worker], None], outcome: Outcome
) -> None:
    worker = start(store, trainings.train, trainings.ENDLESS)
    events = worker.events()
    until_first_epoch(events)

    ask(worker)

    assert end_of(events).outcome is outcome
    assert store.run(worker.run_id).outcome is outcome
    assert (store.run(worker.run_id).checkpoint_path is not None) == (outcome is Outcome.STOPPED)


def test_a_paused_run_holds_still_until_it_is_resumed(store: RunStore) -> None:
    worker = start(store, trainings.train, trainings.ENDLESS)
    seen: queue.SimpleQueue[TrainingEvent] = queue.SimpleQueue()
    screen = threading.Thread(target=lambda: [seen.put(event) for event in worker.events()])
    screen.start()
    seen.get(timeout=SECONDS_TO_START)

    worker.pause()
    with contextlib.suppress(queue.Empty):
        while True:
            seen.get(timeout=1)
    assert store.run(worker.run_id).state == "running"
    worker.resume()
    assert isinstance(seen.get(timeout=SECONDS_TO_START), EpochEnded)

    worker.stop()
    screen.join(SECONDS_TO_START)
    assert store.run(worker.run_id).outcome is Outcome.STOPPED


@POSIX_ONLY
def test_a_killed_worker_is_reported_once_and_its_epochs_are_kept(store: RunStore) -> None:
    worker = start(store, trainings.train, trainings.ENDLESS)
    events = worker.events()
    until_first_epoch(events)

    (process,) = multiprocessing.active_children()
    process.kill()

    last = end_of(events)
    run = store.run(worker.run_id)
    assert last.outcome is Outcome.FAILED
    assert "signal 9" in last.reason
    assert str(worker.log) in last.reason
    assert (run.outcome, run.reason) == (Outcome.FAILED, last.reason)
    assert run.epochs_done == len(run.epochs) >= 1
    assert run.checkpoint_path is not None
    assert run.checkpoint_path.exists()


@POSIX_ONLY
def test_a_worker_asked_to_end_by_the_system_keeps_its_run(store: RunStore) -> None:
    worker = start(store, trainings.train, trainings.ENDLESS)
    events = worker.events()
    until_first_epoch(events)

    (process,) = multiprocessing.active_children()
    process.terminate()

    assert end_of(events).outcome is Outcome.STOPPED


def test_an_exception_in_the_training_is_the_reason_and_its_trace_is_in_the_log(store: RunStore) -> None:
    worker = start(store, trainings.fail_in_an_epoch)

    last = end_of(worker.events())

    assert (last.outcome, last.reason) == (Outcome.FAILED, "ZeroDivisionError: the batch is empty")
    assert store.run(worker.run_id).reason == last.reason
    assert "Traceback" in worker.log.read_text()


def test_an_expected_error_before_the_run_exists_is_said_in_its_own_words(store: RunStore) -> None:
    worker = start(store, trainings.fail_before_the_run_exists)

    last = end_of(worker.events())

    assert (last.outcome, last.reason) == (Outcome.FAILED, "faces.zip has no images. Choose another file.")
    assert store.runs() == []


def test_a_worker_that_vanishes_is_reported_with_its_exit_code(store: RunStore) -> None:
    last = end_of(start(store, trainings.vanish, 3).events())

    assert last.outcome is Outcome.FAILED
    assert "exit code 3" in last.reason


def test_a_run_that_was_recorded_before_its_worker_vanished_stands(store: RunStore) -> None:
    last = end_of(start(store, trainings.finish_and_vanish).events())

    assert (last.outcome, last.reason) == (Outcome.COMPLETED, "All epochs are done.")


@POSIX_ONLY
def test_a_crash_in_native_code_costs_the_run_and_leaves_a_trace_in_the_log(store: RunStore) -> None:
    worker = start(store, trainings.crash)

    last = end_of(worker.events())

    assert f"signal {signal.SIGSEGV.value}" in last.reason
    assert "Segmentation fault" in worker.log.read_text()


def test_a_worker_that_hangs_is_ended_by_force(store: RunStore) -> None:
    worker = start(store, trainings.hang)
    events = worker.events()
    next(events)

    worker.terminate(grace=0.2)

    assert "by force" in end_of(events).reason


def test_terminating_gives_a_worker_the_time_to_keep_its_run(store: RunStore) -> None:
    worker = start(store, trainings.train, trainings.ENDLESS)
    events = worker.events()
    until_first_epoch(events)
    reader = threading.Thread(target=lambda: list(events))
    reader.start()

    worker.terminate(grace=SECONDS_TO_START)

    reader.join(SECONDS_TO_START)
    assert store.run(worker.run_id).outcome is Outcome.STOPPED


def test_controlling_a_worker_that_has_ended_does_nothing(store: RunStore) -> None:
    worker = start(store, trainings.train, 1)
    end_of(worker.events())

    worker.pause()
    worker.stop()
    worker.terminate(grace=0)
    worker.close()

    assert store.run(worker.run_id).outcome is Outcome.COMPLETED


def test_what_the_worker_prints_is_in_the_log_of_the_run(store: RunStore) -> None:
    worker = start(store, trainings.chatter)

    end_of(worker.events())

    assert {"a library says hello", "native code too"} <= set(worker.log.read_text().splitlines())


@pytest.mark.parametrize("ending", ["killed", "leave"])
def test_a_run_whose_supervisor_ends_is_stopped_and_kept(store: RunStore, ending: str) -> None:
    argument = "stay" if ending == "killed" else ending
    command = [sys.executable, "-m", "tests.core.training.worker_trainings", str(store.workspace), argument]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as supervisor:
        assert supervisor.stdout is not None
        run_id = supervisor.stdout.readline().strip()
        ended = time.monotonic()
        if ending == "killed":
            supervisor.kill()

        lock = FileLock(store.folder(run_id) / "alive.lock")
        waiting = threading.Thread(target=lock.wait, daemon=True)
        waiting.start()
        waiting.join(SECONDS_TO_END)

        assert not waiting.is_alive()
        assert time.monotonic() - ended < SECONDS_TO_END
        lock.release()
    assert store.run(run_id).outcome is Outcome.STOPPED
