"""How long an action keeps whoever uses the window waiting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

from workbench.bench.metronome import TICK_MS, Metronome

LONGEST = 0.050
# Other programs on the machine take time away, too: then another attempt tells theirs from ours.
ATTEMPTS = 3
_STEADY, _STEADY_TICKS = 0.010, 20
_MOST_TICKS_TO_STEADY = 200


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
