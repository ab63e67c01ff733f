"""A thread of our own is used where a core is left for it."""

from __future__ import annotations

import os

from core.network.blas_threads import limited_blas
from core.training.threads import has_free_core


def test_a_thread_of_our_own_is_used_where_the_library_leaves_a_core() -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with limited_blas(1):
        assert has_free_core() == (cores > 1)
    with limited_blas(2):
        assert has_free_core() == (cores > 2)
