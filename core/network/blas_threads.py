"""How many threads the library that NumPy multiplies with uses, for a moment."""

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


@contextmanager
def one_thread() -> Iterator[int]:
    """Let the library multiply with one thread inside the block; gives how many it had before.

    It gives 1, and nothing changes, where the library does not say. The number is the process's: where blocks on
    several threads overlap, it is put back with the end of the last.
    """
    before = _hold.enter()
    try:
        yield before
    finally:
        _hold.leave()


class _Hold:
    """What is put back when nobody wants a single thread any more."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._holders, self._before = 0, 1

    def enter(self) -> int:
        with self._turn:
            if not self._holders and (count := _thread_count()):
                self._before = count.read()
                count.write(1)
            self._holders += 1
            return self._before

    def leave(self) -> None:
        with self._turn:
            self._holders -= 1
            if not self._holders and (count := _thread_count()):
                count.write(self._before)


_hold: Final = _Hold()


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
