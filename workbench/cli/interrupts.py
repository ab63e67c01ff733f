"""What the first Ctrl-C does where ending at once would lose something."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def on_first_interrupt(act: Callable[[], object]) -> Iterator[None]:
    """Do something else at the first Ctrl-C inside the block; the next one interrupts as usual."""
    before = signal.getsignal(signal.SIGINT)

    def take(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        act()

    signal.signal(signal.SIGINT, take)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
