"""How a running training is paused, stopped or discarded: flags that the loop looks at between engine calls."""

from __future__ import annotations

import threading
from enum import StrEnum


class Request(StrEnum):
    """What whoever watches a run asks of it."""

    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"
    DISCARD = "discard"


class Control:
    """Set from any thread, read by the loop at most 100 ms apart. Stop and discard are final."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._request = Request.RUN
        self._pauses = 0

    def ask(self, request: Request) -> None:
        """What the methods below do, by its name."""
        with self._changed:
            if self._request not in (Request.STOP, Request.DISCARD):
                self._request = request
                self._pauses += request is Request.PAUSE
                self._changed.notify_all()

    def pause(self) -> None:
        """Hold the run after the current batches until `resume`, `stop` or `discard`."""
        self.ask(Request.PAUSE)

    def resume(self) -> None:
        """Go on after `pause`."""
        self.ask(Request.RUN)

    def stop(self) -> None:
        """End the run after the current batches and keep the model."""
        self.ask(Request.STOP)

    def discard(self) -> None:
        """End the run after the current batches and keep nothing but a record of it."""
        self.ask(Request.DISCARD)

    def wait_while_paused(self) -> Request:
        """What to do now, asked by the loop; returns at once unless paused."""
        with self._changed:
            self._changed.wait_for(lambda: self._request is not Request.PAUSE)
            return self._request

    @property
    def request(self) -> Request:
        """What was asked last, looked at without waiting."""
        with self._changed:
            return self._request

    @property
    def pauses(self) -> int:
        """How often the run was held: that it was is known even where it goes on before anybody looks."""
        with self._changed:
            return self._pauses

    @property
    def is_ending(self) -> bool:
        """Whether the run is to end, with or without a model."""
        with self._changed:
            return self._request in (Request.STOP, Request.DISCARD)
