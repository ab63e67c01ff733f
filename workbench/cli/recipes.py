"""`workbench recipes`: the experiments that ship with the program."""

from __future__ import annotations

from typing import Annotated

import typer

from core.experiment.draft import draft_of
from core.experiment.recipes import load_recipe, recipe_names
from workbench.cli.output import JsonOption, print_json, print_table

app = typer.Typer(help="Experiments that ship with the program, ready to train.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the recipes."""
    print_table(["recipe", "what it is"], [[name, load_recipe(name).description] for name in recipe_names()], left=2)


@app.command()
def show(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe, or a file.")],
    json: JsonOption = False,  # noqa: ARG001 - a recipe is JSON in any case
) -> None:
    """Print a recipe with all its settings; save the output as a file to make one of your own."""
    print_json(draft_of(load_recipe(recipe)))
