"""`workbench calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.models.calibrating import Calibration, Change, calibrated
from core.models.committee import save_model
from workbench.cli.options import ModelArgument, SourceOption, WorkspaceOption, open_model, open_source
from workbench.cli.output import JsonOption, percent, print_json, print_table, progress, say


def calibrate(
    model: ModelArgument,
    source: SourceOption,
    save: Annotated[Path, typer.Option("--save", help="The calibrated model's file.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Make a model as sure as it is right: a new model with the same answers and other probabilities."""
    opened = open_model(model, workspace)
    dataset = open_source(source, opened.image_size)
    with progress() as bars:
        calibration = calibrated(opened, dataset, bars)
    save_model(save, calibration.model)
    if json:
        print_json(_document(calibration, save))
    else:
        _print(calibration, save)


def _document(calibration: Calibration, path: Path) -> dict[str, Any]:
    changes = {"validation": calibration.validation, "test": calibration.test}
    return {
        "temperature": calibration.temperature,
        **{use: _change(change) if change else None for use, change in changes.items()},
        "model": str(path),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "split": change.split,
        "images": change.images,
        "calibration_error": [change.before.expected_calibration_error, change.after.expected_calibration_error],
        "loss": [change.loss_before, change.loss_after],
    }


def _print(calibration: Calibration, path: Path) -> None:
    surer = "less sure" if calibration.factor > 1 else "surer"
    say(f"Temperature {calibration.temperature:.3f}: the answers are those of before, and {surer}.")
    rows = [_row(change) for change in (calibration.validation, calibration.test) if change]
    print_table(["part", "images", "ECE", "after", "loss", "after"], rows)
    say(f"Model: {path}")


def _row(change: Change) -> list[str]:
    errors = (percent(one.expected_calibration_error) for one in (change.before, change.after))
    return [change.split, f"{change.images:,}", *errors, f"{change.loss_before:.4f}", f"{change.loss_after:.4f}"]
