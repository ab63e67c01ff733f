"""A supervisor that the tests kill: `WORKSPACE`. Says its worker's process id and the run after the first epoch."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

from core.data.open import open_dataset
from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool
from core.sweeps.jobs import Job
from core.sweeps.running import run_jobs
from core.training.events import EpochEnded
from tests.core.sweeps.experiments import ENDLESS, small


def main() -> None:
    jobs = [Job(small(epochs=ENDLESS), open_dataset("street-digits:200"))]
    with RunStore(Path(sys.argv[1])) as store:
        for _, event in run_jobs(jobs, store, ProcessPool(1, 1)):
            if isinstance(event, EpochEnded) and event.metrics.epoch == 1:
                (worker,) = multiprocessing.active_children()
                sys.stdout.write(f"{worker.pid} {event.run_id}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
