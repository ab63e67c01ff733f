"""Which models a reproduction needs: every row of the tables, on every engine asked for, with every seed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.committee import CommitteeRecipe, experiments_of, load_any_recipe
from core.experiment.division import divide
from core.experiment.draft import draft_of
from core.experiment.spec import Experiment
from core.reproduction.published import Data, Row, Table, better_tables, report_tables

Engine = Literal["numpy", "keras"]
ENGINES: tuple[Engine, ...] = ("numpy", "keras")
Length = Literal["epochs", "updates"]


@dataclass(frozen=True)
class Options:
    """What is asked for.

    Attributes:
        length: epochs: as many as in the report. updates: as many updates of the weights as in the report, which takes
            more epochs where there are fewer images. The rows that are not in the report keep their epochs.
        seeds: One model each; all different.
        engines: Empty: every row on the engine of its recipe.
        better: Whether to go on to what is not in the report.
        rows: Of the tables, as `table` or `table/row`; empty: all.
    """

    length: Length = "epochs"
    seeds: tuple[int, ...] = (0,)
    engines: tuple[Engine, ...] = ()
    better: bool = False
    rows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise WorkbenchError("A reproduction needs seeds that differ.", "Give each once, such as 0 1 2.")


@dataclass(frozen=True)
class PlannedModel:
    """A model that a row needs.

    Attributes:
        seed: What its randomness follows from.
        experiments: What is to be trained: the model itself, or the members of the committee.
        committee: The recipe of the committee; None for a single model.
    """

    seed: int
    experiments: tuple[Experiment, ...]
    committee: CommitteeRecipe | None = None


@dataclass(frozen=True)
class PlannedRow:
    """A row on one engine: a model a seed."""

    row: Row
    engine: Engine
    models: tuple[PlannedModel, ...]


@dataclass(frozen=True, eq=False)
class PlannedTable:
    """A table with the images that its models are trained on."""

    table: Table
    dataset: ImageDataset
    rows: tuple[PlannedRow, ...]


def planned_tables(options: Options) -> tuple[Table, ...]:
    """The tables that are asked for, with those of their rows that are.

    Raises:
        WorkbenchError: There is no row of a name.
    """
    tables = report_tables() + (better_tables() if options.better else ())
    if not options.rows:
        return tables
    names = {name for table in tables for name in _names(table)}
    for wanted in options.rows:
        if wanted not in names:
            raise WorkbenchError(f"There is no row {wanted}.", f"Rows are called {', '.join(sorted(names))}.")
    return tuple(_narrowed(tables, set(options.rows)))


def needed_data(tables: Sequence[Table]) -> tuple[Data, ...]:
    """Which of the two sources the tables need."""
    return tuple(dict.fromkeys(table.data for table in tables))


def plan(options: Options, datasets: Mapping[Data, ImageDataset]) -> tuple[PlannedTable, ...]:
    """Everything that is to be trained.

    Args:
        options: What is asked for.
        datasets: What `needed_data` says.

    Raises:
        WorkbenchError: There is no row of a name, or a dataset has not what the recipes ask for.
    """
    planned = []
    for table in planned_tables(options):
        dataset = datasets[table.data]
        rows = tuple(one for row in table.rows for one in _planned_rows(table, row, dataset, options))
        planned.append(PlannedTable(table, dataset, rows))
    return tuple(planned)


def _names(table: Table) -> Iterator[str]:
    yield table.key
    for row in table.rows:
        yield f"{table.key}/{row.key}"


def _narrowed(tables: Sequence[Table], wanted: set[str]) -> Iterator[Table]:
    for table in tables:
        rows = tuple(row for row in table.rows if {table.key, f"{table.key}/{row.key}"} & wanted)
        if rows:
            yield table.model_copy(update={"rows": rows})


def _planned_rows(table: Table, row: Row, dataset: ImageDataset, options: Options) -> Iterator[PlannedRow]:
    recipe = load_any_recipe(row.recipe)
    committee = recipe if isinstance(recipe, CommitteeRecipe) else None
    experiments = experiments_of(recipe) if isinstance(recipe, CommitteeRecipe) else (recipe,)
    if options.length == "updates" and table.train_images is not None:
        experiments = tuple(_with_updates_of(one, table.train_images, dataset) for one in experiments)
    seeds = [one.seed for one in experiments]
    # Members of a committee may differ in nothing but their seeds: those of the next committee then come after them.
    step = 1 + max(seeds) - min(seeds)
    for engine in options.engines or (experiments[0].backend,):
        models = []
        for seed in options.seeds:
            changes = [{"seed": one.seed + seed * step, "backend": engine} for one in experiments]
            own = tuple(one.model_copy(update=each) for one, each in zip(experiments, changes, strict=True))
            models.append(PlannedModel(seed, own, _with_members(committee, own)))
        yield PlannedRow(row, engine, tuple(models))


def _with_members(committee: CommitteeRecipe | None, experiments: Sequence[Experiment]) -> CommitteeRecipe | None:
    if committee is None:
        return None
    return committee.model_copy(update={"members": tuple(draft_of(one) for one in experiments)})


def _with_updates_of(experiment: Experiment, train_images: int, dataset: ImageDataset) -> Experiment:
    """The experiment with as many updates as its epochs had with so many images, or up to an epoch more."""
    updates = experiment.epochs * math.ceil(train_images / experiment.batch_size)
    ours = len(divide(experiment, dataset).train)
    epochs = math.ceil(updates / math.ceil(ours / experiment.batch_size))
    return experiment.model_copy(update={"epochs": epochs})
