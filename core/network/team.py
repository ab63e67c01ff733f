"""Threads that share the images of a batch among them.

A matrix library multiplies one large matrix with all its threads. A convolution is many small products, each between
copying and adding up that such a library knows nothing of: here every thread does all of that for its own images, and
multiplies by itself. While a team is at work, the library therefore has one thread.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np

from core.network.blas_threads import one_thread
from core.network.parameters import FloatArray, FloatType

Result = TypeVar("Result")

# A megabyte of float32: enough to be worth the change from thread to thread, and little enough for the cache.
_NUMBERS_AT_A_TIME = 2**18


class Team:
    """As many threads as the matrix library would use, from `at_work` on; before that, the caller alone.

    Who has which images follows from their number and the number of threads: the same threads give the same bits.
    """

    def __init__(self) -> None:
        self._members = 1
        self._others: ThreadPoolExecutor | None = None
        self._desks: dict[int, FloatArray] = {}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have threads inside the block."""
        with one_thread() as threads:
            if threads == 1:
                yield
                return
            with ThreadPoolExecutor(threads - 1, "team") as self._others:
                self._members = threads
                try:
                    yield
                finally:
                    self._members, self._others = 1, None

    def share(self, work: Callable[[int, slice], Result], count: int) -> list[Result]:
        """Call `work(member, images)` for each member's part of so many images, all at the same time.

        Returns:
            What the calls returned, in the order of the images.
        """
        members = min(self._members, max(1, count))
        ends = [count * member // members for member in range(members + 1)]
        parts = [slice(start, end) for start, end in pairwise(ends)]
        others = [self._begin(work, member, parts[member]) for member in range(1, members)]
        try:
            first = work(0, parts[0])
        finally:
            wait(others)
        return [first, *(other.result() for other in others)]

    def share_numbers(self, work: Callable[[slice], Result], count: int, size: int) -> list[Result]:
        """The same for work that is quick on few numbers at a time: `work(images)`, each image of so many numbers."""
        most = max(1, _NUMBERS_AT_A_TIME // size)

        def share(_: int, images: slice) -> list[Result]:
            starts = range(images.start, images.stop, most)
            return [work(slice(start, min(start + most, images.stop))) for start in starts]

        if count <= most:
            return [work(slice(0, count))]
        return [result for results in self.share(share, count) for result in results]

    def desk(self, member: int, shape: tuple[int, int], dtype: FloatType) -> FloatArray:
        """Memory with undefined content, which is the member's until it asks again."""
        size = shape[0] * shape[1]
        desk = self._desks.get(member)
        if desk is None or len(desk) < size:
            desk = self._desks[member] = np.empty(size, dtype)
        return desk[:size].reshape(shape)

    def _begin(self, work: Callable[[int, slice], Result], member: int, images: slice) -> Future[Result]:
        assert self._others is not None  # noqa: S101 - there is but one member without them
        # How NumPy answers an overflow is part of the context, which a thread does not inherit.
        return self._others.submit(contextvars.copy_context().run, work, member, images)


ALONE: Final = Team()
"""Nobody but the caller: for layers that share their work with nobody."""
