"""How many threads the matrix library uses: part of what a result depends on, to the last bit."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from threadpoolctl import threadpool_info, threadpool_limits


class _Limits:
    """What all blocks ask of the library, which has one number for the whole process.

    Blocks on several threads end in any order: what was before them all comes back with the end of the last.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._in_force: list[int | None] = []
        self._before: threadpool_limits | None = None

    def enter(self, threads: int | None) -> None:
        with self._turn:
            self._before = self._before or threadpool_limits(limits=None, user_api="blas")
            self._in_force.append(threads)
            threadpool_limits(limits=threads, user_api="blas")

    def leave(self, threads: int | None) -> None:
        with self._turn:
            self._in_force.remove(threads)
            latest = self._in_force[-1] if self._in_force else None
            # Never another number between two blocks that want the same one: a product under way could be divided anew.
            if latest is not None:
                threadpool_limits(limits=latest, user_api="blas")
            elif self._before is not None:
                self._before.restore_original_limits()
            if not self._in_force:
                self._before = None


_limits: Final = _Limits()


def blas_threads() -> int:
    """The number in use by NumPy's BLAS now."""
    return max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)


def has_free_core() -> bool:
    """Whether a thread of our own finds a core beside those that the matrix library keeps busy.

    Measured on two cores, which it fills: a third thread there costs a tenth of the speed. More than two it hardly
    fills with the products of a step.
    """
    return _cores() > min(blas_threads(), 2)


def _cores() -> int:
    """Those that this process may use."""
    # Not on every system.
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def limited_blas(threads: int | None) -> Iterator[int]:
    """Use so many threads inside the block (None: as many as the library chose); gives the number in use.

    The number is the process's: where blocks on several threads overlap, the one that was entered last has its way.
    """
    _limits.enter(threads)
    try:
        yield blas_threads()
    finally:
        _limits.leave(threads)
