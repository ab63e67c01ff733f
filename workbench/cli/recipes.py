"""`workbench recipes`: the experiments and committees that ship with the program."""

from __future__ import annotations

from typing import Annotated

import typer

from core.experiment.committee import committee_names, load_any_recipe
from core.experiment.recipes import recipe_names
from workbench.cli.output import JsonOption, print_json, print_table

app = typer.Typer(help="Experiments and committees that ship with the program, ready to train.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the recipes."""
    names = [*recipe_names(), *committee_names()]
    print_table(["recipe", "what it is"], [[name, load_any_recipe(name).description] for name in names], left=2)


@app.command()
def show(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe, or a file.")],
    json: JsonOption = False,  # noqa: ARG001 - a recipe is JSON in any case
) -> None:
    """Print a recipe with all its settings; save the output as a file to make one of your own."""
    print_json(load_any_recipe(recipe).model_dump(mode="json"))
