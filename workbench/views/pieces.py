"""Work on the window's own thread in pieces, so that the window answers in between."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

# A frame at sixty a second has 16 ms, of which drawing takes its part. A piece that was begun is finished.
_SECONDS_A_TURN = 0.008


class Pieces(QObject):
    """Does one work at a time, as far as it gets in a turn of the event loop; a new one takes the place of the last.

    A work is a generator that yields where it can be interrupted.
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
        work, self._work = self._work, None
        if work is None:
            return
        ends = time.perf_counter() + _SECONDS_A_TURN
        # Not kept where it raises: what failed is not gone on with.
        for _ in work:
            if time.perf_counter() >= ends:
                self.start(work)
                return
        self.done.emit()
