"""Killed, running and concurrent processes: the workspace stays whole, and says what is true."""

from __future__ import annotations

import multiprocessing
import random
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from core.runs.store import RunStore
from core.training.events import Outcome
from tests.core.runs.run_events import checkpoint_content, train

ROOT = Path(__file__).resolve().parents[3]
SECONDS_TO_START = 60
# A fork has everything imported already, so that thirty processes take seconds.
PROCESSES = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")


class Training:
    """A process that trains endlessly until it is killed."""

    def __init__(self, workspace: Path) -> None:
        self._said, says = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=train_endlessly, args=(workspace, says))
        self._process.start()
        says.close()
        assert self._said.poll(SECONDS_TO_START)
        self.run_id: str = self._said.recv()
        assert self._said.poll(SECONDS_TO_START)
        self.stored: int = self._said.recv()

    def kill(self, after: float = 0) -> None:
        """Kill it, unless it ends by itself before; `stored` is then the last epoch that it had said was stored."""
        self._process.join(after)
        self._process.kill()
        self._process.join()
        try:
            while True:
                self.stored = self._said.recv()
        except EOFError:
            self._said.close()
        self._process.close()


def train_endlessly(workspace: Path, says: Connection) -> None:
    train(workspace, 1_000_000, says.send)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def test_kill_at_any_moment_loses_no_epoch_and_leaves_a_whole_checkpoint(workspace: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    for _ in range(30):
        training = Training(workspace)
        training.kill(after=chance.uniform(0, 0.05))

        with RunStore(workspace) as store:
            run = store.run(training.run_id)

        assert run.outcome is Outcome.INTERRUPTED
        assert run.epochs_done in (training.stored, training.stored + 1)
        assert [epoch.epoch for epoch in run.epochs] == list(range(1, run.epochs_done + 1))
        assert run.checkpoint_path is not None
        assert run.checkpoint_path.read_bytes() == checkpoint_content(run.epochs_done)


def test_a_run_alive_in_another_process_is_shown_as_running(workspace: Path) -> None:
    training = Training(workspace)
    with RunStore(workspace) as store:
        assert store.run(training.run_id).state == "running"
        training.kill()
        assert store.run(training.run_id).state == "interrupted"


def test_three_processes_write_to_one_new_workspace_and_lose_nothing(workspace: Path) -> None:
    command = [sys.executable, "-m", "tests.core.runs.run_events", str(workspace), "40"]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    run_ids = {process.communicate(timeout=SECONDS_TO_START)[0].split()[0] for process in processes}

    assert [process.returncode for process in processes] == [0, 0, 0]
    with RunStore(workspace) as store:
        runs = store.runs()
        assert {run.run_id for run in runs} == run_ids
        assert [(run.outcome, len(store.run(run.run_id).epochs)) for run in runs] == [(Outcome.COMPLETED, 40)] * 3
