"""How much the cache holds, and emptying it while others may be using it.

What goes can be made again, and is when it is next wanted. Downloads stay, which only the network brings back; so do
the datasets that whoever empties it has open.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.paths import cache_folder
from core.progress import Progress

_STAYS: Final = "downloads"
_GOES_ASIDE: Final = ".partial-"


def cache_bytes(progress: Progress) -> int:
    """Bytes of what emptying would remove, whoever has it open."""
    return sum(_size(path) for path in _files(progress))


def empty_cache(keep: Collection[str], progress: Progress) -> int:
    """Remove what can be made again.

    A dataset goes in one step, by its name, before its files do: nobody finds half of one. A file that another process
    has open stays readable there; where the system does not let go of it (Windows), it stays in its place too.

    Args:
        keep: SHA-256 of the datasets that stay.
        progress: Told how far it is; may raise Cancelled between two entries.

    Returns:
        How many bytes there are less.
    """
    before = cache_bytes(progress)
    entries = list(_entries(keep))
    for number, entry in enumerate(entries):
        progress("Emptying the cache", number, len(entries))
        _remove(entry)
    return before - cache_bytes(progress)


def _entries(keep: Collection[str]) -> Iterator[Path]:
    """What goes: all other rooms of the cache file by file, datasets as a whole."""
    root = cache_folder()
    for room in _inside(root):
        if room.name == _STAYS:
            continue
        if room.name == "datasets":
            # The index is small, and answers for what is gone as for what never was.
            yield from (dataset for dataset in _inside(room / "objects") if dataset.name not in keep)
        elif room.is_dir():
            yield from (file for file in _inside(room) if not file.name.startswith("."))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _remove(entry: Path) -> None:
    with suppress(OSError):
        if not entry.is_dir():
            entry.unlink()
            return
        aside = Path(tempfile.mkdtemp(prefix=_GOES_ASIDE, dir=entry.parent))
        with suppress(OSError):
            entry.rename(aside / entry.name)
        shutil.rmtree(aside, ignore_errors=True)


def _files(progress: Progress) -> Iterator[Path]:
    for room in _inside(cache_folder()):
        if room.name == _STAYS:
            continue
        for number, path in enumerate(room.rglob("*") if room.is_dir() else (room,)):
            progress("Measuring the cache", number, 0)
            yield path


def _size(path: Path) -> int:
    # Another process may have removed it in this moment.
    with suppress(OSError):
        return path.stat().st_size if path.is_file() else 0
    return 0
