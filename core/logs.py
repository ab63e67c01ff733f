"""One folder of logs, which neither grow for ever nor keep anybody from starting.

workbench.log, workbench.log.1, …     what the window did, the latest last
fatal-<workspace>.txt                 where the program was when it crashed in native code; empty while it has not
"""

from __future__ import annotations

import faulthandler
import hashlib
import logging
import logging.handlers
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from core.paths import log_folder

LOG_FILE: Final = "workbench.log"
TAIL: Final = 200
"""How many of the latest lines a report has."""
_BYTES: Final = 512 * 1024
_FORMER: Final = 3
_FORMAT: Final = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_to_folder() -> None:
    """Keep what this process logs, and go on saying on standard error what is wrong.

    Where the folder cannot be written, nothing is kept: a full disk is no reason not to start.
    """
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    for name in ("core", "workbench"):
        logging.getLogger(name).setLevel(logging.INFO)
    if sys.stderr is not None:
        spoken = logging.StreamHandler()
        spoken.setLevel(logging.WARNING)
        spoken.setFormatter(logging.Formatter("%(message)s"))
        root.addHandler(spoken)
    with suppress(OSError):
        log_folder().mkdir(parents=True, exist_ok=True)
        kept = logging.handlers.RotatingFileHandler(
            log_folder() / LOG_FILE, maxBytes=_BYTES, backupCount=_FORMER, encoding="utf-8", errors="replace"
        )
        kept.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(kept)


def last_lines(count: int = TAIL) -> list[str]:
    """The latest lines, of the file before too where the present one is young; none where nothing was kept."""
    lines: list[str] = []
    for name in (f"{LOG_FILE}.1", LOG_FILE):
        with suppress(OSError):
            lines += (log_folder() / name).read_text("utf-8", errors="replace").splitlines()
    return lines[-count:]


class FatalLog:
    """Where Python writes its stack when the process dies in native code; nothing else could be written then.

    A workspace has one window, whose lock the caller holds: what stands in the file is of a process that is gone.

    Args:
        workspace: Whose window this is.
    """

    def __init__(self, workspace: Path) -> None:
        digest = hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()
        self._file = log_folder() / f"fatal-{digest[:16]}.txt"
        self._stream: TextIO | None = None

    def begin(self) -> str:
        """Be ready for a crash of this process.

        Returns:
            What the one before left; empty where it ended well, or was ended from outside.
        """
        former = ""
        with suppress(OSError):
            former = self._file.read_text("utf-8", errors="replace").strip()
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._file.open("w", encoding="utf-8")
            faulthandler.enable(self._stream)
        return former

    def end(self) -> None:
        """The process ends well."""
        if self._stream is not None:
            faulthandler.disable()
            self._stream.close()
            self._stream = None
            with suppress(OSError):
                self._file.unlink()
