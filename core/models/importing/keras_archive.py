"""The archive that a `.keras` file is: a description of the network (JSON), and its weights (HDF5)."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from core.errors import WorkbenchError
from core.models.archive import stored
from core.models.exporting.about import ABOUT_FILE, About
from core.network.parameters import FloatArray

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
_LARGEST_CONFIG: Final = 16 * 2**20
_LARGEST_WEIGHTS: Final = 4 * 2**30
# Where Keras 3 has a model's layers in the weights, and where Keras 2 had them.
_ROOTS: Final = ("layers", "_layer_checkpoint_dependencies")
_DAMAGE: Final = (
    zipfile.BadZipFile,
    ValidationError,
    ArithmeticError,
    AttributeError,
    LookupError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True)
class KerasArchive:
    """What a file holds.

    Attributes:
        config: Keras's description of the model.
        weights: An HDF5 file.
        about: What this program's own export says; None of other files.
    """

    config: Any
    weights: bytes
    about: About | None


def is_keras_archive(path: Path) -> bool:
    """Whether a file looks like one, whatever it is called; one that cannot be read does not."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {CONFIG, WEIGHTS} <= set(archive.namelist())
    except (OSError, *_DAMAGE):
        return False


def read_archive(path: Path) -> KerasArchive:
    """Read a file, without unpacking it to disk.

    Raises:
        WorkbenchError: It cannot be read, or is none.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        config = json.loads(stored(archive, CONFIG, _LARGEST_CONFIG))
        weights = stored(archive, WEIGHTS, _LARGEST_WEIGHTS)
        is_ours = ABOUT_FILE in archive.namelist()
        about = About.model_validate_json(stored(archive, ABOUT_FILE, _LARGEST_CONFIG)) if is_ours else None
    return KerasArchive(config, weights, about)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what can be expected of such a file into an error that names it."""
    try:
        yield
    except _DAMAGE as error:
        raise WorkbenchError(
            f"{path} is not a model that Keras saved, or is damaged.",
            "Save it again with Keras 3, as model.save('NAME.keras').",
            str(error),
        ) from error
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise WorkbenchError(f"{path} cannot be read: {reason}.", "Check its name and permissions.") from error


class StoredWeights:
    """The weights of a file, layer by layer. Nothing but plain numbers inside this one file is read.

    Args:
        content: An HDF5 file.

    Raises:
        WorkbenchError: The library that reads such files is not installed.
        OSError: It is no such file.
    """

    def __init__(self, content: bytes) -> None:
        try:
            import h5py  # noqa: PLC0415 - comes with TensorFlow, and only those who import a model need it
        except ImportError as error:
            raise WorkbenchError(
                "Files of Keras need the package h5py, which is not here.", "Install it, or use the full program."
            ) from error
        self._h5py = h5py
        self._file = h5py.File(io.BytesIO(content), "r")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def array(self, layer: str, place: int, shape: tuple[int, ...] | None = None) -> FloatArray:
        """One of a layer's arrays.

        Args:
            layer: As Keras calls it in this file: its type in snake case, counted.
            place: Which of its arrays.
            shape: What it has to have, before it is read.

        Raises:
            KeyError: There is none.
            ValueError: It is no array of numbers, has another shape, or is not really there.
        """
        root = next((root for root in _ROOTS if root in self._file), _ROOTS[0])
        found = self._file
        for name in (root, layer, "vars", str(place)):
            # Other links could lead to other files of this machine.
            if not isinstance(found.get(name, getlink=True), self._h5py.HardLink):
                raise KeyError(f"{root}/{layer} has no array {place}")
            found = found[name]
        if not isinstance(found, self._h5py.Dataset) or found.dtype.kind != "f":
            raise ValueError(f"array {place} of {layer} holds no numbers")
        if shape is not None and found.shape != shape:
            raise ValueError(f"array {place} of {layer} has the shape {found.shape}, and not {shape}")
        if found.is_virtual or found.external or found.id.get_storage_size() < found.nbytes:
            raise ValueError(f"array {place} of {layer} is not stored as it is")
        array: FloatArray = np.asarray(found[()])
        return array
