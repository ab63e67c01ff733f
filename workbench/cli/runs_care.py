"""`workbench runs rename | tag | note | delete | restore | trash | export | import`: keeping order among runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import WorkspaceOption, open_store
from workbench.cli.output import JsonOption, print_json, print_table, say
from workbench.cli.runs import COLUMNS, RESULTS, RunArgument, app, row_of

__all__ = ["app"]


@app.command()
def rename(
    run: RunArgument, name: Annotated[str, typer.Argument(help="What to call it.")], workspace: WorkspaceOption = None
) -> None:
    """Call a run something else."""
    with open_store(workspace) as store:
        store.rename(run, name)


@app.command()
def tag(
    run: RunArgument,
    tags: Annotated[list[str], typer.Argument(help="Words to find it by.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take them off instead.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Put tags on a run, or take them off."""
    with open_store(workspace) as store:
        change = store.untag if remove else store.tag
        change(run, *tags)


@app.command("note")
def note_(
    run: RunArgument,
    text: Annotated[str, typer.Argument(help="The note; it takes the place of an earlier one.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note to a run."""
    with open_store(workspace) as store:
        store.set_notes(run, text)


@app.command()
def delete(
    runs: Annotated[list[str], typer.Argument(help="Ids of runs, or their beginnings.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Move runs to the trash; `restore` brings them back."""
    with open_store(workspace) as store:
        for run in runs:
            run_id = store.run(run).run_id
            store.delete(run_id)
            say(f"Run {run_id} is in the trash. `workbench runs restore {run_id}` brings it back.")


@app.command()
def restore(run: RunArgument, workspace: WorkspaceOption = None) -> None:
    """Bring a run back from the trash."""
    with open_store(workspace) as store:
        say(f"Run {store.trash.restore(run)} is back.")


@app.command()
def trash(
    empty: Annotated[bool, typer.Option("--empty", help="Remove them for good.")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """List the deleted runs, or remove them for good."""
    with open_store(workspace) as store:
        deleted = [one.record for one in store.trash.runs()]
        if empty:
            store.trash.empty()
    if json:
        print_json({"runs": [record.model_dump(mode="json", include=RESULTS) for record in deleted]})
    elif empty:
        say(f"{len(deleted)} deleted runs were removed for good.")
    elif not deleted:
        say("The trash is empty.")
    else:
        print_table(COLUMNS, [row_of(record) for record in deleted], left=4)


@app.command()
def export(
    run: RunArgument,
    target: Annotated[Path, typer.Argument(help="The zip file to write.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Write a run with all its files to one zip file."""
    with open_store(workspace) as store:
        store.export_run(run, target)
    say(f"Exported to {target}. `workbench runs import {target}` takes it in again, in any workspace.")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="A zip file that `export` wrote.")], workspace: WorkspaceOption = None
) -> None:
    """Take in an exported run."""
    with open_store(workspace) as store:
        say(f"Run {store.import_run(source)} is here now.")
