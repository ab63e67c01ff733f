"""Runs in a pool of processes on this machine."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Final

from core.runs.store import RunStore
from core.sweeps.jobs import Attempt, Hear
from core.sweeps.pool_worker import PoolTask, begin, train_in_pool
from core.sweeps.switchboard import Switchboard
from core.training.control import Request
from core.training.events import TrainingEvent

_TOPOLOGY: Final = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


def physical_cores() -> int:
    """Cores that this process may use; those that calculate two threads at a time count once, where that is known."""
    affinity = getattr(os, "sched_getaffinity", None)
    if affinity is None:
        return os.cpu_count() or 1
    threads = affinity(0)
    try:
        return len({Path(_TOPOLOGY.format(thread)).read_text("ascii") for thread in threads})
    except OSError:
        return len(threads)


def threads_for(workers: int) -> int:
    """How many threads of the matrix library each of so many runs gets: together as many as there are cores."""
    return max(1, physical_cores() // workers)


class ProcessPool:
    """A pool of processes that train runs and record them in the workspace themselves.

    Args:
        workers: How many processes.
        threads: Of the matrix library in each; None for `threads_for` so many workers.
    """

    def __init__(self, workers: int = 1, threads: int | None = None) -> None:
        self.workers = workers
        self.threads = threads or threads_for(workers)
        self._attempts: dict[tuple[str, int], Attempt] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._pool_of: dict[Attempt, ProcessPoolExecutor] = {}

    def open(self, store: RunStore, hear: Hear) -> None:
        """As `RunExecutor.open`; processes are started when there is something to do."""
        self._store, self._hear = store, hear
        self._switchboard = Switchboard(self._pass_on)

    def submit(self, attempt: Attempt) -> Future[None]:
        """As `RunExecutor.submit`."""
        job = attempt.job
        self._attempts[attempt.run_id, attempt.number] = attempt
        task = PoolTask(
            workspace=self._store.workspace,
            run_id=attempt.run_id,
            attempt=attempt.number,
            experiment=job.experiment,
            source=job.dataset.source,
            data_sha256=job.dataset.sha256,
            goes_on=job.goes_on,
            threads=self.threads,
            number=self._switchboard.number,
        )
        try:
            return self._submitted(attempt, task)
        except BrokenExecutor:
            self._end_pool()
            return self._submitted(attempt, task)

    def bury(self, attempt: Attempt) -> None:
        """As `RunExecutor.bury`: a pool ends with the first process of it that dies."""
        pool = self._pool_of[attempt]
        pool.shutdown(wait=True, cancel_futures=True)
        if self._pool is pool:
            self._pool = None

    def ask(self, run_id: str, request: Request) -> None:
        """As `RunExecutor.ask`."""
        self._switchboard.ask(run_id, request)

    def close(self) -> None:
        """As `RunExecutor.close`."""
        self._switchboard.close()
        self._end_pool()

    def _pass_on(self, run_id: str, number: int, event: TrainingEvent) -> None:
        self._hear(self._attempts[run_id, number], event)

    def _submitted(self, attempt: Attempt, task: PoolTask) -> Future[None]:
        if self._pool is None:
            # Spawn, never fork: a fork copies the engines' locks in whatever state their threads hold them.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, context, begin)
        self._pool_of[attempt] = self._pool
        return self._pool.submit(train_in_pool, task)

    def _end_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
