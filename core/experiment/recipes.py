"""Recipes: experiments that ship with the program, and those that people saved as files. Both are JSON."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import resources
from core.errors import WorkbenchError
from core.experiment.draft import draft_of, validate
from core.experiment.draft_file import read_draft
from core.experiment.spec import Experiment
from core.files import exists, write_atomic

SUFFIX = ".json"


def recipe_names() -> list[str]:
    """Names of the recipes that ship with the program, sorted."""
    return sorted(path.stem for path in resources.path("recipes").glob(f"*{SUFFIX}"))


def load_recipe(recipe: str) -> Experiment:
    """An experiment by the name of a shipped recipe, or by the path of a file.

    Raises:
        WorkbenchError: There is none such, or it is not a valid experiment.
    """
    shipped = resources.path("recipes", f"{recipe}{SUFFIX}")
    if recipe in recipe_names():
        return validate(read_draft(shipped), f"The recipe {recipe}")
    path = Path(recipe)
    if not exists(path):
        near = difflib.get_close_matches(recipe, recipe_names(), n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else "workbench recipes list shows the ones that ship."
        raise WorkbenchError(f"There is no recipe and no file called {recipe}.", hint)
    return validate(read_draft(path), f"The experiment {path}")


def save_experiment(path: Path, experiment: Experiment) -> None:
    """Write an experiment as a file that `load_recipe` reads."""
    write_atomic(path, json.dumps(draft_of(experiment), indent=2, ensure_ascii=False) + "\n")
