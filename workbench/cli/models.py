"""`workbench models`: those that ship with the program, and what can be made of a model."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import WorkbenchError
from core.models.bundle import Manifest
from core.models.committee import CommitteeManifest, read_any_manifest, save_model
from core.models.exporting.export import export_model
from core.models.importing.keras_file import import_keras
from core.models.narrowing import narrowed
from core.models.shipped import card_of, shipped_models
from workbench.cli.options import ModelArgument, WorkspaceOption, names_in, open_model
from workbench.cli.output import JsonOption, percent, print_json, print_table, say

app = typer.Typer(help="Models in the box: trained, measured, and ready to answer.", no_args_is_help=True)


@app.command("list")
def list_(json: JsonOption = False) -> None:
    """List the models that ship with the program."""
    found = {name: _document(read_any_manifest(path)) for name, path in shipped_models().items()}
    if json:
        print_json({"models": found})
        return
    rows = [
        [name, ", ".join(about["classes"]), about["test"]["data"], percent(about["test"]["accuracy"])]
        for name, about in found.items()
    ]
    print_table(["model", "classes", "tested on", "accuracy"], rows, left=3)


@app.command()
def show(model: Annotated[str, typer.Argument(help="Name of a model in the box.")]) -> None:
    """Print a model's card: its data and their terms, how it was trained, how good it is, what it cannot do."""
    models = shipped_models()
    if model not in models:
        raise WorkbenchError(f"There is no model in the box called {model}.", f"There are: {', '.join(models)}.")
    say(card_of(models[model]).rstrip())


@app.command()
def narrow(
    model: ModelArgument,
    classes: Annotated[str, typer.Option("--classes", help="The classes to keep, with commas between them.")],
    save: Annotated[Path, typer.Option("--save", help="The new model's file.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Make a model that knows only some of another's classes, without training."""
    fewer = narrowed(open_model(model, workspace), names_in(classes))
    save_model(save, fewer)
    say(f"{save} knows {', '.join(fewer.classes)}.")


class EngineName(StrEnum):
    """What a script computes with."""

    NUMPY = "numpy"
    KERAS = "keras"


class WayName(StrEnum):
    """How images are normalised before a network's first layer."""

    UNIT = "unit"
    IMAGE = "image"
    NONE = "none"


@app.command()
def export(
    model: ModelArgument,
    to: Annotated[Path, typer.Option("--to", help="The file: NAME.keras, NAME.onnx or NAME.py.")],
    with_preprocessing: Annotated[
        bool,
        typer.Option("--with-preprocessing", help="Let the network take bytes 0..255, and normalise them by itself."),
    ] = False,
    engine: Annotated[EngineName, typer.Option("--engine", help="What a script computes with.")] = EngineName.NUMPY,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Write a model for other programs: for Keras, as ONNX, or as a script to read, train and predict with."""
    opened = open_model(model, workspace)
    exported = export_model(opened, to, with_preprocessing=with_preprocessing, engine=engine.value)
    if json:
        print_json({"files": list(map(str, exported.files)), "notes": list(exported.notes)})
        return
    for line in (*map(str, exported.files), *exported.notes):
        say(line)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A Sequential that Keras saved, as NAME.keras.")],
    save: Annotated[Path, typer.Option("--save", help="The new model's file.")],
    classes: Annotated[
        str | None, typer.Option("--classes", help="Names of the outputs, with commas between them, where it has none.")
    ] = None,
    normalization: Annotated[
        WayName | None,
        typer.Option(
            "--normalization",
            help="Where the file does not say it. unit: bytes / 255. image: by each image's own mean and deviation. "
            "none: bytes as they are.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Take in a network that Keras saved, to evaluate it and to predict with it. Nothing in the file is run."""
    names = names_in(classes) if classes is not None else None
    imported = import_keras(file, names, normalization.value if normalization else None)
    save_model(save, imported)
    pipeline = imported.manifest.pipeline
    if json:
        input_shape = list(pipeline.input_shape)
        facts = {"classes": list(imported.classes), "input_shape": input_shape, "normalization": pipeline.normalization}
        print_json({"model": str(save)} | facts)
        return
    size = f"{pipeline.height} x {pipeline.width} x {pipeline.channels}"
    say(f"{save} takes images of {size}, and knows {', '.join(imported.classes)}.")


def _document(model: Manifest | CommitteeManifest) -> dict[str, Any]:
    test = model.measurements[-1]
    figures = test.evaluation
    about = {"data": test.data_name, "split": figures.split, "images": figures.images, "accuracy": figures.accuracy}
    return {"classes": list(model.classes), "test": about}
