"""`workbench predict`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Any

import typer

from core.data.pictures import load_picture
from core.errors import WorkbenchError
from core.files import atomic_path
from core.models.predictor import Predictor
from workbench.cli.options import ModelArgument, WorkspaceOption, open_model
from workbench.cli.output import JsonOption, note, percent, print_json, say


def predict(
    model: ModelArgument,
    pictures: Annotated[list[Path], typer.Argument(help="Picture files: JPEG, PNG, BMP, WebP or GIF.")],
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Also write a table to this file.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Classify pictures, in the order given."""
    predictor = Predictor(open_model(model, workspace))
    entries = [_entry(predictor, picture) for picture in pictures]
    if csv_file:
        _write_csv(csv_file, predictor.classes, entries)
    if json:
        print_json({"predictions": entries})
    else:
        for entry in entries:
            _print_entry(entry)
    if any("error" in entry for entry in entries):
        raise typer.Exit(1)


def _entry(predictor: Predictor, picture: Path) -> dict[str, Any]:
    try:
        prediction = predictor.predict(load_picture(picture))
    except WorkbenchError as error:
        return {"file": str(picture), "error": str(error)}
    return {
        "file": str(picture),
        "label": prediction.label,
        "probability": prediction.probability,
        "probabilities": prediction.probabilities,
        "warnings": list(prediction.warnings),
    }


def _print_entry(entry: dict[str, Any]) -> None:
    if "error" in entry:
        note(f"{entry['file']}: {entry['error']}")
        return
    say(f"{entry['file']}: {entry['label']} ({percent(entry['probability'])})")
    for warning in entry["warnings"]:
        say(f"  {warning}")


def _write_csv(path: Path, classes: tuple[str, ...], entries: list[dict[str, Any]]) -> None:
    try:
        with atomic_path(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["file", "label", "probability", *classes, "error"])
            for entry in entries:
                probabilities = entry.get("probabilities", {})
                figures = [probabilities.get(name, "") for name in classes]
                row = [entry.get(key, "") for key in ("file", "label", "probability")]
                writer.writerow([*row, *figures, entry.get("error", "")])
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
