"""What of the report's tables is there, and what is to be trained: all that is read beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.errors import Cancelled, WorkbenchError
from core.progress import Progress
from workbench.state.curves import Curves
from workbench.state.estimates import estimated
from workbench.state.orders import QueuedRun, left_to_do
from workbench.state.reproduction_choice import ReproductionChoice
from workbench.state.reproduction_marks import RowKey, marks_of
from workbench.state.run_comparison import ComparedRun

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.data.dataset import ImageDataset
    from core.experiment.spec import Experiment
    from core.reproduction.finding import Wanted
    from core.reproduction.planning import Engine, Length, Options, PlannedTable
    from core.reproduction.published import Data
    from core.reproduction.results import Reproduction
    from core.runs.store import RunStore

_ENGINES: dict[str, tuple[Engine, ...]] = {
    "report": (),
    "numpy": ("numpy",),
    "keras": ("keras",),
    "both": ("numpy", "keras"),
}
# Two readings can be under way, one of them given up: a committee is made once.
_ONE_AT_A_TIME = threading.Lock()


class Left(NamedTuple):
    """What is left to do of a run.

    Attributes:
        experiment: What is trained.
        dataset: On what.
        epochs: How many.
    """

    experiment: Experiment
    dataset: ImageDataset
    epochs: int


@dataclass(frozen=True, eq=False)
class Found:
    """What is there.

    Attributes:
        reproduction: The tables.
        tables: What they are figures of, in the same order.
        curves: Of the rows that have a run, called by their letters.
        begun: Rows of which a run ended early and can go on, and how far it came.
        left: What is to be trained.
        faults: Why a source cannot be used, and its tables are not there.
        has_united: Whether a committee was made of what was there.
    """

    reproduction: Reproduction
    tables: tuple[PlannedTable, ...]
    curves: Mapping[RowKey, ComparedRun]
    begun: Mapping[RowKey, str]
    left: tuple[Left, ...]
    faults: tuple[WorkbenchError, ...]
    has_united: bool


@dataclass(frozen=True, eq=False)
class Order:
    """A run that a row or several lack.

    Attributes:
        queued: What goes into the queue.
        wanted: What tells it from others: digest of the images, and the experiment that was asked for.
        rows: Whose it is.
        label: What the first of them is called.
    """

    queued: QueuedRun
    wanted: tuple[str, Experiment]
    rows: frozenset[RowKey]
    label: str


def read(store: Callable[[], RunStore], choice: ReproductionChoice, progress: Progress) -> Found:
    """What is there; committees whose members are all there are made first.

    Raises:
        WorkbenchError: The workspace cannot be read or written.
    """
    from core.reproduction.finding import unite_what_is_there, wanted_runs  # noqa: PLC0415 - off the window's thread
    from core.reproduction.results import results  # noqa: PLC0415
    from core.runs.committees import committees  # noqa: PLC0415

    options, tables, faults = _planned(choice, (), progress)
    opened = store()
    progress("Looking for runs", 0, 0)
    with _ONE_AT_A_TIME:
        before = committees(opened.workspace)
        unite_what_is_there(tables, opened)
        has_united = len(committees(opened.workspace)) > len(before)
    progress("Looking for runs", 0, 0)
    found = results(tables, options, opened)
    wanted = list(wanted_runs(tables, opened))
    done = [opened.run(one.begun).epochs_done if one.begun else 0 for one in wanted]
    left = tuple(
        Left(one.experiment, one.dataset, one.experiment.epochs - epochs)
        for one, epochs in zip(wanted, done, strict=True)
    )
    begun = {
        key: f"{epochs:,} of {one.experiment.epochs:,} epochs"
        for one, epochs in zip(wanted, done, strict=True)
        if epochs
        for key in _rows_of(one, tables)
    }
    return Found(found, tables, _curves(found, opened), begun, left, faults, has_united)


def orders(
    store: Callable[[], RunStore], choice: ReproductionChoice, rows: Sequence[str], progress: Progress
) -> list[Order]:
    """What is to be trained for some rows, in the order of the tables.

    Args:
        store: Opens the run store.
        choice: What is asked for.
        rows: Names of tables, or of their rows as `table/row`; empty: all.
        progress: May cancel.

    Raises:
        WorkbenchError: The workspace cannot be read, or a source cannot be used.
    """
    from core.reproduction.finding import wanted_runs  # noqa: PLC0415 - loads NumPy, off the window's thread

    _, tables, faults = _planned(choice, rows, progress)
    if faults:
        raise faults[0]
    found = []
    for one in wanted_runs(tables, store()):
        progress("Looking for runs", 0, 0)
        keys = _rows_of(one, tables)
        wanted = one.dataset.sha256, one.experiment
        found.append(Order(_queued(store, one, progress), wanted, keys, _label(keys, tables)))
    return found


def _planned(
    choice: ReproductionChoice, rows: Sequence[str], progress: Progress
) -> tuple[Options, tuple[PlannedTable, ...], tuple[WorkbenchError, ...]]:
    """The tables of those sources that can be used, and why the others cannot."""
    from core.reproduction.planning import Options, needed_data, plan, planned_tables  # noqa: PLC0415

    seeds, engines = tuple(range(int(choice.seeds))), _ENGINES[choice.engine]
    length: Length = "updates" if choice.length == "updates" else "epochs"
    options = Options(length, seeds, engines, bool(choice.better), tuple(rows))
    wanted = planned_tables(options)
    datasets: dict[Data, ImageDataset] = {}
    faults: list[WorkbenchError] = []
    for data in needed_data(wanted):
        try:
            datasets[data] = fitting(data, choice.digits if data == "digits" else choice.faces, progress)
        except Cancelled:
            raise
        except WorkbenchError as error:
            faults.append(error)
    usable = tuple(f"{table.key}/{row.key}" for table in wanted if table.data in datasets for row in table.rows)
    return options, plan(replace(options, rows=usable), datasets) if usable else (), tuple(faults)


def seconds_left(
    workspace: Path, left: Sequence[Left], flops_per_second: float | None, progress: Progress
) -> tuple[float, float | None]:
    """How long all of it takes, and the machine's speed where it was measured for that."""
    from core.experiment.draft import draft_of  # noqa: PLC0415 - loads pydantic, off the window's thread
    from workbench.state.assessment import assess  # noqa: PLC0415

    seconds = 0.0
    for experiment, dataset, epochs in left:
        progress("Timing", 0, 0)
        assessment = assess(draft_of(experiment), dataset)
        if assessment.cost is None or assessment.experiment is None:
            # Without Keras, its rows cannot be trained: their runs say so.
            continue
        found = estimated(workspace, assessment, dataset, flops_per_second, progress)
        seconds += epochs * found.seconds
        flops_per_second = found.flops_per_second
    return seconds, flops_per_second


