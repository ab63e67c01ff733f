"""TensorBoard on the runs of the workspace: started when it is first asked for, ended with the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background

if TYPE_CHECKING:
    from core.tensorboard.server import Server


class TensorBoard(QObject):
    """The one server of a window.

    Attributes:
        error: Why it could not be started or shown; None while all is well.

    Args:
        workspace: Whose runs it shows.
    """

    changed = Signal()
    ready = Signal(str)
    """It was asked for, and answers at this address: time to show that."""

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.error: WorkbenchError | None = None
        self._workspace = workspace
        self._server: Server | None = None
        self._starting = Background(self)
        self._starting.succeeded.connect(self._take)
        self._starting.failed.connect(self.refuse)

    @property
    def is_starting(self) -> bool:
        """Whether it was asked for, and does not answer yet."""
        return self._starting.is_busy

    @property
    def url(self) -> str:
        """Its address; empty while there is none."""
        return self._server.url if self._server and self._server.is_running else ""

    def open(self) -> None:
        """Show it: at once where it runs, otherwise as soon as it does."""
        self.error = None
        if self.url:
            self.ready.emit(self.url)
        elif not self.is_starting:
            self._starting.start(lambda progress: _start(self._workspace, progress))
        self.changed.emit()

    def refuse(self, error: WorkbenchError) -> None:
        """Say why it is not shown."""
        self.error = error
        self.changed.emit()

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self.error = None
        self.changed.emit()

    def close(self) -> None:
        """End it, or give up its start."""
        self._starting.close()
        if self._server:
            self._server.close()

    def _take(self, server: Server) -> None:
        self._server = server
        self.changed.emit()
        self.ready.emit(server.url)


def _start(workspace: Path, progress: Progress) -> Server:
    from core.tensorboard.server import start_server  # noqa: PLC0415 - only who asks for it needs it

    return start_server(workspace, progress=progress)
