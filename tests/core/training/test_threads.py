"""How many threads the matrix library uses is as it was once nobody asks for another number."""

from __future__ import annotations

import os

import numpy as np  # noqa: F401 - brings the library

from core.training.threads import blas_threads, has_free_core, limited_blas


def test_blocks_that_overlap_leave_the_library_as_fast_as_it_was() -> None:
    """As where one list of pictures is given up while the next one is asked about."""
    with limited_blas(2):
        first, second = limited_blas(1), limited_blas(1)
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert blas_threads() == 1
        second.__exit__(None, None, None)
        assert blas_threads() == 2


def test_a_block_inside_another_gives_back_the_outer_number() -> None:
    before = blas_threads()
    with limited_blas(2):
        with limited_blas(1) as inside:
            assert inside == 1
        with limited_blas(None) as unlimited:
            assert unlimited == 2
        assert blas_threads() == 2
    assert blas_threads() == before


def test_a_thread_of_our_own_is_used_where_the_library_leaves_a_core() -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with limited_blas(1):
        assert has_free_core() == (cores > 1)
    with limited_blas(2):
        assert has_free_core() == (cores > 2)
