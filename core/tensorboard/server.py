"""Starting the real TensorBoard on a workspace, and ending it with whoever started it.

It runs in a process of its own that holds one end of a pipe. The other end is closed when the server is closed, and by
the system when this process ends in whatever way; then the server ends itself. Nothing that is left of a window, or of
a command that was killed, goes on serving.
"""

from __future__ import annotations

import http.client
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from core.errors import WorkbenchError
from core.printing import print_to
from core.progress import Progress, silent
from core.tensorboard.names import link_runs

HOST: Final = "127.0.0.1"
_LOG_FILE: Final = "tensorboard.log"
_SECONDS_TO_START: Final = 120.0
_SECONDS_TO_ANSWER: Final = 30.0
_SECONDS_TO_END: Final = 5.0
_LOOK_SECONDS: Final = 0.1
_RELOAD_SECONDS: Final = 2


class Server:
    """A TensorBoard that answers.

    Attributes:
        url: Its address.
        log: What it printed.
    """

    def __init__(self, url: str, log: Path, process: BaseProcess, pipe: Connection) -> None:
        self.url, self.log = url, log
        self._process = process
        # At the program's end multiprocessing waits for its children, so the pipe has to be closed before that.
        self._end = multiprocessing.util.Finalize(self, _end, args=(process, pipe), exitpriority=100)

    @property
    def is_running(self) -> bool:
        """Whether its process is there."""
        return self._process.is_alive()

    def wait(self) -> None:
        """Wait until it ends by itself, which it does not."""
        self._process.join()

    def close(self) -> None:
        """End it; nothing happens where it has ended."""
        self._end()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def start_server(workspace: Path, port: int = 0, progress: Progress = silent) -> Server:
    """Start TensorBoard on all runs of a workspace, and wait until it answers.

    Args:
        workspace: Its folder.
        port: Where to listen, on this machine alone; 0: wherever there is room.
        progress: Told while it starts; may cancel.

    Raises:
        WorkbenchError: TensorBoard is missing or broken, the port is in use, or the workspace cannot be written.
    """
    log = workspace / _LOG_FILE
    try:
        links = link_runs(workspace)
        log.write_bytes(b"")
    except OSError as error:
        message = f"The names of the runs cannot be written for TensorBoard: {error.strerror}."
        raise WorkbenchError(message, f"Make sure that there is space in {workspace}.", str(error)) from error
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # A daemon: where nobody closed it, the program's end is not held up by it.
    process = context.Process(target=_serve, args=(theirs, log, links, port), name="tensorboard", daemon=True)
    process.start()
    theirs.close()
    try:
        url = _address(process, ours, log, progress)
        _wait_until_it_answers(url, log, progress)
    except BaseException:
        _end(process, ours)
        raise
    return Server(url, log, process, ours)


def _address(process: BaseProcess, pipe: Connection, log: Path, progress: Progress) -> str:
    """What the server says about itself: its address, or why there is none."""
    until = time.monotonic() + _SECONDS_TO_START
    while not pipe.poll(_LOOK_SECONDS):
        progress("Starting TensorBoard", 0, 0)
        if time.monotonic() > until:
            raise _failure("It did not start in time.", log)
    try:
        answer: str | WorkbenchError = pipe.recv()
    except (EOFError, OSError):
        process.join(_SECONDS_TO_END)
        raise _failure(f"Its process ended with exit code {process.exitcode}.", log) from None
    if isinstance(answer, WorkbenchError):
        raise answer
    return answer


def _wait_until_it_answers(url: str, log: Path, progress: Progress) -> None:
    until = time.monotonic() + _SECONDS_TO_ANSWER
    port = int(url.rstrip("/").rpartition(":")[2])
    while not _answers(port):
        progress("Waiting for TensorBoard", 0, 0)
        if time.monotonic() > until:
            raise _failure("It does not answer.", log)
        time.sleep(_LOOK_SECONDS)


def _answers(port: int) -> bool:
    # Not urllib, which would ask a proxy for this machine's own address.
    connection = http.client.HTTPConnection(HOST, port, timeout=_SECONDS_TO_ANSWER)
    try:
        connection.request("GET", "/data/environment")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: BaseProcess, pipe: Connection) -> None:
    pipe.close()
    process.join(_SECONDS_TO_END)
    if process.is_alive():
        process.kill()
        process.join()


def _failure(cause: str, log: Path) -> WorkbenchError:
    with suppress(OSError):
        return WorkbenchError(f"TensorBoard cannot be started. {cause}", "", log.read_text(errors="replace"))
    return WorkbenchError(f"TensorBoard cannot be started. {cause}")


def _serve(pipe: Connection, log: Path, links: Path, port: int) -> None:
    """The life of the server's process."""
    print_to(log)
    # Control-C in a terminal reaches every process in it; whoever started this one closes it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listening = threading.Thread(target=_end_with, args=(pipe,), name="pipe", daemon=True)
    listening.start()
    try:
        url = _launch(links, port)
    except ImportError as error:
        hint = "Install the package tensorboard again."
        pipe.send(WorkbenchError("TensorBoard is not installed, or is broken.", hint, str(error)))
        return
    except Exception as error:  # noqa: BLE001 - the border of a process: the log gets the trace, the caller the rest
        traceback.print_exc()
        pipe.send(WorkbenchError("TensorBoard cannot be started.", str(error) or type(error).__name__, _text_of(log)))
        return
    pipe.send(url)
    listening.join()


def _end_with(pipe: Connection) -> None:
    """End this process when the other end of the pipe is closed."""
    with suppress(EOFError, OSError):
        pipe.recv()
    # At once, whatever it is at; TensorBoard's own helper ends with it.
    os._exit(0)


def _launch(links: Path, port: int) -> str:
    """Serve on a thread, and give the address."""
    # TensorBoard's own switch for doing without TensorFlow, which it would otherwise load for seconds.
    sys.modules["tensorboard.compat.notf"] = ModuleType("tensorboard.compat.notf")
    from tensorboard import default, program  # noqa: PLC0415 - only this process needs it

    board = program.TensorBoard(plugins=default.get_plugins())
    board.configure(
        argv=["tensorboard", *(f"--{name}={value}" for name, value in _options(links, port).items())],
    )
    return str(board.launch())


def _options(links: Path, port: int) -> dict[str, Any]:
    return {"logdir": links, "host": HOST, "port": port, "reload_interval": _RELOAD_SECONDS}


def _text_of(log: Path) -> str:
    with suppress(OSError):
        return log.read_text(errors="replace")
    return ""
