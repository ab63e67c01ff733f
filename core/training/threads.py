"""How many threads the matrix library uses: part of what a result depends on, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_info, threadpool_limits


def blas_threads() -> int:
    """The number in use by NumPy's BLAS now."""
    return max((pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)


@contextmanager
def limited_blas(threads: int | None) -> Iterator[int]:
    """Use so many threads inside the block (None: as many as the library chose); gives the number in use."""
    with threadpool_limits(limits=threads, user_api="blas"):
        yield blas_threads()
