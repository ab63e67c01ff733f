"""A real scheduler and real workers, each a process of its own that is reached over TCP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECONDS_TO_START = 120
ON_LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard")


class RealCluster:
    """A scheduler without workers, in a folder for its files.

    Attributes:
        address: Of the scheduler.
        scheduler: Its process.
        workers: Their processes, in the order of their start.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        known = folder / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--scheduler-file", str(known))
        self.workers: list[subprocess.Popen[bytes]] = []
        deadline = time.monotonic() + SECONDS_TO_START
        while not known.exists() and time.monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                self.scheduler.wait(0.05)
                raise AssertionError((folder / "0.log").read_text())
        self.address: str = json.loads(known.read_text())["address"]

    def add_worker(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, with environment variables of its own."""
        number = len(self.workers)
        place = ("--local-directory", str(self._folder / f"worker {number}"), "--name", f"worker {number}")
        once = ("--nthreads", "1", "--no-nanny", self.address)
        self.workers.append(self._start("dask_worker", *place, *once, *options, **environment))
        return self.workers[-1]

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, program: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *ON_LOOPBACK, *arguments]
        log = self._folder / f"{len(list(self._folder.glob('*.log')))}.log"
        with log.open("wb") as file:
            return subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=file, stderr=file)


@contextmanager
def real_cluster(folder: Path, workers: int) -> Iterator[RealCluster]:
    """A cluster of so many workers, until the block is left."""
    cluster = RealCluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.close()
