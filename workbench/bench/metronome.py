"""How long a window keeps whoever uses it waiting: the delay of a timer that asks to be woken all the time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer

TICK_MS: Final = 5
_SCHEDULED: Final = Path("/proc/thread-self/schedstat")


class Metronome(QTimer):
    """Asks to be woken every few milliseconds, and notes how much later that happens.

    What the window waits for a processor is not counted where the system tells it: other programs have it then.

    Attributes:
        delays: Seconds, one a tick.
    """

    def __init__(self) -> None:
        super().__init__(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self.delays: list[float] = []
        self._last = running_seconds()
        self.timeout.connect(self._tick)

    def begin(self) -> None:
        """Forget what was, and tick."""
        self.delays.clear()
        self._last = running_seconds()
        self.start()

    def _tick(self) -> None:
        now = running_seconds()
        self.delays.append(max(0.0, now - self._last - TICK_MS / 1000))
        self._last = now


def running_seconds() -> float:
    """Seconds since any moment, without those in which this thread could have run and others did."""
    try:
        waited = int(_SCHEDULED.read_text(encoding="ascii").split()[1])
    except OSError:
        waited = 0
    return time.perf_counter() - waited / 1e9
