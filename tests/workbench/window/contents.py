"""Pages make their content when it is wanted, a card at a time: whoever looks at it waits for that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

MILLISECONDS = 60_000


def wait_for(look: Callable[[], object]) -> None:
    """Let the window work until there is what is looked for."""
    deadline = QDeadlineTimer(MILLISECONDS)
    while not look():
        assert not deadline.hasExpired()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
