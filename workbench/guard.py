"""How the program ends when something goes wrong: with one line and an exit status, a command or the window alike.

It imports next to nothing, so that it can stand around everything, the window's start included.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from core.errors import Cancelled, WorkbenchError
from core.paths import log_folder

BAD_INPUT = 2
CANCELLED = 130


def guarded(work: Callable[[], object]) -> int:
    """Do some work, and say in one line on standard error what went wrong where something did.

    Returns:
        The exit status: what the work returned, 2 for bad input, 130 where it was cancelled, 1 for anything else.
    """
    try:
        status = work()
    except (KeyboardInterrupt, Cancelled):
        return _complain("Cancelled.", CANCELLED)
    except WorkbenchError as error:
        return _complain(f"Error: {' '.join(str(error).split())}", BAD_INPUT)
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `| head` does; closing it again would only repeat the error.
        sys.stdout = None
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect leaves a log, not a traceback
        log = _write_log()
        return _complain(
            f"Internal error: {type(error).__name__}: {error}. Please report it with the log {log}.", status=1
        )
    return status if isinstance(status, int) else 0


def _complain(line: str, status: int) -> int:
    # In a windowed program there is no standard error.
    if sys.stderr is not None:
        sys.stderr.write(line + "\n")
    return status


def _write_log() -> Path:
    """Keep the traceback of the exception at hand in a file, among the other logs where they can be written."""
    folder: Path | None = log_folder()
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = None
    with tempfile.NamedTemporaryFile(
        "w", prefix="fault-", suffix=".txt", dir=folder, delete=False, encoding="utf-8"
    ) as file:
        file.write(traceback.format_exc())
    return Path(file.name)