def fitting(data: Data, source: str, progress: Progress) -> ImageDataset:
    """A source, opened, whose images the tables can be repeated on.

    Raises:
        WorkbenchError: It cannot be read, or has not the classes.
    """
    from core.data.open import open_dataset  # noqa: PLC0415 - loads NumPy, off the window's thread

    dataset = open_dataset(source, progress=progress)
    if problem := problem_of(data, dataset):
        raise WorkbenchError(f"{dataset.name} does not fit the tables of {data}: {problem}", "Choose another source.")
    return dataset


def problem_of(data: Data, dataset: ImageDataset) -> str:
    """Why the tables cannot be repeated on a dataset, in a sentence; empty where they can."""
    from core.experiment.draft import draft_of  # noqa: PLC0415
    from core.experiment.recipes import load_recipe  # noqa: PLC0415
    from core.reproduction.published import report_tables  # noqa: PLC0415
    from workbench.state.assessment import assess  # noqa: PLC0415

    recipe = next(table.rows[0].recipe for table in report_tables() if table.data == data)
    problems = assess(draft_of(load_recipe(recipe)), dataset).problems
    return str(problems[0]) if problems else ""


def _key(table: PlannedTable, row: str, engine: str) -> RowKey:
    return table.table.key, row, engine


def _rows_of(wanted: Wanted, tables: Iterable[PlannedTable]) -> frozenset[RowKey]:
    return frozenset(
        _key(table, row.row.key, row.engine)
        for table in tables
        if table.dataset.sha256 == wanted.dataset.sha256
        for row in table.rows
        if any(wanted.experiment in model.experiments for model in row.models)
    )


def _label(keys: Collection[RowKey], tables: Iterable[PlannedTable]) -> str:
    """What the first of some rows is called."""
    rows = ((_key(table, row.row.key, row.engine), row.row.label) for table in tables for row in table.rows)
    return next(label for key, label in rows if key in keys)


def _queued(store: Callable[[], RunStore], wanted: Wanted, progress: Progress) -> QueuedRun:
    if wanted.begun:
        # One that was stopped in its last epoch has nothing left to do, and no model of it.
        with suppress(WorkbenchError):
            (order,) = left_to_do(store, [wanted.begun], None, progress)
            return order
    # An object of its own, by which its run is known again.
    return QueuedRun(wanted.experiment.model_copy(), wanted.dataset.source)


def _curves(found: Reproduction, store: RunStore) -> dict[RowKey, ComparedRun]:
    from core.reproduction.curves import curves  # noqa: PLC0415 - loads NumPy, off the window's thread

    result = {}
    for table in found.tables:
        marks = marks_of(table)
        for one in curves(table, store):
            key = (table.key, one.row.row.key, one.row.engine)
            result[key] = ComparedRun(marks[key].letter, one.run, Curves(one.epochs), marks[key].place, None)
    return result
