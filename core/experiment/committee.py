"""The recipe of a committee: which experiments to train, and how their models vote."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field

import resources
from core.errors import WorkbenchError
from core.experiment.base import Spec, field
from core.experiment.draft import (
    Draft,
    InvalidExperimentError,
    check_version,
    draft_of,
    errors_of,
    validate,
    with_value,
)
from core.experiment.draft_file import read_draft
from core.experiment.recipes import SUFFIX, load_recipe, recipe_names
from core.experiment.spec import SCHEMA_VERSION, DataSpec, Experiment
from core.files import exists, write_atomic

COMMITTEE: Final = "committee"
"""The `kind` of such a file; an experiment's file has none."""
_FOLDER: Final = "committees"


class CommitteeRecipe(Spec):
    """Everything that decides the outcome of training a committee, given the data."""

    schema_version: Literal[1] = SCHEMA_VERSION
    kind: Literal["committee"] = COMMITTEE
    name: str = field(..., min_length=1, max_length=120, help="What to call the committee.")
    description: str = field("", max_length=4_000, help="What it is for, in a sentence or two.")
    members: tuple[str | dict[str, Any], ...] = field(
        ..., min_length=1, max_length=64, help="Names of recipes that ship, or whole experiments."
    )
    data: DataSpec | None = field(
        None, help="The images, in place of what the members say about them; empty: each member's own."
    )
    vote: Literal["majority", "mean", "weighted"] = field(
        "majority", help="How the answers become one: most votes, or the mean, or the weighted mean, of probabilities."
    )
    weights: tuple[float, ...] | Literal["validation"] | None = Field(
        None, description="Of a weighted vote: a number a member, or validation: by accuracy on validation images."
    )


def committee_names() -> list[str]:
    """Names of the committees that ship with the program, sorted."""
    return sorted(path.stem for path in resources.path("recipes", _FOLDER).glob(f"*{SUFFIX}"))


def load_any_recipe(recipe: str) -> Experiment | CommitteeRecipe:
    """An experiment or a committee, by the name of a shipped recipe or by the path of a file.

    Raises:
        WorkbenchError: There is none such, or it is not valid.
    """
    if recipe in committee_names():
        path = resources.path("recipes", _FOLDER, f"{recipe}{SUFFIX}")
        return committee_of(read_draft(path), f"The recipe {recipe}")
    path = Path(recipe)
    if recipe in recipe_names() or not exists(path):
        near = difflib.get_close_matches(recipe, [*recipe_names(), *committee_names()], n=1, cutoff=0.5)
        if set(near) & set(committee_names()):
            raise WorkbenchError(f"There is no recipe and no file called {recipe}.", f"Did you mean {near[0]}?")
        return load_recipe(recipe)
    draft = read_draft(path)
    return committee_of(draft, f"The committee {path}") if is_committee(draft) else load_recipe(recipe)


def is_committee(draft: Draft) -> bool:
    """Whether what a file holds is a committee's recipe, right or wrong."""
    return draft.get("kind") == COMMITTEE


def committee_of(draft: Draft, where: str = "The committee") -> CommitteeRecipe:
    """The committee that plain values describe, with members that are all valid.

    Args:
        draft: Field names to values, as in a file.
        where: How a message calls it.

    Raises:
        WorkbenchError: Something in it cannot stand; the message names the field, and the member where it is in one.
    """
    check_version(draft, where)
    if errors := errors_of(draft, CommitteeRecipe):
        raise InvalidExperimentError(errors, where)
    recipe = CommitteeRecipe.model_validate(draft)
    count, weights = len(recipe.members), recipe.weights
    if isinstance(weights, tuple) and len(weights) != count:
        raise WorkbenchError(f"{where} has {len(weights)} weights for {count} members.", "Give one a member.")
    if weights is not None and recipe.vote != "weighted":
        raise WorkbenchError(f"{where} has weights, which a {recipe.vote} vote has not.", "Set its vote to weighted.")
    experiments_of(recipe, where)
    return recipe


def experiments_of(recipe: CommitteeRecipe, where: str = "The committee") -> tuple[Experiment, ...]:
    """What its members are trained with, the committee's data in place of their own.

    Raises:
        WorkbenchError: A member is no recipe that ships and no valid experiment; the message names it.
    """
    experiments = []
    for number, member in enumerate(recipe.members, 1):
        if isinstance(member, str):
            if member not in recipe_names():
                raise WorkbenchError(
                    f"{where} has a member {member}, which is no recipe.", "`workbench recipes list` shows them."
                )
            experiment = load_recipe(member)
        else:
            experiment = validate(member, f"Member {number} of {where[0].lower()}{where[1:]}")
        experiments.append(experiment.model_copy(update={"data": recipe.data}) if recipe.data else experiment)
    return tuple(experiments)


def with_setting(recipe: CommitteeRecipe, path: str, value: Any) -> CommitteeRecipe:
    """The committee with a field changed: one of its own, or, where it has none of that name, that of every member.

    Raises:
        WorkbenchError: There is no such field, or it cannot have that value.
    """
    draft = recipe.model_dump(mode="json")
    first = path.partition(".")[0].partition("[")[0]
    if first in CommitteeRecipe.model_fields:
        return committee_of(with_value(draft, path, value))
    drafts = [with_value(draft_of(experiment), path, value) for experiment in experiments_of(recipe)]
    return committee_of(draft | {"members": drafts})


def save_committee_recipe(path: Path, recipe: CommitteeRecipe) -> None:
    """Write a committee as a file that `load_any_recipe` reads."""
    write_atomic(path, json.dumps(recipe.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n")
