"""One window a workspace: a second start hands what it was to open to the first, and ends.

Whoever holds the lock of the workspace is the first. The system lets go of the lock when the process is gone, however
it ended, so that nothing stale is ever in the way. The first listens on a local socket for the current user alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from core.errors import WorkbenchError
from core.runs.failures import explained
from core.runs.liveness import FileLock

_LOCK: Final = "window.lock"
_ANSWER: Final = b"here\n"
_ANSWER_WITHIN_MS: Final = 2_000
_TRY_AGAIN_MS: Final = 20
# A line of paths, not a way to fill the memory.
_LONGEST_REQUEST: Final = 2**20


class Instance(QObject):
    """The first start on a workspace, until it is closed.

    Attributes:
        workspace: The folder.
    """

    asked = Signal(list)
    """Another start asks to be seen, and to open these paths."""

    def __init__(self, workspace: Path, lock: FileLock) -> None:
        super().__init__()
        self.workspace = workspace
        self._lock = lock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def listen(self) -> None:
        """Answer later starts from now on."""
        name = socket_name(self.workspace)
        # What a killed process left; nobody else can be listening, for the lock is ours.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def __enter__(self) -> Instance:
        return self

    def __exit__(self, *_exception: object) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.release()

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._answer(socket))
            self._answer(socket)

    def _answer(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST_REQUEST:
                socket.abort()
            return
        try:
            paths = [Path(path) for path in json.loads(bytes(socket.readLine().data()))]
        except (ValueError, TypeError, RecursionError):
            # Not of this program: it gets no answer.
            socket.abort()
            return
        self.asked.emit(paths)
        socket.write(_ANSWER)
        socket.disconnectFromServer()


def only_instance(workspace: Path, paths: Sequence[Path]) -> Instance | None:
    """Become the only window of a workspace, or hand the paths to the window that is.

    Returns:
        The instance; None where there was one, which has shown itself and opens the paths.

    Raises:
        WorkbenchError: The workspace cannot be written, or its window does not answer.
    """
    workspace = workspace.absolute()
    deadline = QDeadlineTimer(_ANSWER_WITHIN_MS)
    while True:
        with explained(workspace):
            workspace.mkdir(parents=True, exist_ok=True)
            lock = FileLock(workspace / _LOCK)
            if lock.acquire():
                return Instance(workspace, lock)
        if handed_over(workspace, paths, deadline):
            return None
        if deadline.hasExpired():
            raise WorkbenchError(
                f"The window that is open on the workspace {workspace} does not answer.",
                "Wait until it does, or end its process, then start again.",
            )
        # The first is about to listen, or about to end.
        QThread.msleep(_TRY_AGAIN_MS)


def handed_over(workspace: Path, paths: Sequence[Path], deadline: QDeadlineTimer) -> bool:
    """Whether the first has taken the paths before the deadline."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name(workspace))
    if not socket.waitForConnected(deadline.remainingTime()):
        return False
    socket.write(json.dumps([str(path) for path in paths]).encode() + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(deadline.remainingTime()):
            return False
    return socket.readLine().data() == _ANSWER


def socket_name(workspace: Path) -> str:
    """The same for every way to write the workspace's path, and short enough for a socket."""
    return f"classifier-workbench-{hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:16]}"
