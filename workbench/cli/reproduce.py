"""`workbench reproduce`: the report's tables, row by row, on the data at hand."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import TaskID

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.reproduction.finding import Wanted, unite_what_is_there, wanted_runs
from core.reproduction.page import write_reproduction
from core.reproduction.planning import Engine, Options, PlannedTable, needed_data, plan, planned_tables
from core.reproduction.published import BUILT_IN, Data
from core.reproduction.results import Reproduction, RowResult, results
from core.reproduction.wording import (
    ENGINES,
    Notes,
    about_images,
    difference,
    interval,
    own_figure,
    report_figure,
    title_of,
)
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.sweeps.jobs import Job, RunExecutor
from core.sweeps.running import run_jobs
from core.training.continuing import continue_run
from core.training.control import Control
from core.training.events import Finished, Outcome
from workbench.cli.options import WorkspaceOption, open_source, open_store
from workbench.cli.output import JsonOption, note, print_json, print_table, progress_bars, say
from workbench.cli.sweep import ClusterOption, executor_for, stopped_by_interrupt
from workbench.cli.train import bar_state, follow_in_terminal, train_in_terminal

_COLUMNS = ("", "engine", "report", "ours", "95% interval", "points")
_NO_FAULT = (Outcome.COMPLETED, Outcome.DIVERGED)


class LengthChoice(StrEnum):
    """How long the report's rows are trained."""

    EPOCHS = "epochs"
    UPDATES = "updates"


class EngineChoice(StrEnum):
    """Which engine trains the rows."""

    REPORT = "report"
    NUMPY = "numpy"
    KERAS = "keras"
    BOTH = "both"


_ENGINES: dict[EngineChoice, tuple[Engine, ...]] = {
    EngineChoice.REPORT: (),
    EngineChoice.NUMPY: ("numpy",),
    EngineChoice.KERAS: ("keras",),
    EngineChoice.BOTH: ("numpy", "keras"),
}


def reproduce(  # noqa: PLR0913, PLR0917 - each is an option of the command
    digits: Annotated[str, typer.Option("--digits", help="Images of digits, such as a folder of SVHN.")] = BUILT_IN[
        "digits"
    ],
    faces: Annotated[str, typer.Option("--faces", help="Faces with expressions, such as FER2013's.")] = BUILT_IN[
        "faces"
    ],
    length: Annotated[
        LengthChoice,
        typer.Option("--length", help="As many epochs as in the report; or updates, which is fair to less data."),
    ] = LengthChoice.EPOCHS,
    seeds: Annotated[str, typer.Option("--seeds", help="One model a seed: 0,1,2.")] = "0",
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="The report's own for each row, or one, or both.")
    ] = EngineChoice.REPORT,
    better: Annotated[bool, typer.Option("--better", help="Go on to what is not in the report.")] = False,
    rows: Annotated[
        list[str] | None, typer.Option("--row", metavar="TABLE[/ROW]", help="Only this; may be given again.")
    ] = None,
    train: Annotated[
        bool, typer.Option("--train/--no-train", help="Train what is missing, or show what is there.")
    ] = True,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="How many runs at a time; by default one after the other.")
    ] = None,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="Of the matrix library, in each run.")] = None,
    cluster: ClusterOption = None,
    report: Annotated[Path | None, typer.Option("--report", help="Also write one HTML page.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Repeat the report's tables as ordinary runs. What was trained before is kept; what was cut short goes on.

    Ctrl-C stops and keeps the run that is going; the same command goes on from there.
    """
    options = Options(length.value, _seeds(seeds), _ENGINES[engine], better, tuple(rows or ()))
    sources: dict[Data, str] = {"digits": digits, "faces": faces}
    datasets: dict[Data, ImageDataset] = {
        data: open_source(sources[data]) for data in needed_data(planned_tables(options))
    }
    tables = plan(options, datasets)
    with open_store(workspace) as store:
        if not train:
            finished = True
        elif workers is None and cluster is None:
            finished = _in_turn(tables, store, threads)
        else:
            finished = _side_by_side(tables, store, executor_for(cluster, workers, threads))
        unite_what_is_there(tables, store)
        found = results(tables, options, store)
        if report:
            write_reproduction(report, found, tables, store)
    if json:
        print_json(found.model_dump(mode="json"))
    else:
        _print(found)
    if not finished:
        raise typer.Exit(1)


def _seeds(text: str) -> tuple[int, ...]:
    try:
        seeds = tuple(int(seed) for seed in text.split(","))
    except ValueError as error:
        raise WorkbenchError(f"--seeds {text} is no list of whole numbers.", "Write it as 0,1,2.") from error
    if any(seed < 0 for seed in seeds):
        raise WorkbenchError(f"--seeds {text} has a negative seed.", "Seeds count from 0.")
    return seeds


def _in_turn(tables: Sequence[PlannedTable], store: RunStore, threads: int | None) -> bool:
    """Train run after run; whether all came to their end. One that fails does not keep the others from it."""
    wanted, done = list(wanted_runs(tables, store)), True
    for count, one in enumerate(wanted, 1):
        run = _trained(one, store, threads, f"Run {count} of {len(wanted)}: {one.experiment.name}")
        done = _is_done(run) and done
        if run.outcome in (Outcome.STOPPED, Outcome.DISCARDED):
            note("The same command goes on from here.")
            break
    return done


def _trained(wanted: Wanted, store: RunStore, threads: int | None, about: str) -> RunRecord:
    note(about if wanted.begun is None else f"{about}, goes on with {wanted.begun}")
    if (begun := wanted.begun) is None:
        return train_in_terminal(wanted.experiment, wanted.dataset, store, threads)
    return follow_in_terminal(
        lambda control: continue_run(begun, wanted.dataset, store, control), store, wanted.experiment.epochs
    )


def _side_by_side(tables: Sequence[PlannedTable], store: RunStore, executor: RunExecutor) -> bool:
    """Train as many runs at a time as there are workers; whether all came to their end."""
    wanted, done, control = list(wanted_runs(tables, store)), True, Control()
    jobs = [Job(one.experiment, one.dataset, one.begun or "") for one in wanted]
    with stopped_by_interrupt(control), progress_bars() as bars:
        whole, of_run = bars.add_task("Runs", total=len(jobs)), dict[int, TaskID]()
        for place, event in run_jobs(jobs, store, executor, control):
            name, epochs = wanted[place].experiment.name, wanted[place].experiment.epochs
            if isinstance(event, Finished):
                if place in of_run:
                    bars.remove_task(of_run.pop(place))
                bars.advance(whole)
                done = _is_done(store.run(event.run_id)) and done
            elif state := bar_state(event):
                if place not in of_run:
                    of_run[place] = bars.add_task(name, total=epochs)
                bars.update(of_run[place], **state | {"description": f"{name}: {state['description']}"})
    return done


def _is_done(run: RunRecord) -> bool:
    """Whether a run came to its end; where it did not, that is said."""
    if run.outcome in _NO_FAULT:
        return True
    note(f"{run.name} ended as {run.state}. {run.reason}".rstrip())
    return False


def _print(found: Reproduction) -> None:
    for table in found.tables:
        notes = Notes()
        rows = [_line(row, notes) for row in table.rows]
        print_table(_COLUMNS, rows, title=title_of(table), left=2)
        for text in (about_images(table), *notes.lines(), table.note):
            if text:
                say(text)
        say()


def _line(row: RowResult, notes: Notes) -> list[str]:
    name = row.row.label + notes.mark(row)
    return [name, ENGINES[row.engine], report_figure(row), own_figure(row), interval(row), difference(row)]
