"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.files import exists
from core.models.committee import Model, load_model
from core.models.model_files import open_model_file
from core.models.shipped import shipped_models
from core.paths import MODEL_SUFFIX, default_workspace
from core.runs.committees import committees
from core.runs.identifiers import UnknownRun
from core.runs.store import RunStore
from core.training.latest import open_run
from core.training.start import MODEL_ARTIFACT
from workbench.cli.output import note, progress

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="Folder that runs are recorded in.", file_okay=False)
]
SourceOption = Annotated[
    str, typer.Option("--data", help="A folder, a file, or a built-in name such as street-digits:20000.")
]
HistogramsOption = Annotated[
    bool, typer.Option("--histograms", help="Let TensorBoard show how the weights are spread, epoch by epoch.")
]
ModelArgument = Annotated[
    str, typer.Argument(help=f"A model in the box, a model file (*{MODEL_SUFFIX}), or the id of a run or a committee.")
]


def open_store(workspace: Path | None) -> RunStore:
    """The runs of the given workspace, or of the usual one."""
    return RunStore(workspace or default_workspace())


def open_source(source: str, image_size: int | None = None) -> ImageDataset:
    """The dataset of that name, with bars while it is read for the first time."""
    with progress() as report:
        return open_dataset(source, progress=report, image_size=image_size)


def open_model(model: str, workspace: Path | None) -> Model:
    """A model of the box, by its file, by the run that makes or made it, or a committee of the workspace by its id.

    A name in the box wins over a file of that name: write "./digits" for the file.

    Raises:
        WorkbenchError: There is no such file, run or committee, or the run has finished no epoch yet.
    """
    if model in (shipped := shipped_models()):
        return load_model(shipped[model])
    path = Path(model)
    if exists(path) or path.suffix == MODEL_SUFFIX or path.name != model:
        return open_model_file(path)
    with open_store(workspace) as store:
        united = committees(store.workspace)
        try:
            return load_model(united[model]) if model in united else _model_of_run(store, model)
        except UnknownRun as error:
            if near := difflib.get_close_matches(model, shipped, n=1):
                message = f"There is no model in the box and no run called {model}."
                raise WorkbenchError(message, f"Did you mean {near[0]}?") from error
            raise


def names_in(text: str) -> list[str]:
    """Names with commas between them."""
    return [name.strip() for name in text.split(",")]


def _model_of_run(store: RunStore, run: str) -> Model:
    """Where the run is not over, that of its last epoch, which is said."""
    opened = open_run(store, run)
    if opened.run.artifact(MODEL_ARTIFACT) is None:
        note(f"Run {opened.run.run_id}: {opened.run.progress}. This is its model after that epoch.")
    return opened.bundle
