"""`workbench train`."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.committee import CommitteeRecipe, load_any_recipe, with_setting
from core.experiment.draft import draft_of, parse_value, validate, with_value
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.files import atomic_path
from core.models.bundle import load_bundle
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.control import Control
from core.training.events import EpochEnded, Finished, Held, Outcome, Preparing, Progress, Started, TrainingEvent
from core.training.start import MODEL_ARTIFACT, run_experiment
from workbench.cli.interrupts import on_first_interrupt
from workbench.cli.options import HistogramsOption, WorkspaceOption, open_source, open_store
from workbench.cli.output import JsonOption, note, percent, print_json, progress_bars, say

SaveOption = Annotated[Path | None, typer.Option("--save", help="Also save the model as this file.")]
_SECONDS_BETWEEN_TRIES = 5.0
_GOOD = (Outcome.COMPLETED, Outcome.STOPPED)


def train(  # noqa: PLR0913, PLR0917 - each is an option of the command
    recipe: Annotated[str, typer.Argument(help="Name of a recipe (see `workbench recipes list`), or a file.")],
    source: Annotated[str | None, typer.Option("--data", help="A folder, a file, or a built-in name.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a field: epochs=10.")
    ] = None,
    save: SaveOption = None,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="Threads of the matrix library.")] = None,
    histograms: HistogramsOption = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="For a committee: keep its trained members, and go on with one cut short.")
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Train a recipe on a dataset. Ctrl-C stops and keeps the model; twice gives up.

    Of a committee's recipe, all members are trained and then united. A --set path that is no field of the committee is
    one of every member.
    """
    if isinstance(committee := load_any_recipe(recipe), CommitteeRecipe):
        from workbench.cli.train_committee import train_committee  # noqa: PLC0415 - stands on this module

        changed = configured_committee(committee, settings or [])
        train_committee(
            changed, source, save, workspace, threads=threads, histograms=histograms, resume=resume, json=json
        )
        return
    experiment = configured(recipe, settings or [])
    source = source or experiment.data.source
    if source is None:
        raise WorkbenchError("The recipe does not say what to train on.", "Name the data with --data SOURCE.")
    dataset = open_source(source, experiment.data.image_size)
    with open_store(workspace) as store:
        record = train_in_terminal(experiment, dataset, store, threads, histograms=histograms)
    report(record, save, json=json)


def configured(recipe: str, settings: list[str]) -> Experiment:
    """A recipe with fields changed as `--set path=value` says."""
    draft = draft_of(load_recipe(recipe))
    for path, value in parsed_settings(settings):
        draft = with_value(draft, path, value)
    return validate(draft)


def configured_committee(recipe: CommitteeRecipe, settings: list[str]) -> CommitteeRecipe:
    """A committee with fields of its own, or of all its members, changed as `--set path=value` says."""
    for path, value in parsed_settings(settings):
        recipe = with_setting(recipe, path, value)
    return recipe


def parsed_settings(settings: list[str]) -> Iterator[tuple[str, Any]]:
    """Paths and values of what was written as `--set path=value`."""
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals:
            raise WorkbenchError(f"--set {setting} has no value.", "Write it as path=value.")
        yield path.strip(), parse_value(value)


def train_in_terminal(
    experiment: Experiment,
    dataset: ImageDataset,
    store: RunStore,
    threads: int | None = None,
    *,
    histograms: bool = False,
    about: str = "",
) -> RunRecord:
    """Train with a bar for the run, and give the record of the finished run. `about` stands before its words."""

    def training(control: Control) -> Iterator[TrainingEvent]:
        return run_experiment(experiment, dataset, store, control, threads=threads, histograms=histograms)

    return follow_in_terminal(training, store, experiment.epochs, about)


