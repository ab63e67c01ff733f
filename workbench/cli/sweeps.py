"""`workbench sweeps`: what was searched in a workspace, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.paths import default_workspace
from core.runs.identifiers import short
from core.sweeps.kept import delete_sweep, find_sweep, sweeps
from core.sweeps.space import load_space, space_names
from core.sweeps.study import Trial, TrialState
from core.sweeps.view import OBJECTIVE, SweepView, view_sweep
from workbench.cli.options import WorkspaceOption
from workbench.cli.output import JsonOption, percent, print_json, print_table, say

SweepArgument = Annotated[str, typer.Argument(help="Id of a sweep, or its beginning.")]

app = typer.Typer(help="What was searched in a workspace.", no_args_is_help=True)


@app.command()
def ready(json: JsonOption = False) -> None:
    """List the sweeps that ship with the program; with --json, with all they say, to make one of your own."""
    spaces = {name: load_space(name) for name in space_names()}
    if json:
        print_json({name: space.model_dump(mode="json") for name, space in spaces.items()})
    else:
        print_table(["sweep", "what it is"], [[name, space.description] for name, space in spaces.items()], left=2)


@app.command("list")
def list_(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """List all sweeps, newest first."""
    folder = workspace or default_workspace()
    views = [view_sweep(folder, record) for record in sweeps(folder)]
    if json:
        print_json({"sweeps": [document_of(view) for view in views]})
    elif not views:
        say("There are no sweeps yet. `workbench sweep SPACE --data SOURCE` makes one.")
    else:
        columns = ["sweep", "data", "state", "trials", "best"]
        print_table(columns, [_row_of(view) for view in views], left=3)


@app.command()
def show(sweep: SweepArgument, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """Show a sweep: every trial, the best, and how much each field matters."""
    folder = workspace or default_workspace()
    view = view_sweep(folder, find_sweep(folder, sweep))
    if json:
        print_json(document_of(view))
    else:
        print_sweep(view)


@app.command()
def delete(sweep: SweepArgument, workspace: WorkspaceOption = None) -> None:
    """Forget a sweep. Its runs stay."""
    folder = workspace or default_workspace()
    record = find_sweep(folder, sweep)
    delete_sweep(folder, record)
    say(f"Forgot the sweep {record.sweep_id}; its runs are still there.")


def document_of(view: SweepView) -> dict[str, Any]:
    """A sweep as JSON."""
    return {
        "sweep_id": view.record.sweep_id,
        "name": view.record.space.name,
        "state": _state_of(view),
        "objective": OBJECTIVE,
        "source": view.record.source,
        "space": view.record.space.model_dump(mode="json"),
        "best": _trial_document(view.best, view) if view.best else None,
        "importances": dict(view.importances),
        "trials": [_trial_document(trial, view) for trial in view.trials],
    }


def print_sweep(view: SweepView, model: Path | None = None) -> None:
    """A sweep for people."""
    paths = [one.path for one in view.record.space.vary]
    rows = [
        [
            str(trial.number),
            short(trial.run_id) if trial.run_id else "",
            _word_of(trial, view),
            *("" if path not in trial.values else _text_of(trial.values[path]) for path in paths),
            str(len(trial.accuracies)),
            "" if trial.value is None else percent(trial.value),
        ]
        for trial in view.trials
    ]
    print_table(["trial", "run", "state", *_headings(paths), "epochs", "val. acc."], rows, left=3)
    say(f"Sweep {view.record.sweep_id}: {_state_of(view)}. Looked for: the highest {OBJECTIVE}.")
    if view.best:
        values = ", ".join(f"{path}={_text_of(value)}" for path, value in view.best.values.items())
        say(f"Best: trial {view.best.number}, {percent(view.best.value or 0)}: {values}")
    if view.importances:
        say("Matters: " + ", ".join(f"{path} {percent(share)}" for path, share in view.importances.items()))
    for reason in dict.fromkeys(trial.reason for trial in view.of_state(TrialState.FAILED)):
        say(f"Failed: {reason}")
    if model:
        say(f"Model: {model}")


def _headings(paths: list[str]) -> list[str]:
    """The last part of each path, or all of it where that is the last part of another, too."""
    ends = [path.rpartition(".")[2] for path in paths]
    return [end if ends.count(end) == 1 else path for end, path in zip(ends, paths, strict=True)]


def _row_of(view: SweepView) -> list[str]:
    ended = len(view.trials) - len(view.of_state(TrialState.OPEN))
    best = percent(view.best.value or 0) if view.best else ""
    return [view.record.sweep_id, view.record.source, _state_of(view), f"{ended}/{len(view.trials)}", best]


def _state_of(view: SweepView) -> str:
    if view.is_running:
        return "running"
    return "interrupted" if view.of_state(TrialState.OPEN) else "at rest"


def _word_of(trial: Trial, view: SweepView) -> str:
    if trial.state is not TrialState.OPEN:
        return str(trial.state)
    return "running" if view.is_running else "interrupted"


def _trial_document(trial: Trial, view: SweepView) -> dict[str, Any]:
    return {
        "trial": trial.number,
        "state": _word_of(trial, view),
        "values": dict(trial.values),
        "validation_accuracy": trial.value,
        "epochs": [trial.accuracies[epoch] for epoch in sorted(trial.accuracies)],
        "run_id": trial.run_id or None,
        "reason": trial.reason,
    }


def _text_of(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
