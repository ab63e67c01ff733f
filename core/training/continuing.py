"""Going on with a run: after a crash or a stop, or for more epochs than were planned.

What an epoch does follows from the seed, its number and the state that the checkpoint holds. So a run that goes on
gives what an unbroken one gives: bit for bit on the NumPy engine, with as many threads as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.spec import Experiment
from core.network.blas_threads import limited_blas
from core.progress import Progress, silent
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.checkpoint import Checkpoint, load_checkpoint
from core.training.control import Control
from core.training.events import EventStamps, Outcome, TrainingEvent
from core.training.preparing import prepare
from core.training.start import create_run, train

_WITH_A_STATE = (Outcome.COMPLETED, Outcome.STOPPED, Outcome.FAILED, Outcome.INTERRUPTED)


def continue_run(
    run: str,
    dataset: ImageDataset,
    store: RunStore,
    control: Control,
    *,
    epochs: int | None = None,
    run_id: str | None = None,
    histograms: bool = False,
    progress: Progress = silent,
) -> Iterator[TrainingEvent]:
    """Go on after the last epoch that a run finished.

    An interrupted run goes on as itself. The record of every other run stands as it is: a child of it goes on.
    Schedules that depend on the number of epochs (cosine, one-cycle) follow the new number from here on.

    Args:
        run: Id of the run, or the beginning of it.
        dataset: The images that it was trained on.
        store: Where it is recorded.
        control: Pause, stop, discard.
        epochs: How many there are to be in all; None for as many as were planned.
        run_id: From `RunStore.reserve_run_id`, for the child; see `goes_on_as_itself`.
        histograms: Whether TensorBoard is to show how the weights are spread, from here on.
        progress: Told while images are converted.

    Yields:
        As `run_experiment`.

    Raises:
        WorkbenchError: There is nothing to go on from or nothing left to do, or the images are others.
    """
    record = store.run(run)
    experiment = continued(record, epochs)
    if dataset.sha256 != record.data_sha256:
        raise WorkbenchError(
            f"Run {record.run_id} was trained on other images than {dataset.name} has now.",
            "Open the data it was trained on, or train the experiment anew.",
        )
    checkpoint = _last_state(store, record)
    prepared = prepare(experiment, dataset, progress)
    with limited_blas(record.blas_threads) as threads:
        if goes_on_as_itself(record, epochs):
            stamps, unopened = EventStamps(record.run_id), Outcome.INTERRUPTED
            open_run = partial(store.resume_run, record.run_id)
        else:
            stamps, unopened = EventStamps(run_id or store.reserve_run_id()), Outcome.DISCARDED
            open_run = partial(create_run, prepared, store, threads, stamps.run_id, parent=record.run_id)
        yield from train(prepared, open_run, control, stamps, checkpoint, histograms=histograms, unopened=unopened)


def goes_on_as_itself(record: RunRecord, epochs: int | None) -> bool:
    """Whether the run itself goes on, and not a child of it."""
    return record.outcome is Outcome.INTERRUPTED and epochs in (None, record.epochs_planned)


def continued(record: RunRecord, epochs: int | None = None) -> Experiment:
    """The experiment that is left to do.

    Args:
        record: A run.
        epochs: How many epochs there are to be in all; None for as many as were planned.

    Raises:
        WorkbenchError: The run cannot go on, with the reason.
    """
    name, planned = f"Run {record.run_id}", epochs or record.epochs_planned
    if record.outcome is None:
        raise WorkbenchError(f"{name} is still running.", "Wait until it has ended, or stop it.")
    if record.outcome not in _WITH_A_STATE:
        left = "was discarded" if record.outcome is Outcome.DISCARDED else "diverged"
        raise WorkbenchError(f"{name} {left}: there is no state to go on from.", "Train its experiment anew.")
    # An interrupted run may have done all its epochs, and lack the model and the figures.
    if planned < record.epochs_done or (planned == record.epochs_done and record.outcome is not Outcome.INTERRUPTED):
        raise WorkbenchError(
            f"{name} has done {record.epochs_done} of {planned} epochs: nothing is left to do.",
            f"Ask for more epochs than {record.epochs_done} in all.",
        )
    if record.outcome is Outcome.COMPLETED and record.epochs_done < record.epochs_planned:
        raise WorkbenchError(
            f"{name} was ended by early stopping, and would be again.",
            "Train its experiment anew, with more patience or without early stopping.",
        )
    return record.experiment.model_copy(update={"epochs": planned})


def _last_state(store: RunStore, record: RunRecord) -> Checkpoint | None:
    """After the last finished epoch: a child that did not finish any has its parent's. None: from the beginning."""
    while record.checkpoint_path is None and record.parent:
        record = store.run(record.parent)
    return load_checkpoint(record.checkpoint_path) if record.checkpoint_path else None
