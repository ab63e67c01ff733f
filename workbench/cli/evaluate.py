"""`workbench evaluate`."""

from __future__ import annotations

from typing import Annotated

import typer

from core.evaluation.evaluation import Evaluation
from core.models.assessment import evaluate_model
from workbench.cli.options import ModelArgument, SourceOption, WorkspaceOption, open_model, open_source
from workbench.cli.output import JsonOption, percent, print_json, print_table, say


def evaluate(
    model: ModelArgument,
    source: SourceOption,
    split: Annotated[
        str | None, typer.Option("--split", help="A part by the source's own name; by default test, or the only other.")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Measure a model on a part of a dataset."""
    opened = open_model(model, workspace)
    dataset = open_source(source, opened.image_size)
    evaluation = evaluate_model(opened, dataset, split)
    if json:
        print_json(evaluation.model_dump())
    else:
        print_evaluation(evaluation)


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
