"""Works on a sweep until it is killed: `WORKSPACE SWEEP`. Says so once two epochs of one of its runs are done."""

from __future__ import annotations

import sys
from pathlib import Path

from core.data.open import open_dataset
from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool
from core.sweeps.kept import find_sweep
from core.sweeps.sweep import run_sweep
from core.training.events import EpochEnded


def main() -> None:
    workspace = Path(sys.argv[1])
    dataset = open_dataset("street-digits:200")
    with RunStore(workspace) as store:
        record = find_sweep(workspace, sys.argv[2])
        for one in run_sweep(record, store, ProcessPool(2, 1), lambda _size: dataset):
            if isinstance(one.event, EpochEnded) and one.event.metrics.epoch == 2:
                sys.stdout.write("two epochs\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
