"""`workbench sweep`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress as RichProgress
from rich.progress import TaskID

from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool
from core.sweeps.jobs import RunExecutor
from core.sweeps.kept import SweepRecord, keep_sweep
from core.sweeps.space import SearchSpace, base_of, grid_of, load_space, with_setting
from core.sweeps.study import TrialState
from core.sweeps.sweep import Datasets, TrialEvent, run_sweep
from core.sweeps.view import SweepView, view_sweep
from core.training.control import Control
from core.training.events import Finished
from core.training.start import MODEL_ARTIFACT
from workbench.cli.interrupts import on_first_interrupt
from workbench.cli.options import SourceOption, WorkspaceOption, open_source, open_store
from workbench.cli.output import JsonOption, note, percent, print_json, progress_bars
from workbench.cli.sweeps import document_of, print_sweep
from workbench.cli.train import bar_state, copy_model, parsed_settings

ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Of a dask scheduler, such as tcp://host:8786; local starts one."
    ),
]


def executor_for(cluster: str | None, workers: int | None, threads: int | None) -> RunExecutor:
    """Who trains: processes of this machine, or the workers of a cluster."""
    if cluster is None:
        return ProcessPool(workers or 1, threads)
    from core.sweeps.cluster import Cluster  # noqa: PLC0415 - an optional extra

    return Cluster(cluster, workers, threads)


def sweep(  # noqa: PLR0913, PLR0917 - each is an option of the command
    space: Annotated[str, typer.Argument(help="Name of a sweep that ships (`workbench sweeps ready`), or a file.")],
    source: SourceOption,
    trials: Annotated[int | None, typer.Option("--trials", min=1, help="How many to try in all.")] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", min=0, help="When to stop.")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="How many runs at a time; by default 1, or all of a cluster.")
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            "--threads", min=1, help="Of the matrix library, each run; by default the cores over the workers."
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a field of the sweep or of its base."),
    ] = None,
    cluster: ClusterOption = None,
    save: Annotated[Path | None, typer.Option("--save", help="Also save the best model as this file.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Search among variants of an experiment for the highest validation accuracy. Ctrl-C stops and keeps all.

    The same command goes on where the sweep was cut short, or with more trials. Every trial is a run of the workspace.
    """
    searched = _configured(space, settings or [], trials, seconds)

    @cache
    def datasets(image_size: int | None) -> Any:
        return open_source(source, image_size)

    with open_store(workspace) as store:
        record = keep_sweep(store.workspace, searched, datasets(base_of(searched).data.image_size))
        _follow(record, store, executor_for(cluster, workers, threads), datasets)
        view = view_sweep(store.workspace, record)
        model = store.run(view.best.run_id).artifact(MODEL_ARTIFACT) if view.best else None
    if save and model:
        copy_model(model, save)
    if json:
        print_json(document_of(view) | {"model": str(save or model) if model else None})
    else:
        print_sweep(view, save or model)
    if view.best is None and view.of_state(TrialState.FAILED):
        raise typer.Exit(1)


def _configured(space: str, settings: list[str], trials: int | None, seconds: float | None) -> SearchSpace:
    searched = load_space(space)
    for path, value in parsed_settings(settings):
        searched = with_setting(searched, path, value)
    for path, budget in (("trials", trials), ("seconds", seconds)):
        if budget is not None:
            searched = with_setting(searched, path, budget)
    return searched


def _follow(record: SweepRecord, store: RunStore, executor: RunExecutor, datasets: Datasets) -> None:
    """Work on a sweep with a bar for it and one for each run."""
    control = Control()
    note(f"Sweep {record.sweep_id}")
    with stopped_by_interrupt(control), progress_bars() as bars:
        board = _Board(bars, record, view_sweep(store.workspace, record))
        for one in run_sweep(record, store, executor, datasets, control):
            board.show(one)
            if isinstance(one.event, Finished):
                board.show_result(view_sweep(store.workspace, record))


class _Board:
    """The bars of a sweep."""

    def __init__(self, bars: RichProgress, record: SweepRecord, view: SweepView) -> None:
        self._bars, self._epochs = bars, base_of(record.space).epochs
        space = record.space
        total = space.trials if space.sampler != "grid" else min(space.trials or 10**9, len(grid_of(space)))
        self._sweep = bars.add_task("Trials", total=total)
        self._runs: dict[int, TaskID] = {}
        self.show_result(view)

    def show(self, one: TrialEvent) -> None:
        if one.trial not in self._runs:
            self._runs[one.trial] = self._bars.add_task(f"Trial {one.trial}", total=self._epochs)
        if isinstance(one.event, Finished):
            self._bars.remove_task(self._runs.pop(one.trial))
        elif state := bar_state(one.event):
            words = f"Trial {one.trial}: {state['description']}"
            self._bars.update(self._runs[one.trial], **state | {"description": words})

    def show_result(self, view: SweepView) -> None:
        ended = [trial for trial in view.trials if trial.state is not TrialState.OPEN]
        best = f", best {percent(view.best.value or 0)} (trial {view.best.number})" if view.best else ""
        self._bars.update(self._sweep, completed=len(ended), description=f"Trials{best}")


def stopped_by_interrupt(control: Control) -> AbstractContextManager[None]:
    """Take the first Ctrl-C as "stop and keep"; the next one interrupts as usual."""

    def stop() -> None:
        note("Stopping and keeping what runs; the same command goes on. Press Ctrl-C again to give up at once.")
        control.stop()

    return on_first_interrupt(stop)
