"""The search space: an experiment, the fields of it that vary, and how they are searched. A file of JSON."""

from __future__ import annotations

import difflib
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import resources
from core.errors import WorkbenchError
from core.experiment.base import Spec, field
from core.experiment.draft import (
    Draft,
    FieldError,
    InvalidExperimentError,
    check_version,
    draft_of,
    errors_of,
    validate,
    with_value,
)
from core.experiment.draft_file import read_draft
from core.experiment.recipes import SUFFIX, load_recipe, recipe_names
from core.experiment.spec import SCHEMA_VERSION, Experiment
from core.files import exists, write_atomic
from core.sweeps.varied import Scalar, Varied, faults_of, grid_values, is_whole, set_values

_FOLDER: Final = "sweeps"
_LARGEST_GRID: Final = 10_000


class SearchSpace(Spec):
    """What a sweep tries. It looks for the highest validation accuracy, in the epoch that a run keeps."""

    schema_version: Literal[1] = SCHEMA_VERSION
    kind: Literal["sweep"] = "sweep"
    name: str = field(..., min_length=1, max_length=120, help="What to call the sweep.")
    description: str = field("", max_length=4_000, help="What it is for, in a sentence or two.")
    base: str | dict[str, Any] = field(..., help="Name of a recipe that ships, or a whole experiment.")
    vary: tuple[Varied, ...] = field(..., help="The fields that vary, one or more.")
    sampler: Literal["grid", "random", "tpe"] = field(
        "tpe", help="grid: every combination. random: any. tpe: near those that did well (Bergstra et al. 2011)."
    )
    pruner: Literal["none", "median", "hyperband"] = field(
        "none",
        help="Which trials end early. median: worse than half of the earlier ones at the same epoch. hyperband: all "
        "but a third, at growing numbers of epochs (Li et al. 2018).",
    )
    trials: int | None = field(
        None,
        ge=1,
        le=100_000,
        unit="trials",
        help="How many to try in all; empty: the whole grid, or until the time is up.",
    )
    seconds: float | None = field(
        None,
        gt=0,
        le=1e8,
        unit="seconds",
        help="When to stop, from the start of a command; empty: when all were tried.",
    )
    seed: int = field(0, ge=0, le=2**32 - 1, help="Of the search; the experiment has its own.")


def space_names() -> list[str]:
    """Names of the search spaces that ship with the program, sorted."""
    return sorted(path.stem for path in resources.path(_FOLDER).glob(f"*{SUFFIX}"))


def load_space(space: str) -> SearchSpace:
    """A search space by the name of one that ships, or by the path of a file.

    Raises:
        WorkbenchError: There is none such, or something in it cannot stand; the message names the field.
    """
    if space in space_names():
        return space_from(read_draft(resources.path(_FOLDER, f"{space}{SUFFIX}")), f"The sweep {space}")
    path = Path(space)
    if not exists(path):
        near = difflib.get_close_matches(space, space_names(), n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"These ship: {', '.join(space_names())}."
        raise WorkbenchError(f"There is no sweep and no file called {space}.", hint)
    return space_from(read_draft(path), f"The sweep {path}")


def save_space(path: Path, space: SearchSpace) -> None:
    """Write a search space as a file that `load_space` reads."""
    write_atomic(path, json.dumps(space.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n")


def space_from(draft: Draft, where: str = "The sweep") -> SearchSpace:
    """The search space that plain values describe, with its base as a whole experiment.

    Args:
        draft: Field names to values, as in a file.
        where: How a message calls it.

    Raises:
        InvalidExperimentError: With one entry for each field that cannot stand.
        WorkbenchError: A newer program wrote it, or the experiment has no such field as one that is to vary.
    """
    check_version(draft, where)
    if errors := errors_of(draft, SearchSpace):
        raise InvalidExperimentError(errors, where)
    space = SearchSpace.model_validate(draft)
    if errors := _faults_of_paths(space):
        raise InvalidExperimentError(errors, where)
    base = base_of(space, where)
    if errors := [fault for place, one in enumerate(space.vary) for fault in faults_of(base, one, f"vary[{place}]")]:
        raise InvalidExperimentError(errors, where)
    return space.model_copy(update={"base": draft_of(base)})


def space_of(experiment: Draft, vary: Sequence[Varied], **settings: Any) -> SearchSpace:
    """A search among variants of an experiment that is being designed.

    Args:
        experiment: Its draft; has to be valid.
        vary: The fields that are to vary.
        **settings: Other fields of `SearchSpace`; without a name, the experiment's.

    Raises:
        InvalidExperimentError: As `space_from`; paths are those of the search space, such as `vary[0].high`.
    """
    fields = {"name": experiment.get("name"), "base": experiment, "vary": [one.model_dump() for one in vary]}
    return space_from(fields | settings)


def with_setting(space: SearchSpace, path: str, value: Any) -> SearchSpace:
    """The search space with a field changed: one of its own, or, where it has none of that name, one of its base.

    Raises:
        WorkbenchError: There is no such field, or it cannot have that value.
    """
    draft = space.model_dump(mode="json")
    if path.partition(".")[0].partition("[")[0] in SearchSpace.model_fields:
        return space_from(with_value(draft, path, value))
    return space_from(draft | {"base": with_value(draft_of(base_of(space)), path, value)})


def base_of(space: SearchSpace, where: str = "The sweep") -> Experiment:
    """The experiment whose fields vary.

    Raises:
        WorkbenchError: It is no recipe that ships and no valid experiment.
    """
    if not isinstance(space.base, str):
        return validate(space.base, f"The base of {where[0].lower()}{where[1:]}")
    if space.base not in recipe_names():
        message = f"{where} has the base {space.base}, which is no recipe."
        raise WorkbenchError(message, "`workbench recipes list` shows them.")
    return load_recipe(space.base)


def experiment_of(space: SearchSpace, values: Mapping[str, Scalar], number: int) -> Experiment:
    """The experiment of one trial.

    Args:
        space: What is searched.
        values: Of the varied fields, by path.
        number: Of the trial, from 1.

    Raises:
        InvalidExperimentError: The values do not go together.
    """
    draft = set_values(base_of(space), {one.path: values[one.path] for one in space.vary})
    return validate(draft | {"name": f"{space.name} #{number}"[-120:]}, f"Trial {number}")


def grid_of(space: SearchSpace) -> list[dict[str, Scalar]]:
    """Every combination of a grid, in an order in which the last field varies fastest.

    Raises:
        WorkbenchError: There are too many.
    """
    base = base_of(space)
    columns = [grid_values(one, whole=is_whole(base, one)) for one in space.vary]
    count = 1
    for column in columns:
        count *= len(column)
    if count > _LARGEST_GRID:
        raise WorkbenchError(
            f"The grid has {count:,} combinations; {_LARGEST_GRID:,} are the most.",
            "Give its fields fewer values, or choose the sampler random or tpe.",
        )
    paths = [one.path for one in space.vary]
    return [dict(zip(paths, values, strict=True)) for values in itertools.product(*columns)]


def _faults_of_paths(space: SearchSpace) -> list[FieldError]:
    paths = [one.path for one in space.vary]
    if not paths:
        return [FieldError("vary", "must have 1 or more entries")]
    return [
        FieldError(f"vary[{place}].path", f"{path} is varied twice")
        for place, path in enumerate(paths)
        if path in paths[:place]
    ]
