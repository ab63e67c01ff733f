"""Keeping text in a file soon after it changed, without holding up the window."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from core.files import write_atomic
from workbench.state.background import Background

_SOON_MS = 300


class Keeper(QObject):
    """Writes one file as a whole, at most a few times a second.

    Args:
        file: Where to.
        what: What is kept, where it is more than can be done again.
    """

    failed = Signal(WorkbenchError)

    def __init__(self, file: Path, parent: QObject | None = None, *, what: str = "The experiment") -> None:
        super().__init__(parent)
        self._file, self._what = file, what
        self._text: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._write)
        self._background = Background(self)
        self._background.succeeded.connect(self._forget)
        self._background.failed.connect(self.failed)

    def keep(self, text: str) -> None:
        """Write this soon; a later text takes its place."""
        self._text = text
        # Not begun anew: whoever types without a pause is kept too.
        if not self._timer.isActive():
            self._timer.start()

    def finish(self) -> bool:
        """Write now what is still to be written, or could not be written before; returns whether all is."""
        self._timer.stop()
        self._background.close()
        if self._text is not None:
            try:
                self._forget(_write(self._file, self._text, self._what))
            except WorkbenchError as error:
                self.failed.emit(error)
        return self._text is None

    def _write(self) -> None:
        if self._background.is_busy:
            # Two writers could end in the wrong order.
            self._timer.start()
        elif self._text is not None:
            file, text, what = self._file, self._text, self._what
            self._background.start(lambda _progress: _write(file, text, what))

    def _forget(self, written: str) -> None:
        """What is on the disk need not be written again; what came after it must."""
        if self._text == written:
            self._text = None


def read_kept(file: Path) -> Any:
    """What was kept, as JSON says it; None where nothing was, and a text where it cannot be read."""
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return ""


def set_aside(file: Path) -> Path:
    """Give a file that this program cannot read a name under which nothing is written over it."""
    aside = file.with_stem(f"{file.stem}-unreadable")
    # Where even that is refused, the next thing to be kept is refused too, and says so.
    with suppress(OSError):
        file.replace(aside)
    return aside


def _write(file: Path, text: str, what: str) -> str:
    try:
        write_atomic(file, text)
    except OSError as error:
        message = f"{what} cannot be kept in {file}: {error.strerror}."
        raise WorkbenchError(message, "Save it as a file elsewhere before you close the window.") from error
    return text
