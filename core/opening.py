"""What a path that the program was given to open is: told by the content, never by the name, and in no time.

Loads neither NumPy nor pydantic: the program asks before it has a window. What passes here may still fail when it is
read whole.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Literal

from core.data.readers.listing import is_junk
from core.data.readers.signatures import FORMATS, is_fer_csv, is_matlab, is_picture, is_zip, start_of, unknown
from core.errors import WorkbenchError
from core.experiment.draft_file import read_draft

Kind = Literal["dataset", "experiment", "model", "picture"]

# What the archive of a model holds, this program's or Keras's, and no dataset does.
_OF_A_MODEL = {"manifest.json", "weights.safetensors"}
_OF_KERAS = {"config.json", "model.weights.h5"}
_OF_AN_EXPERIMENT = {"network", "members", "schema_version"}


def kind_of(path: Path) -> Kind:
    """Whether a path is a dataset, an experiment's file, a model, or a picture or a folder of pictures to ask about.

    Raises:
        WorkbenchError: There is no such file or folder, or it is none of these; the message names it.
    """
    try:
        if path.is_dir():
            return _kind_of_folder(path)
        if path.is_file():
            return _kind_of_file(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise WorkbenchError(f"{path} cannot be opened: {reason}.", "Check its name and permissions.") from error
    raise WorkbenchError(f"There is no file or folder {path}.", "Check its name and where it is.")


def _kind_of_folder(path: Path) -> Kind:
    """A dataset has class folders, or one of the files that hold one; what has only pictures is asked about."""
    with os.scandir(path) as entries:
        found = [entry for entry in entries if not is_junk(entry.name)]
    if not found:
        raise WorkbenchError(f"{path} is an empty folder.", FORMATS)
    if any(entry.is_dir() for entry in found):
        return "dataset"
    starts = [start_of(Path(entry.path)) for entry in found]
    if any(_is_dataset(start) for start in starts):
        return "dataset"
    if any(is_picture(start) for start in starts):
        return "picture"
    raise WorkbenchError(f"{path} has no class folders.", FORMATS)


def _kind_of_file(path: Path) -> Kind:
    start = start_of(path)
    if is_zip(start):
        members = _members(path)
        return "model" if members >= _OF_A_MODEL or members >= _OF_KERAS else "dataset"
    if _is_dataset(start):
        return "dataset"
    if is_picture(start):
        return "picture"
    if start.lstrip().startswith(b"{"):
        if read_draft(path).keys() & _OF_AN_EXPERIMENT:
            return "experiment"
        raise WorkbenchError(f"{path} holds no experiment.", "It must be a JSON object with name and network.")
    raise unknown(path, start)


def _is_dataset(start: bytes) -> bool:
    return is_zip(start) or is_matlab(start) or is_fer_csv(start)


def _members(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise WorkbenchError(
            f"{path} is a damaged or incomplete archive.", "Download or copy it again.", str(error)
        ) from error
