"""A zip of class folders, read where it is: nothing is ever unpacked to disk."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.data.pictures import LARGEST_FILE
from core.data.raw import RawDataset
from core.data.readers.labelled_pictures import read_labelled_pictures
from core.data.readers.listing import is_junk
from core.errors import WorkbenchError
from core.progress import Progress
from core.zips import DAMAGED_ZIP

MEMBER_ERRORS = (OSError, *DAMAGED_ZIP)
_ENCRYPTED = 0x1
# Pictures hardly shrink in a zip; a thousandfold expansion is an attack or a mistake.
_BOMB_RATIO = 100
_BOMB_SIZE = 2**30


def read_zip(path: Path, image_size: int | None, progress: Progress) -> RawDataset:
    """Read the pictures of a zip archive that holds a folder of class folders."""
    with opened_zip(path) as archive:
        members = {member.filename.replace("\\", "/"): member for member in archive.infolist()}
        names = [name for name in members if not name.endswith("/") and not any(map(is_junk, name.split("/")))]

        def read(name: str) -> bytes:
            member = members[name]
            if member.file_size > LARGEST_FILE:
                raise WorkbenchError(f"{name} is too large for a picture ({member.file_size / 2**20:,.0f} MiB).")
            try:
                return archive.read(member)
            except MEMBER_ERRORS as error:
                raise WorkbenchError(f"{name} is damaged inside the archive.", details=str(error)) from error

        return read_labelled_pictures(path.stem, "zip", str(path), names, read, image_size, progress)


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive after looking at every name, size and flag in its directory.

    Raises:
        WorkbenchError: It is empty, truncated, protected by a password, expands beyond measure, or has members that
            would land outside the folder it is unpacked to.
    """
    try:
        archive = zipfile.ZipFile(path)
    except MEMBER_ERRORS as error:
        raise WorkbenchError(
            f"{path} is a damaged or incomplete zip archive.", "Download or copy it again.", str(error)
        ) from error
    with archive:
        _check_members(path, archive.infolist())
        yield archive


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise WorkbenchError(f"{path} is an empty archive.", "Choose a zip with a folder of pictures for each class.")
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise WorkbenchError(f"{path} is protected by a password.", "Unpack it and open the folder instead.")
        if _leads_outside(member):
            raise WorkbenchError(
                f'{path} is not safe to open: its entry "{member.filename}" leads outside the archive.',
                "Get the archive from a source that you trust.",
            )
    expanded = sum(member.file_size for member in members)
    if expanded > max(_BOMB_SIZE, _BOMB_RATIO * path.stat().st_size):
        raise WorkbenchError(
            f"{path} would expand to {expanded / 2**30:,.0f} GiB, more than {_BOMB_RATIO} times its size.",
            "No dataset of pictures shrinks that much; get the archive from a source that you trust.",
        )


def _leads_outside(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return is_link or name.startswith("/") or re.match(r"[A-Za-z]:", name) is not None or ".." in name.split("/")
