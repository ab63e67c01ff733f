"""Exporting in a process of its own: loading Keras would hold up a window for seconds, and could not be given up."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from core.errors import WorkbenchError
from core.models.committee import Model
from core.models.exporting.export import Contents, Engine, Exported, contents_of, format_of, write
from core.progress import Progress

_LOOK_SECONDS: Final = 0.05
# It has said all it has to say; what remains is the interpreter's own end.
_EXIT_SECONDS: Final = 10.0
_GRACE_SECONDS: Final = 2.0


def export_in_process(
    read: Callable[[], Model], target: Path, engine: Engine, progress: Progress, *, with_preprocessing: bool
) -> Exported:
    """As `export_model`; nothing was written where it is cancelled.

    Args:
        read: Gives the model; a function that can be sent to a process.
        target: As for `export_model`.
        engine: Likewise.
        progress: Told that it goes on; may raise Cancelled.
        with_preprocessing: As for `export_model`.

    Raises:
        WorkbenchError: As `export_model`, or the process ended without a word.
    """
    stage = f"Exporting to {format_of(target)}"
    # Spawn, never fork: a fork copies Qt's and the engines' locks in whatever state their threads hold them.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    choices = {"with_preprocessing": with_preprocessing, "engine": engine}
    process = context.Process(target=_work, args=(theirs, read, target, choices), daemon=True)
    process.start()
    theirs.close()
    try:
        while not ours.poll(_LOOK_SECONDS):
            progress(stage, 0, 0)
        answer: Contents | WorkbenchError = ours.recv()
        process.join(_EXIT_SECONDS)
    except EOFError as error:
        process.join()
        message = f"The export ended without a word (exit code {process.exitcode})."
        raise WorkbenchError(message, "Try it from the command line, which says more.") from error
    finally:
        ours.close()
        _end(process)
    if isinstance(answer, WorkbenchError):
        raise answer
    progress(stage, 1, 1)
    return write(answer)


def _end(process: BaseProcess) -> None:
    """It may be deep in a library that takes its time to be loaded."""
    process.terminate()
    process.join(_GRACE_SECONDS)
    process.kill()
    process.join()


def _work(pipe: Connection, read: Callable[[], Model], target: Path, choices: dict[str, Any]) -> None:
    # Whoever is told to end still cleans up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        pipe.send(contents_of(read(), target, **choices))
    except WorkbenchError as error:
        pipe.send(error)
