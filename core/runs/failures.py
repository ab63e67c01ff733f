"""What disks and databases can be expected to do, said so that people know what to do about it."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from core.errors import DiskFull, WorkbenchError
from core.files import has_no_room

_FREE_SPACE: Final = "Free some space on that disk, then try again. What was stored before is still there."
_PERMISSIONS: Final = "Choose a workspace in a folder that you may write to (--workspace or WORKBENCH_WORKSPACE)."
_DAMAGED: Final = (
    "Close every window and command that uses this workspace, rename that file and open the workspace again: finished "
    "runs are read back from their folders."
)
_BUSY: Final = "End the process that has been writing to it if it hangs, then try again."
_FULL: Final = "The disk is full: {file} could not be written."
_DISK: Final = "The disk may be full, disconnected or failing."

_OF_DATABASES: Final = {
    sqlite3.SQLITE_FULL: (_FULL, _FREE_SPACE),
    sqlite3.SQLITE_READONLY: ("{file} may not be written.", _PERMISSIONS),
    sqlite3.SQLITE_CANTOPEN: ("{file} may not be written.", _PERMISSIONS),
    sqlite3.SQLITE_PERM: ("{file} may not be written.", _PERMISSIONS),
    sqlite3.SQLITE_NOTADB: ("{file} is damaged.", _DAMAGED),
    sqlite3.SQLITE_CORRUPT: ("{file} is damaged.", _DAMAGED),
    sqlite3.SQLITE_BUSY: ("{file} is kept busy by another process.", _BUSY),
    sqlite3.SQLITE_IOERR: ("{file} could not be read or written.", _DISK),
}
_OF_FILES: Final = {
    errno.ENOSPC: (_FULL, _FREE_SPACE),
    errno.EDQUOT: ("The disk quota is used up: {file} could not be written.", _FREE_SPACE),
    errno.EACCES: ("{file} may not be written.", _PERMISSIONS),
    errno.EPERM: ("{file} may not be written.", _PERMISSIONS),
    errno.EROFS: ("{file} is on a disk that may only be read.", _PERMISSIONS),
    errno.EEXIST: ("{file} is not a folder, so it cannot hold a workspace.", "Choose another workspace."),
    errno.ENOTDIR: ("{file} is not a folder, so it cannot hold a workspace.", "Choose another workspace."),
}
# Where not even this is left, what SQLite calls an input or output error is a full disk.
_LEAST_ROOM: Final = 64 * 1024


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what can be expected of a disk into a `WorkbenchError`, and let defects of the program through.

    Args:
        path: The file worked on, where the error itself names none.
    """
    try:
        yield
    except OSError as error:
        message, hint = _OF_FILES.get(error.errno or 0, ("{file} could not be read or written.", _DISK))
        kind = DiskFull if has_no_room(error) else WorkbenchError
        raise kind(message.format(file=error.filename or path), hint, str(error)) from error
    except sqlite3.Error as error:
        if is_refusal(error):
            raise WorkbenchError(str(error), "Start a new run that extends it.") from error
        if (code := _class_of(error)) not in _OF_DATABASES:
            raise
        if code == sqlite3.SQLITE_IOERR and _is_full(path):
            code = sqlite3.SQLITE_FULL
        message, hint = _OF_DATABASES[code]
        kind = DiskFull if code == sqlite3.SQLITE_FULL else WorkbenchError
        raise kind(message.format(file=path), hint, f"{type(error).__name__}: {error}") from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the file itself is damaged, or was never a database."""
    return _class_of(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def damage(what: str) -> sqlite3.DatabaseError:
    """An error as SQLite's own for damage that only its user can notice."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def is_refusal(error: sqlite3.Error) -> bool:
    """Whether a trigger refused to change what is immutable; the error's text is then the trigger's."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_TRIGGER


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


def _class_of(error: sqlite3.Error) -> int:
    # The low byte is the class of the error, the rest tells its cases apart. 0, success, stands for errors of Python's.
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
