"""Runs on a cluster of dask.distributed, recorded here while they are trained there.

The scheduler gives runs to workers, and a run whose worker dies to another (up to three times). Everything that is said
goes through it; nothing listens here.
"""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from core.errors import WorkbenchError
from core.runs.store import RunStore
from core.sweeps.cluster_client import check_installed, connect, start_local
from core.sweeps.cluster_desk import Desk, Line, TaskEnded
from core.sweeps.cluster_worker import ignore_interrupts, train_on_cluster
from core.sweeps.executors import physical_cores
from core.sweeps.jobs import Attempt, ExecutorGone, Hear
from core.sweeps.remote_run import RemoteRun
from core.training.control import Request

if TYPE_CHECKING:  # an optional extra
    from distributed import Queue

LOCAL: Final = "local"
"""In place of an address: a cluster of processes of this machine, for as long as it is needed."""

# What workers may say before anybody listens: they wait then, and give up where nobody does.
_MOST_UNHEARD: Final = 64
# Waiting in its place would leave an error in the scheduler's log whenever nothing is said for a while.
_SECONDS_BETWEEN_LOOKS: Final = 0.05


class Cluster:
    """Trains runs on the workers of a dask scheduler.

    Args:
        address: Of the scheduler, such as tcp://127.0.0.1:8786; `LOCAL` starts one here, with its workers.
        workers: How many runs at a time; None for as many as the workers have threads.
        threads: Of the matrix library in each run; None for one, as dask's workers have.

    Raises:
        WorkbenchError: `distributed` is not installed, the cluster cannot be reached, it has no workers and nobody said
            how many there will be, or it runs another version of this program, of Python or of NumPy.
    """

    def __init__(self, address: str, workers: int | None = None, threads: int | None = None) -> None:
        check_installed()
        self._local = start_local(workers or physical_cores()) if address == LOCAL else None
        self._address = self._local.scheduler_address if self._local else address
        try:
            self._client = connect(self._address)
        except BaseException:
            if self._local:
                self._local.close()
            raise
        if self._local:
            self._client.run(ignore_interrupts, on_error="ignore")
        self.workers = workers or sum(self._client.nthreads().values())
        if not self.workers:
            self.disconnect()
            message = f"The cluster at {self._address} has no workers."
            raise WorkbenchError(
                message, "Start some with `dask worker ADDRESS`, or say how many runs are to be trained."
            )
        self.threads = threads or 1
        self._closing = threading.Event()
        self._gone = ExecutorGone(
            f"The cluster at {self._address} has gone.", "Its runs can be resumed here, or there once it is back."
        )

    def wait_for_workers(self, count: int, seconds: float = 120.0) -> None:
        """Until so many workers are there.

        Raises:
            WorkbenchError: They are not in time.
        """
        try:
            self._client.wait_for_workers(count, timeout=seconds)
        except (OSError, TimeoutError) as error:
            message = f"Fewer than {count} workers came to {self._address} within {seconds:g} s."
            raise WorkbenchError(message, "Start them with `dask worker ADDRESS`.") from error

    def open(self, store: RunStore, hear: Hear) -> None:
        """As `RunExecutor.open`."""
        from distributed import Queue  # noqa: PLC0415 - an optional extra

        self._store = store
        self._name = f"workbench-{uuid.uuid4().hex}"
        self._queue = Queue(self._name, client=self._client, maxsize=_MOST_UNHEARD)
        # Never `pure`: the same experiment may be trained twice.
        self._executor: Executor = self._client.get_executor(pure=False)
        self._desk = Desk(self._client, hear, self.threads, self._gone)
        self._listening = threading.Thread(target=self._listen, args=(self._queue,), name="cluster listening")
        self._listening.start()

    def submit(self, attempt: Attempt) -> Future[None]:
        """As `RunExecutor.submit`; the run is recorded by this process."""
        if self._desk.is_deserted:
            raise self._gone
        line = Line(attempt, RemoteRun(attempt, self._store), Future())
        self._desk.add(line)
        task = self._executor.submit(train_on_cluster, self._name, attempt.run_id)
        task.add_done_callback(lambda ended: self._desk.put(TaskEnded(line, ended)))
        line.outer.add_done_callback(lambda outer: task.cancel() if outer.cancelled() else None)
        return line.outer

    def bury(self, attempt: Attempt) -> None:
        """As `RunExecutor.bury`: the scheduler tries again by itself."""

    def ask(self, run_id: str, request: Request) -> None:
        """As `RunExecutor.ask`."""
        self._desk.ask(run_id, request)

    def close(self) -> None:
        """As `RunExecutor.close`."""
        self._desk.close()
        self._closing.set()
        self._listening.join()
        if not self._desk.is_deserted:
            with suppress(OSError, TimeoutError):
                self._queue.close()
        self.disconnect()

    def disconnect(self) -> None:
        """Let go of a cluster that was never opened."""
        self._client.close()
        if self._local:
            self._local.close()

    def _listen(self, heard: Queue) -> None:
        """Pass on what workers say, until the end."""
        while not self._closing.wait(_SECONDS_BETWEEN_LOOKS):
            # Whether a scheduler that does not answer has gone, its tasks tell.
            with suppress(OSError, TimeoutError):
                for said in heard.get(batch=True):
                    self._desk.put(said)
