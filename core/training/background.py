"""A run in a process of its own: what the window starts, so that training can neither freeze it nor take it down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import Cancelled
from core.experiment.spec import Experiment
from core.progress import Progress
from core.runs.store import RunStore
from core.training.continuing import continue_run, continued, goes_on_as_itself
from core.training.control import Control, Request
from core.training.events import EventStamps, Finished, Outcome, TrainingEvent
from core.training.start import run_experiment
from core.training.worker import Worker, start_worker

_Training = Callable[[ImageDataset, RunStore, Progress], Iterator[TrainingEvent]]


def start_in_background(
    store: RunStore, experiment: Experiment, source: str, threads: int | None = None, histograms: bool = False
) -> Worker:
    """Train an experiment in a new process.

    Args:
        store: Where the run is recorded.
        experiment: What to do.
        source: A dataset that this machine has read before, and then maps from its cache, or will read now.
        threads: Of the matrix library; None leaves the choice to it.
        histograms: Whether TensorBoard is to show how the weights are spread, epoch by epoch.
    """
    run_id = store.reserve_run_id()
    return start_worker(store, run_id, _train, store.workspace, run_id, experiment, source, threads, histograms)


def continue_in_background(
    store: RunStore, run: str, epochs: int | None = None, source: str | None = None, histograms: bool = False
) -> Worker:
    """Go on with a run in a new process; see `core.training.continuing.continue_run`.

    Args:
        store: Where it is recorded.
        run: Id of the run.
        epochs: How many there are to be in all; None for as many as were planned.
        source: Where its images are now, if not where they were.
        histograms: Whether TensorBoard is to show how the weights are spread, from here on.

    Raises:
        WorkbenchError: It cannot go on.
    """
    record = store.run(run)
    experiment = continued(record, epochs)
    run_id = record.run_id if goes_on_as_itself(record, epochs) else store.reserve_run_id()
    source = source or record.source
    return start_worker(
        store, run_id, _go_on, store.workspace, run_id, experiment, source, record.run_id, epochs, histograms
    )


def _train(
    control: Control,
    workspace: Path,
    run_id: str,
    experiment: Experiment,
    source: str,
    threads: int | None,
    histograms: bool,
) -> Iterator[TrainingEvent]:
    """In the worker: open everything by its name, and train."""

    def training(dataset: ImageDataset, store: RunStore, progress: Progress) -> Iterator[TrainingEvent]:
        return run_experiment(
            experiment,
            dataset,
            store,
            control,
            threads=threads,
            run_id=run_id,
            histograms=histograms,
            progress=progress,
        )

    return _on_opened(control, workspace, run_id, experiment, source, training)


def _go_on(
    control: Control,
    workspace: Path,
    run_id: str,
    experiment: Experiment,
    source: str,
    before: str,
    epochs: int | None,
    histograms: bool,
) -> Iterator[TrainingEvent]:
    """The same for a run that goes on where another, or itself, has ended."""

    def training(dataset: ImageDataset, store: RunStore, progress: Progress) -> Iterator[TrainingEvent]:
        return continue_run(
            before, dataset, store, control, epochs=epochs, run_id=run_id, histograms=histograms, progress=progress
        )

    return _on_opened(control, workspace, run_id, experiment, source, training)


def _on_opened(
    control: Control, workspace: Path, run_id: str, experiment: Experiment, source: str, training: _Training
) -> Iterator[TrainingEvent]:
    """Before the first batch there is nothing to keep."""

    def go_on(stage: str, done: int, total: int) -> None:  # noqa: ARG001 - asked for by what calls it
        if control.wait_while_paused() is not Request.RUN:
            raise Cancelled

    with RunStore(workspace) as store:
        try:
            dataset = open_dataset(source, progress=go_on, image_size=experiment.data.image_size)
            yield from training(dataset, store, go_on)
        except Cancelled:
            reason = "Given up while the images were read; there is nothing to keep."
            yield Finished(**EventStamps(run_id).next(), outcome=Outcome.DISCARDED, reason=reason)
