"""The archive that a model's file is. What is in it is stored as it is, and never unpacked to disk.

Every model has a manifest and weights in it; a committee has its members besides.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError

from core.errors import DiskFull, WorkbenchError
from core.files import atomic_path, has_no_room
from core.paths import MODEL_SUFFIX
from core.zips import DAMAGED_ZIP

MANIFEST, WEIGHTS = "manifest.json", "weights.safetensors"
LARGEST_MANIFEST = 16 * 2**20
_DAMAGE = (*DAMAGED_ZIP, SafetensorError, KeyError)


@contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """Turn what can be expected of a model's file into an error that names it."""
    try:
        yield
    except _DAMAGE as error:
        raise damaged(str(path), str(error)) from error
    except FileNotFoundError as error:
        raise WorkbenchError(
            f"There is no model file {path}.", "Check the name, or list the runs that have one."
        ) from error
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error


@contextmanager
def writing(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive that becomes a model's file, whole or not at all.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    try:
        with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            yield archive
    except OSError as error:
        kind = DiskFull if has_no_room(error) else WorkbenchError
        raise kind(
            f"The model cannot be saved as {path}: {error.strerror}.", "Choose another place, or free some space."
        ) from error


def stored(archive: zipfile.ZipFile, name: str, largest: int) -> bytes:
    """A member's content, if it is stored as it is and as small as it has to be: a bomb is refused, not unpacked."""
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED:
        raise zipfile.BadZipFile(f"{name} is compressed, which models never are")
    if info.file_size > largest:
        raise zipfile.BadZipFile(f"{name} is larger than it can be")
    return archive.read(name)


def damaged(where: str, details: str) -> WorkbenchError:
    """What to say of a model that cannot be read."""
    return WorkbenchError(
        f"{where} is not a model of this program, is damaged, or was written by a newer version.",
        f"Choose a file that ends in {MODEL_SUFFIX}, or save the model again.",
        details,
    )
