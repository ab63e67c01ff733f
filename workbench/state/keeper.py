"""Keeping text in a file soon after it changed, without holding up the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from core.files import write_atomic
from workbench.state.background import Background

_SOON_MS = 300


class Keeper(QObject):
    """Writes one file as a whole, at most a few times a second.

    Args:
        file: Where to.
    """

    failed = Signal(WorkbenchError)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._text: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._write)
        self._background = Background(self)
        self._background.failed.connect(self.failed)

    def keep(self, text: str) -> None:
        """Write this soon; a later text takes its place."""
        self._text = text
        # Not begun anew: whoever types without a pause is kept too.
        if not self._timer.isActive():
            self._timer.start()

    def close(self) -> None:
        """Write now what is still to be written."""
        self._timer.stop()
        self._background.close()
        if self._text is not None:
            text, self._text = self._text, None
            try:
                _write(self._file, text)
            except WorkbenchError as error:
                self.failed.emit(error)

    def _write(self) -> None:
        if self._background.is_busy:
            # Two writers could end in the wrong order.
            self._timer.start()
        elif self._text is not None:
            file, text = self._file, self._text
            self._text = None
            self._background.start(lambda _progress: _write(file, text))


def _write(file: Path, text: str) -> None:
    try:
        write_atomic(file, text)
    except OSError as error:
        message = f"The experiment cannot be kept in {file}: {error.strerror}."
        raise WorkbenchError(message, "Save it as a file elsewhere before you close the window.") from error
