"""Exporting a model: which formats there are, and writing one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from core.errors import DiskFull, WorkbenchError
from core.experiment.spec import PredictionSpec
from core.files import has_no_room, write_atomic
from core.models.bundle import ModelBundle
from core.models.committee import CommitteeBundle, Model
from core.models.exporting.keras_exporter import keras_file
from core.models.exporting.onnx_exporter import onnx_file
from core.models.exporting.script import script_files

Engine = Literal["numpy", "keras"]
ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)
FORMATS: Final[Mapping[str, str]] = {".keras": "Keras", ".onnx": "ONNX", ".py": "Python script"}
"""What the names of exported files end in, and what is in them."""


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: The file that was asked for, and those that it needs beside it.
        notes: What whoever uses it has to know, in sentences.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """What is to be written.

    Attributes:
        files: The content of each file; the one that was asked for comes first.
        notes: As in `Exported`.
    """

    files: Mapping[Path, bytes]
    notes: tuple[str, ...]


def export_model(model: Model, target: Path, *, with_preprocessing: bool = False, engine: Engine = "numpy") -> Exported:
    """Write a model for other programs, in the format that the file's name says.

    Args:
        model: A model; committees can be exported to ONNX alone.
        target: The file, which ends in ".keras", ".onnx" or ".py"; what was there is replaced.
        with_preprocessing: Whether Keras's and ONNX's networks begin with bytes; a script always does.
        engine: What a script computes with.

    Raises:
        WorkbenchError: There is no such format, a library is missing, the format cannot hold such a model, or the
            place cannot be written.
    """
    return write(contents_of(model, target, with_preprocessing=with_preprocessing, engine=engine))


def format_of(target: Path) -> str:
    """What a file of that name has in it, in words.

    Raises:
        WorkbenchError: No format has that ending.
    """
    if found := FORMATS.get(target.suffix.lower()):
        return found
    listed = ", ".join(f"{ending} ({name})" for ending, name in FORMATS.items())
    raise WorkbenchError(f"{target} has no ending of a format that models can be exported to.", f"Use {listed}.")


def contents_of(model: Model, target: Path, *, with_preprocessing: bool, engine: Engine) -> Contents:
    """The same without writing it."""
    name, suffix = format_of(target), target.suffix.lower()
    files: Mapping[Path, bytes]
    if suffix == ".onnx":
        files = {target: onnx_file(model, with_preprocessing=with_preprocessing)}
    elif isinstance(model, CommitteeBundle):
        raise WorkbenchError(
            f"A committee cannot be exported to {name}.", "Export it to ONNX, or its members one by one."
        )
    elif suffix == ".keras":
        files = {target: keras_file(model, with_preprocessing=with_preprocessing)}
    else:
        files = script_files(model, target, engine)
    return Contents(files, _notes(model, suffix, with_preprocessing=with_preprocessing))


def write(contents: Contents) -> Exported:
    """Write the files, each whole or not at all.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    # What is needed beside the file comes first: the file is never there without it.
    for path, content in reversed(list(contents.files.items())):
        try:
            write_atomic(path, content)
        except OSError as error:
            kind = DiskFull if has_no_room(error) else WorkbenchError
            hint = "Choose another place, or free some space."
            raise kind(f"The model cannot be exported to {path}: {error.strerror}.", hint) from error
    return Exported(tuple(contents.files), contents.notes)


def _notes(model: Model, suffix: str, *, with_preprocessing: bool) -> tuple[str, ...]:
    notes = []
    if suffix == ".keras" and isinstance(model, ModelBundle):
        prediction = model.manifest.experiment.prediction
        if prediction != PredictionSpec():
            notes.append(
                "This model answers with the mean over several views of a picture, which the Keras file does not do: "
                "it answers about the picture as it is."
            )
    if suffix == ".onnx" and any(one.manifest.experiment.precision == "float64" for one in model.members):
        notes.append("The weights are written in single precision.")
    if suffix != ".py" and not with_preprocessing:
        notes.append(_normalization_note(model))
    return tuple(notes)


def _normalization_note(model: Model) -> str:
    pipeline = model.members[0].manifest.pipeline
    ways = {
        "unit": "divided by 255",
        "dataset": "divided by 255, less the mean and over the deviation that it names",
        "image": "divided by 255, less each image's own mean and over its own deviation",
    }
    size = f"{pipeline.height} x {pipeline.width} x {pipeline.channels}"
    return f"It takes images of {size}, {ways[pipeline.normalization]}."
