"""The picture files below a folder, in the order in which people would number them."""

from __future__ import annotations

from pathlib import Path

from core.data.pictures import SUFFIXES
from core.data.readers.listing import list_files, natural_key
from core.errors import WorkbenchError
from core.progress import Progress


def find_pictures(folder: Path, progress: Progress) -> list[Path]:
    """Every picture below a folder, told by its file's name, "2.png" before "10.png".

    Raises:
        WorkbenchError: A folder cannot be read, or there is no picture.
    """
    names = [file.path for file in list_files(folder, progress) if Path(file.path).suffix.lower() in SUFFIXES]
    if not names:
        raise WorkbenchError(f"{folder} has no pictures in it (JPEG, PNG, BMP, WebP or GIF).")
    return [folder / name for name in sorted(names, key=natural_key)]
