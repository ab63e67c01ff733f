"""Opening whatever file holds a model: this program's own, or one that Keras saved."""

from __future__ import annotations

from pathlib import Path

from core.models.committee import Model, load_model
from core.models.importing.keras_archive import is_keras_archive
from core.models.importing.keras_file import import_keras


def open_model_file(path: Path) -> Model:
    """Read a model, told by what is in the file.

    Raises:
        WorkbenchError: As `load_model` and `import_keras`.
    """
    return import_keras(path) if is_keras_archive(path) else load_model(path)
