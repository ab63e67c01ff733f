"""Work on the window's own thread in pieces, so that the window answers in between."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal


class Pieces(QObject):
    """Does a piece in every turn of the event loop; a new work takes the place of one that is not done.

    A work is a generator that yields between its pieces.
    """

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[None] | None = None
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether there is work to be done."""
        return self._work is not None

    def start(self, work: Iterator[None]) -> None:
        """Begin with the next turn."""
        self._work = work
        self._turn.start()

    def _go_on(self) -> None:
        # Taken away while it goes on: a work that fails is not gone on with, and one piece may begin another work.
        work, self._work = self._work, None
        if work is None:
            return
        try:
            next(work)
        except StopIteration:
            self.done.emit()
        else:
            if self._work is None:
                self.start(work)
