"""Work done one step ahead, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def ahead(calls: Iterable[Callable[[], Result]]) -> Iterator[Result]:
    """The results of some calls, in order; while one is looked at, the next is being made.

    Two results are there at any time, no more: calls may take turns with two sets of buffers. An exception of a call
    is raised where its result would be. Whoever leaves the iterator early closes it, which waits for the call that is
    under way; then the thread is gone.
    """
    with ThreadPoolExecutor(1, "ahead") as thread:
        coming: Future[Result] | None = None
        for call in calls:
            current, coming = coming, thread.submit(call)
            if current is not None:
                yield current.result()
        if coming is not None:
            yield coming.result()
