"""`workbench runs`: what was trained in a workspace."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from core.data.cleaning import Excluded
from core.errors import WorkbenchError
from core.evaluation.significance import Comparison
from core.models.bundle import load_bundle
from core.models.comparing import compare_models
from core.runs.comparison import differing_settings
from core.runs.diagnosis import diagnosis_of
from core.runs.identifiers import short
from core.runs.left_out import left_out_of
from core.runs.records import RunRecord, RunSummary
from core.training.continuing import continue_run, continued
from core.training.start import MODEL_ARTIFACT
from workbench.cli.findings import print_findings
from workbench.cli.options import HistogramsOption, WorkspaceOption, open_source, open_store
from workbench.cli.output import JsonOption, percent, print_json, print_table, say
from workbench.cli.train import SaveOption, follow_in_terminal, report

RESULTS = {
    "run_id",
    "name",
    "outcome",
    "architecture",
    "epochs_done",
    "epochs_planned",
    "best_epoch",
    "best_validation_accuracy",
    "best_validation_loss",
    "parameters",
    "seconds",
}
"""What a list of runs tells about each as JSON."""
COLUMNS = ["run", "name", "state", "network", "epochs", "val. acc.", "seconds"]
RunArgument = Annotated[str, typer.Argument(help="Id of a run, or its beginning.")]

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
        print_table(COLUMNS, [row_of(run) for run in runs], left=4)


@app.command()
def show(
    run: RunArgument,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show one run: its settings in short, every epoch, and what they say about it."""
    with open_store(workspace) as store:
        record = store.run(run)
        findings = diagnosis_of(store, record)
    if json:
        left_out = [asdict(excluded) for excluded in left_out_of(record)]
        diagnosis = [finding.model_dump(mode="json") for finding in findings]
        more = {"folder": str(record.folder), "left_out": left_out, "diagnosis": diagnosis}
        print_json(record.model_dump(mode="json") | more)
    else:
        _print_run(record)
        print_findings(findings)


@app.command()
def resume(
    run: RunArgument,
    epochs: Annotated[
        int | None, typer.Option("--epochs", min=1, help="How many there are to be in all; by default as planned.")
    ] = None,
    source: Annotated[str | None, typer.Option("--data", help="Where its images are now, if they were moved.")] = None,
    save: SaveOption = None,
    histograms: HistogramsOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Go on with a run after its last finished epoch, or extend it. Ctrl-C stops and keeps the model.

    An interrupted run goes on as itself; any other stays as it is, and a new run that names it as its parent goes on.
    """
    with open_store(workspace) as store:
        record = store.run(run)
        experiment = continued(record, epochs)
        dataset = open_source(source or record.source, experiment.data.image_size)
        ended = follow_in_terminal(
            lambda control: continue_run(record.run_id, dataset, store, control, epochs=epochs, histograms=histograms),
            store,
            experiment.epochs,
        )
    report(ended, save, json=json)


@app.command()
def compare(
    runs: Annotated[list[str], typer.Argument(help="Two runs or more.")],
    source: Annotated[
        str | None, typer.Option("--on", help="Also compare their answers about this dataset's test images.")
    ] = None,
    split: Annotated[str | None, typer.Option("--split", help="Another part of that dataset.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show the settings in which runs differ, beside their results; of two models, also which is better."""
    with open_store(workspace) as store:
        records = [store.run(run) for run in runs]
    settings = differing_settings(records)
    found = _answers_compared(records, source, split) if source else None
    if json:
        print_json(
            {
                "runs": [record.model_dump(mode="json", include=RESULTS) for record in records],
                "settings": {one.path: one.values for one in settings},
                "answers": found.model_dump() if found else None,
            }
        )
        return
    results = [
        ["state", *(record.state for record in records)],
        ["epochs", *(f"{record.epochs_done}/{record.epochs_planned}" for record in records)],
        ["val. acc.", *(_percent(record.best_validation_accuracy) for record in records)],
        ["seconds", *(f"{record.seconds:,.1f}" for record in records)],
    ]
    rows = [[one.path, *("" if value is None else str(value) for value in one.values)] for one in settings]
    print_table(["", *(f"{record.name} {short(record.run_id)}" for record in records)], rows + results)
    if found:
        say(found.sentence(*(f"{record.name} {short(record.run_id)}" for record in records)))


def _answers_compared(records: list[RunRecord], source: str, split: str | None) -> Comparison:
    models = [record.artifact(MODEL_ARTIFACT) for record in records]
    if len(models) != 2 or None in models:
        raise WorkbenchError("Answers are compared between two runs that have a model.", "Name two, or leave out --on.")
    bundles = [load_bundle(model) for model in models if model]
    dataset = open_source(source, bundles[0].manifest.experiment.data.image_size)
    return compare_models(bundles[0], bundles[1], dataset, split)


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share)


def row_of(run: RunSummary) -> list[str]:
    """A run as a line of a table with `COLUMNS`."""
    return [
        run.run_id,
        run.name,
        run.state,
        run.architecture,
        f"{run.epochs_done}/{run.epochs_planned}",
        _percent(run.best_validation_accuracy),
        f"{run.seconds:,.1f}",
    ]


def _left_out_words(excluded: Excluded) -> str:
    return f"{excluded.images:,} of {excluded.part} ({excluded.reason})"


def _print_run(record: RunRecord) -> None:
    created = datetime.fromtimestamp(record.created).astimezone()
    say(f"{record.run_id}: {record.name}")
    say(f"{record.state}, {record.epochs_done} of {record.epochs_planned} epochs. {record.reason}".rstrip())
    engine = f"{record.backend} on {record.device}" if record.device else record.backend
    say(f"{record.architecture} on {record.source}, {engine}, begun {created:%Y-%m-%d %H:%M}")
    if record.parent:
        say(f"goes on where {record.parent} ended")
    if excluded := left_out_of(record):
        say(f"left out: {'; '.join(map(_left_out_words, excluded))}")
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
