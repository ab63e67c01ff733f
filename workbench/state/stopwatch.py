"""Time that passes, but for pauses."""

from __future__ import annotations

import time


class Stopwatch:
    """Seconds since it was started, without those in which it was held."""

    def __init__(self) -> None:
        self._before = 0.0
        self._running_since: float | None = None

    @property
    def seconds(self) -> float:
        """Time so far."""
        running = 0.0 if self._running_since is None else time.monotonic() - self._running_since
        return self._before + running

    def start(self) -> None:
        """Begin, or go on after `hold`."""
        if self._running_since is None:
            self._running_since = time.monotonic()

    def hold(self) -> None:
        """Stop counting until `start`."""
        self._before, self._running_since = self.seconds, None
