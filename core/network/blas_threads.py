"""How many threads the library that NumPy multiplies with uses: part of what a result depends on, to the last bit.

The library has one number for the whole process. Everybody who wants another for a moment asks here, and nowhere else:
two that each put back what they had found would put back what the other wanted for a moment.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

from core.network.blas import library

_NAMINGS: Final = (
    "scipy_openblas_{}_num_threads64_",
    "openblas_{}_num_threads64_",
    "openblas_{}_num_threads",
)


def blas_threads() -> int:
    """The number in use now; 1 where the library does not say."""
    count = _thread_count()
    return count.read() if count else 1


@contextmanager
def limited_blas(threads: int | None) -> Iterator[int]:
    """Use so many threads inside the block (None: as many as without any block); gives the number in use.

    Where blocks on several threads overlap, the one that was entered last has its way.
    """
    _wishes.limit(threads)
    try:
        yield blas_threads()
    finally:
        _wishes.end_limit(threads)


@contextmanager
def one_thread() -> Iterator[int]:
    """Let the library multiply with one thread inside the block; gives how many it would have without such blocks.

    It gives 1, and nothing changes, where the library does not say. Whatever limits begin or end meanwhile, it stays
    with one thread until the last of these blocks ends.
    """
    threads = _wishes.hold()
    try:
        yield threads
    finally:
        _wishes.end_hold()


class _Wishes:
    """What all blocks ask of the library. They end in any order: its own number comes back with the end of the last."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._limits: list[int | None] = []
        self._holders = 0
        self._own: int | None = None

    def limit(self, threads: int | None) -> None:
        with self._turn:
            self._limits.append(threads)
            self._apply()

    def end_limit(self, threads: int | None) -> None:
        with self._turn:
            self._limits.remove(threads)
            self._apply()

    def hold(self) -> int:
        with self._turn:
            self._holders += 1
            return self._apply()

    def end_hold(self) -> None:
        with self._turn:
            self._holders -= 1
            self._apply()

    def _apply(self) -> int:
        """Tell the library what is wanted now; gives the number wanted by limits alone."""
        count = _thread_count()
        if count is None:
            return 1
        if self._own is None:
            self._own = count.read()
        limit = (self._limits[-1] if self._limits else None) or self._own
        count.write(1 if self._holders else limit)
        if not self._limits and not self._holders:
            # Read anew the next time: somebody else may have a say while there is no block.
            self._own = None
        return limit


_wishes: Final = _Wishes()


@dataclass(frozen=True)
class _ThreadCount:
    """How many threads the library uses."""

    read: Callable[[], int]
    write: Callable[[int], None]


@cache
def _thread_count() -> _ThreadCount | None:
    """None where the library has no such functions: only OpenBLAS has those that are known here."""
    numpys = library()
    for naming in _NAMINGS:
        try:
            read, write = numpys[naming.format("get")], numpys[naming.format("set")]
        except AttributeError:
            continue
        read.restype, write.restype = ctypes.c_int, None
        read.argtypes, write.argtypes = [], [ctypes.c_int]
        return _ThreadCount(read, write)
    return None
