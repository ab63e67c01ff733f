"""What a run does where the disk is full: it waits for room rather than give up what it has learnt."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from core.errors import DiskFull
from core.training.control import Control, Request
from core.training.events import EventStamps, Held

T = TypeVar("T")


def when_there_is_room(
    store: Callable[[], T], control: Control, stamps: EventStamps
) -> Generator[Held, None, T | Request]:
    """Store something, as soon as there is room for it.

    Args:
        store: Writes all of it or nothing; called again after a failure.
        control: Paused by whoever gets the `Held`, and resumed once there is room.
        stamps: Of the run.

    Returns:
        What `store` returned, or DISCARD where the run was given up in the meantime.

    Raises:
        DiskFull: There is no room, and nobody held the run for it.
    """
    while True:
        pauses = control.pauses
        try:
            return store()
        except DiskFull as error:
            yield Held(**stamps.next(), reason=error.message)
            if control.pauses == pauses:
                raise
        if control.wait_while_paused() is Request.DISCARD:
            return Request.DISCARD