def follow_in_terminal(
    training: Callable[[Control], Iterator[TrainingEvent]], store: RunStore, epochs: int, about: str = ""
) -> RunRecord:
    """Drive a training with a bar that fills up after so many epochs, and give the record of the finished run."""
    control, latest = Control(), list[TrainingEvent]()
    with on_first_interrupt(lambda: _stop(control, latest)), progress_bars() as bars:
        task = bars.add_task(f"{about}Starting", total=epochs)
        run_id = ""
        for event in training(control):
            run_id = event.run_id
            if isinstance(event, Held):
                _wait_for_room(control, event, is_first=not (latest and isinstance(latest[0], Held)))
            latest[:] = [event]
            state = bar_state(event)
            bars.update(task, **state | ({"description": about + state["description"]} if state else {}))
    return store.run(run_id)


def report(record: RunRecord, save: Path | None, *, json: bool) -> None:
    """Print how a run ended, and copy its model where that is wanted; exit status 1 where it went wrong."""
    model = record.artifact(MODEL_ARTIFACT)
    if save and model:
        copy_model(model, save)
    if json:
        print_json(_document(record, save or model))
    else:
        _print_result(record, save or model)
    if record.outcome not in _GOOD:
        raise typer.Exit(1)


def _wait_for_room(control: Control, event: Held, *, is_first: bool) -> None:
    """Hold the run for a while, then let it try again; said once, however often it tries."""
    if is_first:
        note(f"Paused: {event.reason} Free some space on that disk: the run then goes on by itself. Ctrl-C stops it.")
    control.pause()
    retry = threading.Timer(_SECONDS_BETWEEN_TRIES, control.resume)
    retry.daemon = True
    retry.start()


def _stop(control: Control, latest: list[TrainingEvent]) -> None:
    """Take Ctrl-C as "stop and keep".

    While an engine starts, nothing is trained that could be kept: there it interrupts what is being loaded.
    """
    control.stop()
    if latest and isinstance(latest[0], Preparing):
        note("Giving up; nothing was trained yet.")
        raise KeyboardInterrupt
    note("Stopping after this batch; the model is kept. Press Ctrl-C again to give up at once.")


def bar_state(event: TrainingEvent) -> dict[str, Any]:
    """What an event changes in the bar of its run."""
    if isinstance(event, Preparing):
        return {"description": event.what}
    if isinstance(event, Started):
        return {"description": f"Training {event.parameters:,} parameters on {event.train_images:,} images"}
    if isinstance(event, Progress):
        return {
            "completed": event.epoch - 1 + event.step / event.steps,
            "description": f"Epoch {event.epoch}: loss {event.train_loss:.3f}, {event.images_per_second:,.0f} images/s",
        }
    if isinstance(event, EpochEnded):
        row = event.metrics
        accuracy = percent(row.validation_accuracy)
        return {"completed": row.epoch, "description": f"Epoch {row.epoch}: validation accuracy {accuracy}"}
    if isinstance(event, Finished):
        return {"description": event.outcome.capitalize()}
    return {}


def copy_model(model: Path, target: Path) -> None:
    """Copy a run's model to where `--save` says."""
    try:
        with atomic_path(target) as temporary:
            shutil.copyfile(model, temporary)
    except OSError as error:
        raise WorkbenchError(
            f"The model cannot be saved as {target}: {error.strerror}.", f"It is kept as {model}."
        ) from error


def _document(record: RunRecord, model: Path | None) -> dict[str, Any]:
    fields = (
        "epoch",
        "train_loss",
        "train_accuracy",
        "validation_loss",
        "validation_accuracy",
        "seconds",
        "images_per_second",
    )
    return {
        "run_id": record.run_id,
        "outcome": record.outcome,
        "reason": record.reason,
        "parameters": record.parameters,
        "model": str(model) if model else None,
        "epochs": [{field: getattr(row, field) for field in fields} for row in record.epochs],
    }


def _print_result(record: RunRecord, model: Path | None) -> None:
    say(f"Run {record.run_id}: {record.outcome} after {record.epochs_done} of {record.epochs_planned} epochs.")
    if record.reason:
        say(record.reason)
    if model is None:
        return
    for measured in load_bundle(model).manifest.measurements:
        figures = measured.evaluation
        low, high = figures.accuracy_interval
        interval = f"95% between {percent(low)} and {percent(high)}"
        say(f"{figures.split}: {percent(figures.accuracy)} of {figures.images:,} images ({interval})")
    say(f"Model: {model}")
