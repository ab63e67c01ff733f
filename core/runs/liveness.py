"""Is the process that writes a run still there? A file lock answers, because the kernel lets go of it at death.

A process id does not answer: it is used again after a while, and means nothing in a container or on another machine. A
heartbeat answers late, and wrongly while the machine sleeps. A lock is right at once and however the process ended.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FileLock:
    """An exclusive lock on a file, held by one open handle on the machine.

    On POSIX this is `flock`, which belongs to the handle: unlike `lockf` it also holds between two handles of one
    process, and opening and closing the file elsewhere in the process does not drop it. A child made by a bare fork
    shares the handle and keeps the lock; children started by spawn do not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1

    def acquire(self) -> bool:
        """Take the lock if nobody has it. Returns whether it is held now.

        Raises:
            OSError: The file cannot be opened.
        """
        return self._take(wait=False)

    def wait(self) -> None:
        """Take the lock, after whoever has it now.

        Raises:
            OSError: The file cannot be opened, or (on Windows) nobody let go of it for ten seconds.
        """
        self._take(wait=True)

    def release(self) -> None:
        """Let go of the lock; nothing happens where it is not held."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> FileLock:
        self.wait()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.release()

    def _take(self, *, wait: bool) -> bool:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle, wait=wait)
        except OSError as error:
            os.close(handle)
            if not wait and isinstance(error, BlockingIOError | PermissionError):
                return False
            raise
        self._handle = handle
        return True


def is_held(path: Path) -> bool:
    """Whether some process, or another handle of this one, holds the lock.

    Looking takes the lock for a moment: two who look at the same time may each think the other is the owner, so look
    only inside a write transaction of the workspace.
    """
    if not path.exists():
        return False
    lock = FileLock(path)
    free = lock.acquire()
    lock.release()
    return not free


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, *, wait: bool) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int, *, wait: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
