"""`workbench train` on a disk that fills up says so, waits for room, and then goes on by itself."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.runs.store import RunStore
from core.training.events import Outcome
from tests.workbench.cli.processes import running, wait_for_run

FREE_FOR_THE_RECORD = 128 * 1024


@contextmanager
def full(disk: Path) -> Iterator[None]:
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - FREE_FOR_THE_RECORD)))
    yield
    filler.unlink()


def test_a_full_disk_costs_a_run_in_the_terminal_nothing_but_time(
    small_disk: Path, recipe: Path, squares: Path
) -> None:
    workspace = small_disk / "workspace"
    endless = ("--set", "epochs=1000000")
    with running("train", recipe, "--data", squares, "--workspace", workspace, *endless) as process:
        wait_for_run(process, workspace, lambda run: run.epochs_done >= 2)
        assert process.stderr is not None
        with full(small_disk):
            said = process.stderr.readline()
            assert "Paused: The disk is full" in said
            assert "goes on by itself" in said
            with RunStore(workspace) as store:
                stored = store.runs()[0].epochs_done
        wait_for_run(process, workspace, lambda run: run.epochs_done > stored)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0

    with RunStore(workspace) as store:
        record = store.run(store.runs()[0].run_id)
    assert record.outcome is Outcome.STOPPED
    assert [row.epoch for row in record.epochs] == list(range(1, record.epochs_done + 1))
    assert record.artifact("model") is not None
