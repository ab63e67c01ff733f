"""Recipes: experiments that ship with the program, and those that people saved as files. Both are JSON."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import resources
from core.errors import WorkbenchError
from core.experiment.draft import Draft, InvalidExperimentError, check_version, draft_of, errors_of, validate
from core.experiment.draft_file import read_draft
from core.experiment.fields import fields_of, leaf_paths, with_defaults
from core.experiment.spec import SCHEMA_VERSION, Experiment
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


def save_draft(path: Path, draft: Draft) -> None:
    """Write a draft, finished or not, as a file that `open_draft_file` reads.

    Raises:
        WorkbenchError: It cannot be written there.
    """
    try:
        write_atomic(path, json.dumps(draft, indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        message = f"The experiment cannot be saved as {path}: {error.strerror}."
        raise WorkbenchError(message, "Save it in another folder.") from error


def open_draft_file(path: Path) -> Draft:
    """The draft in a file; see `whole_draft`.

    Raises:
        WorkbenchError: There is none in it.
    """
    return whole_draft(read_draft(path), f"The experiment {path}")


def whole_draft(content: Any, where: str) -> Draft:
    """A draft with every field that was left out at its default. Values may be wrong: they are there to be corrected.

    Args:
        content: What a file holds.
        where: How a message calls it.

    Raises:
        WorkbenchError: It has not the form of an experiment, or a newer program wrote it.
    """
    check_version(content, where)
    fields = fields_of(Experiment)
    draft = with_defaults(content, fields)
    editable = set(leaf_paths(draft, fields)) if isinstance(draft, dict) else set()
    if faults := [error for error in errors_of(draft) if error.path not in editable]:
        raise InvalidExperimentError(faults, where)
    return {"schema_version": SCHEMA_VERSION, **draft}
