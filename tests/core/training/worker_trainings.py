"""Trainings for worker processes that the tests start, and a supervisor that the tests end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from core.errors import WorkbenchError
from core.runs.store import RunStore
from core.training.control import Control, Request
from core.training.events import EpochEnded, Outcome, TrainingEvent
from core.training.worker import start_worker
from tests.core.runs.run_events import create, epoch_ended, finished, started, write_epoch

ENDLESS = 1_000_000
OUTCOMES = {Request.STOP: Outcome.STOPPED, Request.DISCARD: Outcome.DISCARDED}


def train(control: Control, workspace: Path, run_id: str, epochs: int) -> Iterator[TrainingEvent]:
    with RunStore(workspace) as store, create(store, run_id=run_id) as writer:
        writer.start(started(run_id))
        yield started(run_id)
        outcome = Outcome.COMPLETED
        for epoch in range(1, epochs + 1):
            request = control.wait_while_paused()
            if request in OUTCOMES:
                outcome = OUTCOMES[request]
                break
            write_epoch(writer, epoch)
            yield epoch_ended(run_id, epoch)
        writer.finish(finished(run_id, outcome))
        yield finished(run_id, outcome)


def fail_in_an_epoch(control: Control, workspace: Path, run_id: str) -> Iterator[TrainingEvent]:
    with RunStore(workspace) as store, create(store, run_id=run_id) as writer:
        yield started(run_id)
        write_epoch(writer, 1)
        yield epoch_ended(run_id, 1)
        raise ZeroDivisionError("the batch is empty")


def fail_before_the_run_exists(control: Control) -> Iterator[TrainingEvent]:
    raise WorkbenchError("faces.zip has no images.", "Choose another file.")
    yield


def vanish(control: Control, run_id: str, exit_code: int) -> Iterator[TrainingEvent]:
    yield started(run_id)
    os._exit(exit_code)


def crash(control: Control, run_id: str) -> Iterator[TrainingEvent]:
    yield started(run_id)
    os.kill(os.getpid(), signal.SIGSEGV)


def finish_and_vanish(control: Control, workspace: Path, run_id: str) -> Iterator[TrainingEvent]:
    with RunStore(workspace) as store, create(store, run_id=run_id) as writer:
        writer.finish(finished(run_id, reason="All epochs are done."))
        os._exit(1)
    yield


def hang(control: Control, run_id: str) -> Iterator[TrainingEvent]:
    yield started(run_id)
    threading.Event().wait()


def chatter(control: Control, run_id: str) -> Iterator[TrainingEvent]:
    sys.stdout.write("a library says hello\n")
    os.write(2, b"native code too\n")
    yield finished(run_id)


def main() -> None:
    """A supervisor: `WORKSPACE stay|leave`. Says the run's id after its first epoch, then stays, or just ends."""
    workspace, ending = Path(sys.argv[1]), sys.argv[2]
    store = RunStore(workspace)
    run_id = store.reserve_run_id()
    worker = start_worker(store, run_id, train, workspace, run_id, ENDLESS)
    for event in worker.events():
        if isinstance(event, EpochEnded):
            if event.metrics.epoch == 1:
                sys.stdout.write(f"{run_id}\n")
                sys.stdout.flush()
            if ending == "leave":
                break


if __name__ == "__main__":
    main()
