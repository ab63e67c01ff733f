"""A run in a process of its own: what the window starts, so that training can neither freeze it nor take it down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.data.open import open_dataset
from core.errors import Cancelled
from core.experiment.spec import Experiment
from core.runs.store import RunStore
from core.training.control import Control, Request
from core.training.events import EventStamps, Finished, Outcome, TrainingEvent
from core.training.start import run_experiment
from core.training.worker import Worker, start_worker


def start_in_background(store: RunStore, experiment: Experiment, source: str, threads: int | None = None) -> Worker:
    """Train an experiment in a new process.

    Args:
        store: Where the run is recorded.
        experiment: What to do.
        source: A dataset that this machine has read before, and then maps from its cache, or will read now.
        threads: Of the matrix library; None leaves the choice to it.
    """
    run_id = store.reserve_run_id()
    return start_worker(store, run_id, _train, store.workspace, run_id, experiment, source, threads)


def _train(
    control: Control, workspace: Path, run_id: str, experiment: Experiment, source: str, threads: int | None
) -> Iterator[TrainingEvent]:
    """In the worker: open everything by its name, and train. Before the first batch there is nothing to keep."""

    def go_on(stage: str, done: int, total: int) -> None:  # noqa: ARG001 - asked for by what calls it
        if control.wait_while_paused() is not Request.RUN:
            raise Cancelled

    with RunStore(workspace) as store:
        try:
            dataset = open_dataset(source, progress=go_on, image_size=experiment.data.image_size)
            yield from run_experiment(
                experiment, dataset, store, control, threads=threads, run_id=run_id, progress=go_on
            )
        except Cancelled:
            reason = "Given up while the images were read; there is nothing to keep."
            yield Finished(**EventStamps(run_id).next(), outcome=Outcome.DISCARDED, reason=reason)
