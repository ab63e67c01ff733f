"""Writing files so that a reader, a crash or a full disk never meets half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; on success it becomes `target` in one step, on failure it is removed.

    The rename is atomic on POSIX and on NTFS; the file's content reaches the disk before its name does, so that after
    a power cut the name never points to an empty file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """What this process withholds from files it makes; a temporary file would be withheld from everyone else."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut too; Windows does so by itself, and cannot open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(target: Path, content: bytes | str) -> None:
    """Replace `target`'s content as a whole, or leave it as it was."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


def has_no_room(error: OSError) -> bool:
    """Whether a file could not be written because the disk is full, or the user's part of it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; there is none of a name that no file can have (too long, say)."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
