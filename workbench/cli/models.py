"""`workbench models`: those that ship with the program, and what can be made of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import WorkbenchError
from core.models.bundle import Manifest, read_manifest
from core.models.committee import save_model
from core.models.narrowing import narrowed
from core.models.shipped import card_of, shipped_models
from workbench.cli.options import ModelArgument, WorkspaceOption, names_in, open_model
from workbench.cli.output import JsonOption, percent, print_json, print_table, say

app = typer.Typer(help="Models in the box: trained, measured, and ready to answer.", no_args_is_help=True)


@app.command("list")
def list_(json: JsonOption = False) -> None:
    """List the models that ship with the program."""
    found = {name: _document(read_manifest(path)) for name, path in shipped_models().items()}
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


def _document(model: Manifest) -> dict[str, Any]:
    test = model.measurements[-1]
    figures = test.evaluation
    about = {"data": test.data_name, "split": figures.split, "images": figures.images, "accuracy": figures.accuracy}
    return {"classes": list(model.classes), "test": about}
