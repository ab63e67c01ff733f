"""`workbench runs`: what was trained in a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from core.runs.records import RunRecord, RunSummary
from workbench.cli.options import WorkspaceOption, open_store
from workbench.cli.output import JsonOption, percent, print_json, print_table, say

app = typer.Typer(help="What was trained in a workspace.", no_args_is_help=True)


@app.command("list")
def list_(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """List all runs, newest first."""
    with open_store(workspace) as store:
        runs = store.runs()
    if json:
        print_json({"runs": [run.model_dump(mode="json") for run in runs]})
    elif not runs:
        say("There are no runs yet. `workbench train RECIPE --data SOURCE` makes one.")
    else:
        columns = ["run", "name", "state", "network", "epochs", "val. acc.", "seconds"]
        print_table(columns, [_row(run) for run in runs], left=4)


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="Id of a run, or its beginning.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show one run: its settings in short, and every epoch."""
    with open_store(workspace) as store:
        record = store.run(run)
    if json:
        print_json(record.model_dump(mode="json") | {"folder": str(record.folder)})
    else:
        _print_run(record)


def _row(run: RunSummary) -> list[str]:
    best = run.best_validation_accuracy
    return [
        run.run_id,
        run.name,
        run.state,
        run.architecture,
        f"{run.epochs_done}/{run.epochs_planned}",
        "" if best is None else percent(best),
        f"{run.seconds:,.1f}",
    ]


def _print_run(record: RunRecord) -> None:
    created = datetime.fromtimestamp(record.created).astimezone()
    say(f"{record.run_id}: {record.name}")
    say(f"{record.state}, {record.epochs_done} of {record.epochs_planned} epochs. {record.reason}".rstrip())
    say(f"{record.architecture} on {record.source}, {record.backend}, begun {created:%Y-%m-%d %H:%M}")
    say(f"files: {record.folder}")
    columns = ["epoch", "train loss", "train acc.", "val. loss", "val. acc.", "rate", "seconds", "images/s"]
    rows = [
        [
            str(row.epoch),
            f"{row.train_loss:.4f}",
            percent(row.train_accuracy),
            f"{row.validation_loss:.4f}",
            percent(row.validation_accuracy),
            f"{row.learning_rate:.3g}",
            f"{row.seconds:.2f}",
            f"{row.images_per_second:,.0f}",
        ]
        for row in record.epochs
    ]
    print_table(columns, rows)
