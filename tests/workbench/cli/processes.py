"""The command `workbench` as a process of its own, and looking at its workspace while it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.runs.records import RunRecord
from core.runs.store import RunStore

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 60.0


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "workbench", *map(str, arguments)]


def workbench_process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; variables given as "" are unset."""
    variables = {name: value for name, value in (os.environ | environment).items() if value or name not in environment}
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=variables, text=True, capture_output=True, check=False, timeout=SECONDS
    )


@contextmanager
def running(*arguments: str | Path, has_own_terminal: bool = False) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs; ended by force on the way out where it still does.

    Its process id is that of a group of all its processes where it has a terminal of its own.
    """
    with subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=has_own_terminal,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_run(process: subprocess.Popen[str], workspace: Path, is_reached: Callable[[RunRecord], bool]) -> RunRecord:
    """The newest run of a workspace, as soon as a condition holds for it."""
    deadline = time.monotonic() + SECONDS
    with RunStore(workspace) as store:
        while time.monotonic() < deadline:
            newest = [store.run(run.run_id) for run in store.runs()[:1]]
            if newest and is_reached(newest[0]):
                return newest[0]
            try:
                process.wait(0.01)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the command ended: {process.communicate()}")
    raise AssertionError("the run did not get that far in time")
