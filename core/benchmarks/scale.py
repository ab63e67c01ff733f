"""Whether memory stays and time grows with the number of images as it should: generated digits, ten thousand and up."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.benchmarks.apart import apart
from core.benchmarks.many_runs import fill_workspace
from core.data.open import open_dataset
from core.experiment.recipes import load_recipe
from core.progress import Progress, silent
from core.runs.store import RunStore
from core.training.control import Control
from core.training.events import EpochEnded, Started
from core.training.start import run_experiment

SIZES: Final = (10_000, 50_000, 200_000)
"""The last is the most that is generated."""
EPOCHS: Final = 3
_SAMPLE_SECONDS: Final = 0.02
_STATUS: Final = Path("/proc/self/status")


class ScaleRow(BaseModel):
    """One number of images.

    Attributes:
        images: How many.
        trained_on: How many of them are in the training part.
        epoch_seconds: Median of the epochs after the first, without validation.
        microseconds_per_image: Of such an epoch.
        memory_mib: The most anonymous memory of the process above that of its interpreter alone; None where the system
            does not tell. Pages of the images are the system's, which takes them back when it needs them.
    """

    model_config = ConfigDict(frozen=True)

    images: int
    trained_on: int
    epoch_seconds: float
    microseconds_per_image: float
    memory_mib: float | None


def measure_scale(sizes: Sequence[int] = SIZES, progress: Progress = silent) -> list[ScaleRow]:
    """Train the report's first network on so many images, each time in a process of its own.

    Args:
        sizes: How many.
        progress: Told while waiting; may raise Cancelled.

    Raises:
        WorkbenchError: A training failed.
    """
    rows = []
    for number, size in enumerate(sizes):
        words = f"Training on {size:,} images"
        # Elsewhere: what making them takes is no part of a training.
        apart(_generate, size, waiting=partial(progress, f"Drawing {size:,} images", number, len(sizes)))
        rows.append(apart(_train, size, waiting=partial(progress, words, number, len(sizes))))
    return rows


def _generate(size: int) -> None:
    open_dataset(f"street-digits:{size}")


def _train(size: int) -> ScaleRow:
    dataset = open_dataset(f"street-digits:{size}")
    experiment = load_recipe("report-digits-plain-1").model_copy(update={"epochs": EPOCHS})
    speeds, trained_on = [], 0
    with TemporaryDirectory(prefix="workbench-scale-") as folder, RunStore(Path(folder)) as store, _Watch() as watch:
        for event in run_experiment(experiment, dataset, store, Control()):
            if isinstance(event, Started):
                trained_on = event.train_images
            elif isinstance(event, EpochEnded):
                speeds.append(event.metrics.images_per_second)
    seconds = trained_on / float(np.median(speeds[1:]))
    return ScaleRow(
        images=size,
        trained_on=trained_on,
        epoch_seconds=seconds,
        microseconds_per_image=1e6 * seconds / trained_on,
        memory_mib=watch.most_mib,
    )


class _Watch:
    """Looks at the process's anonymous memory all the time, from a thread of its own."""

    def __init__(self) -> None:
        self._alone = _interpreters_own()
        self._most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="memory watch", daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def most_mib(self) -> float | None:
        """Above the interpreter's own; None where it cannot be told."""
        return self._most - self._alone if self._alone is not None else None

    def _look(self) -> None:
        while self._alone is not None and not self._ended.wait(_SAMPLE_SECONDS):
            self._most = max(self._most, anonymous_mib(_STATUS.read_text(encoding="ascii")) or 0.0)


def anonymous_mib(status: str) -> float | None:
    """RssAnon of a process by its file `status`; None where the system has no such line."""
    lines = [line.split() for line in status.splitlines() if line.startswith("RssAnon:")]
    return int(lines[0][1]) / 1024 if lines else None


def _interpreters_own() -> float | None:
    """Of a process that has imported nothing."""
    if not _STATUS.exists():
        return None
    command = [sys.executable, "-c", f"print(open({str(_STATUS)!r}).read())"]
    alone = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - the line above
    return anonymous_mib(alone)


def seconds_to_list_runs() -> float:
    """To open a workspace of 5,000 runs, and have them all in a list."""
    with TemporaryDirectory(prefix="workbench-scale-") as folder:
        workspace = Path(folder)
        fill_workspace(workspace)
        began = time.perf_counter()
        with RunStore(workspace) as store:
            store.runs()
        return time.perf_counter() - began
