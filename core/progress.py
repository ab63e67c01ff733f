"""How long work reports where it is, and how it is cancelled."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called every few hundredths of a second by work that takes long.

    The call is also the place to cancel: raise `core.errors.Cancelled` from it, and the work removes whatever it had
    half-done and lets the exception through. It is always called from the thread that asked for the work.
    """

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`stage` is a phrase such as "Decoding images"; `total` is 0 while it is unknown."""


def silent(stage: str, done: int, total: int) -> None:
    """The progress of work that nobody watches."""
