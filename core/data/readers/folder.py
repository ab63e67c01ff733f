"""A folder of class folders."""

from __future__ import annotations

from pathlib import Path

from core.data.pictures import LARGEST_FILE
from core.data.raw import RawDataset
from core.data.readers.labelled_pictures import read_labelled_pictures
from core.data.readers.listing import FoundFile
from core.errors import WorkbenchError
from core.progress import Progress


def read_folder(folder: Path, files: list[FoundFile], image_size: int | None, progress: Progress) -> RawDataset:
    """Read the pictures among `files`, which are the listing of `folder`."""
    sizes = {file.path: file.size for file in files}

    def read(path: str) -> bytes:
        if sizes[path] > LARGEST_FILE:
            raise WorkbenchError(f"{path} is too large for a picture ({sizes[path] / 2**20:,.0f} MiB).")
        try:
            return (folder / path).read_bytes()
        except OSError as error:
            raise WorkbenchError(f"{path} cannot be read: {error.strerror}.") from error

    return read_labelled_pictures(folder.name, "class-folders", str(folder), list(sizes), read, image_size, progress)
