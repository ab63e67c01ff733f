"""The files below a folder, with what tells a changed file from an unchanged one."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from core.errors import WorkbenchError
from core.progress import Progress

_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_DEEPEST = 8
_MOST_FILES = 3_000_000


class FoundFile(NamedTuple):
    """A file below a folder; `path` is relative to it and uses "/" on every platform."""

    path: str
    size: int
    modified_ns: int


def is_junk(name: str) -> bool:
    """Whether a file or folder is a system's own bookkeeping rather than data."""
    return name.startswith(".") or name.lower() in _JUNK


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts "2" before "10" and ignores case."""
    pieces = re.split(r"([0-9]+)", name)
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold()) for piece in pieces if piece)


def describe_file(path: Path) -> FoundFile:
    """The same facts for one file, under its own name."""
    status = path.stat()
    return FoundFile(path.name, status.st_size, status.st_mtime_ns)


def list_files(folder: Path, progress: Progress) -> list[FoundFile]:
    """Every file below `folder` that is not a system's bookkeeping, in no particular order.

    Links are followed, but no folder is entered twice.

    Raises:
        WorkbenchError: A folder cannot be read, or there are far more files than a dataset has.
    """
    found: list[FoundFile] = []
    visited: set[tuple[int, int]] = set()
    waiting = [(str(folder), "", 0)]
    while waiting:
        current, prefix, depth = waiting.pop()
        try:
            status = Path(current).stat()
            if (status.st_dev, status.st_ino) not in visited:
                visited.add((status.st_dev, status.st_ino))
                waiting += _scan(current, prefix, depth, found)
        except OSError as error:
            raise WorkbenchError(f"{current} cannot be read: {error.strerror}.", "Check its permissions.") from error
        if len(found) > _MOST_FILES:
            raise WorkbenchError(
                f"{folder} holds more than {_MOST_FILES:,} files.", "Open the folder that has the class folders in it."
            )
        progress("Looking through the folder", len(found), 0)
    return found


def _scan(current: str, prefix: str, depth: int, found: list[FoundFile]) -> list[tuple[str, str, int]]:
    """Append the folder's files to `found` and return its subfolders."""
    subfolders = []
    with os.scandir(current) as entries:
        for entry in entries:
            name = entry.name
            if is_junk(name):
                continue
            if entry.is_file():
                status = entry.stat()
                found.append(FoundFile(prefix + name, status.st_size, status.st_mtime_ns))
            elif entry.is_dir() and depth < _DEEPEST:
                subfolders.append((entry.path, f"{prefix}{name}/", depth + 1))
    return subfolders
