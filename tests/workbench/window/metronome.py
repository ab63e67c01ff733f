"""How long the window keeps whoever uses it waiting: the delay of a timer that asks to be woken all the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer

TICK_MS = 5
_SCHEDULED = Path("/proc/thread-self/schedstat")
LONGEST = 0.050
# Other programs on the machine take time away, too: then another attempt tells theirs from ours.
ATTEMPTS = 3
_STEADY, _STEADY_TICKS = 0.010, 20
_MOST_TICKS_TO_STEADY = 200


class Metronome(QTimer):
    """Asks to be woken every few milliseconds, and notes how much later that happens.

    What the window waits for a processor is not counted where the system tells it: other programs have it then.
    """

    def __init__(self) -> None:
        super().__init__(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self.delays: list[float] = []
        self._last = _now()
        self.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = _now()
        self.delays.append(max(0.0, now - self._last - TICK_MS / 1000))
        self._last = now

    def begin(self) -> None:
        self.delays.clear()
        self._last = _now()
        self.start()


def _now() -> float:
    """Seconds since any moment, without those in which this thread could have run and others did."""
    try:
        waited = int(_SCHEDULED.read_text(encoding="ascii").split()[1])
    except OSError:
        waited = 0
    return time.perf_counter() - waited / 1e9


def longest_delay(act: Callable[[], object], until: Callable[[], object] = lambda: True, seconds: float = 60) -> float:
    """The longest delay from an action until what it leads to is there, and the window is still again."""
    loop, metronome = QEventLoop(), Metronome()
    reached: list[int] = []

    def look() -> None:
        count = len(metronome.delays)
        if count * TICK_MS > seconds * 1000:
            loop.quit()
        if not reached:
            if until():
                reached.append(count)
            return
        is_steady = count - reached[0] >= _STEADY_TICKS and max(metronome.delays[-_STEADY_TICKS:]) < _STEADY
        if is_steady or count - reached[0] > _MOST_TICKS_TO_STEADY:
            loop.quit()

    metronome.timeout.connect(look)
    metronome.begin()
    QTimer.singleShot(0, act)
    loop.exec()
    metronome.stop()
    assert reached, "what the action leads to does not come"
    return max(metronome.delays)
