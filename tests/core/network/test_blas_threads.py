"""How many threads the matrix library uses is as it was once nobody asks for another number."""

from __future__ import annotations

from core.network.blas_threads import blas_threads, limited_blas, one_thread


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


def test_a_team_that_outlives_a_limit_gives_back_what_was_before_both() -> None:
    with limited_blas(2):
        limit, team = limited_blas(1), one_thread()
        limit.__enter__()
        assert team.__enter__() == 1
        limit.__exit__(None, None, None)
        assert blas_threads() == 1
        team.__exit__(None, None, None)
        assert blas_threads() == 2


def test_a_limit_that_outlives_a_team_gives_back_what_was_before_both() -> None:
    with limited_blas(2):
        team, limit = one_thread(), limited_blas(3)
        assert team.__enter__() == 2
        limit.__enter__()
        assert blas_threads() == 1
        team.__exit__(None, None, None)
        assert blas_threads() == 3
        limit.__exit__(None, None, None)
        assert blas_threads() == 2
