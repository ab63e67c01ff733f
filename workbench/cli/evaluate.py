"""`workbench evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.evaluation.evaluation import Evaluation
from core.models.assessment import examine
from core.models.copies import WithoutCopies, without_copies
from core.models.evaluation_report import save_report
from core.models.prediction_table import save_examination
from workbench.cli.options import ModelArgument, SourceOption, WorkspaceOption, open_model, open_source
from workbench.cli.output import JsonOption, percent, print_json, print_table, progress, say


def evaluate(
    model: ModelArgument,
    source: SourceOption,
    split: Annotated[
        str | None, typer.Option("--split", help="A part by the source's own name; by default test, or the only other.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Also write everything, with pictures, to this one HTML file.")
    ] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Also write the answer about every image to this table.")
    ] = None,
    without_duplicates: Annotated[
        bool,
        typer.Option("--without-duplicates", help="Also measure without images whose exact pixels it was trained on."),
    ] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Measure a model on a part of a dataset."""
    opened = open_model(model, workspace)
    dataset = open_source(source, opened.image_size)
    with progress() as bars:
        examination = examine(opened, dataset, split, bars)
        without = without_copies(opened, examination, bars) if without_duplicates else None
    if csv_file:
        save_examination(csv_file, examination)
    if report:
        save_report(report, opened, examination, without)
    error = examination.reliability.expected_calibration_error
    if json:
        print_json(examination.evaluation.model_dump() | {"calibration_error": error} | _document(without))
        return
    print_evaluation(examination.evaluation)
    say(f"expected calibration error {percent(error)}")
    if without:
        _print_without(without)


def _document(without: WithoutCopies | None) -> dict[str, Any]:
    if without is None:
        return {}
    figures = without.evaluation.model_dump() if without.evaluation else None
    return {"without_duplicates": {"copies": without.copies, "evaluation": figures}}


def _print_without(without: WithoutCopies) -> None:
    images = "1 image is" if without.copies == 1 else f"{without.copies:,} images are"
    say(f"{images} also in the training part, pixel by pixel.")
    if without.evaluation is None:
        say("No others are left to measure on.")
    elif without.copies:
        low, high = (percent(share) for share in without.evaluation.accuracy_interval)
        left = f"{percent(without.evaluation.accuracy)} of {without.evaluation.images:,} images"
        say(f"Without them: {left} (95% from {low} to {high}).")


def print_evaluation(evaluation: Evaluation) -> None:
    """Key figures, then a line a class."""
    low, high = (percent(share) for share in evaluation.accuracy_interval)
    say(
        f"{evaluation.split}: {percent(evaluation.accuracy)} of {evaluation.images:,} images (95% from {low} to {high})"
    )
    say(f"macro F1 {percent(evaluation.macro_f1)}, loss {evaluation.loss:.4f}")
    figures = evaluation.per_class
    rows = [
        [name, percent(one.precision), percent(one.recall), percent(one.f1), f"{one.support:,}"]
        for name, one in figures.items()
    ]
    print_table(["class", "precision", "recall", "F1", "images"], rows)
    matrix = [
        [name, *(f"{count:,}" for count in row)]
        for name, row in zip(evaluation.classes, evaluation.confusion_matrix, strict=True)
    ]
    print_table(["true \\ predicted", *evaluation.classes], matrix)
