"""Threads that share a batch: everything is done once, in order, and errors are not lost."""

from __future__ import annotations

import threading
import warnings

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from core.network.blas_threads import limited_blas, one_thread
from core.network.team import Team


def threads_of_numpys_library():
    """Scipy may have brought another one."""
    (pool,) = (pool for pool in threadpool_info() if "numpy.libs" in pool["filepath"])
    return pool["num_threads"]


@pytest.fixture(params=[1, 2, 3])
def team(request):
    team = Team()
    with limited_blas(request.param), team.at_work():
        yield team


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_every_image_is_somebodys_and_results_come_in_their_order(team, count):
    parts = team.share(lambda member, images: (member, list(range(count))[images]), count)
    assert [image for _, images in parts for image in images] == list(range(count))
    assert [member for member, _ in parts] == list(range(len(parts)))


@pytest.mark.parametrize("size", [10, 2**17, 2**20])
def test_numbers_are_worked_on_few_at_a_time_and_all_of_them(team, size):
    parts = team.share_numbers(lambda images: images, 9, size)
    assert [image for part in parts for image in range(9)[part]] == list(range(9))
    assert all(len(range(9)[part]) * size <= 2**18 or len(range(9)[part]) == 1 for part in parts)


def test_members_work_at_the_same_time():
    team, meeting = Team(), threading.Barrier(2, timeout=10)
    with limited_blas(2), team.at_work():
        team.share(lambda _member, _images: meeting.wait(), 2)


@pytest.mark.parametrize("failing", [0, 1])
def test_a_failure_of_any_member_is_the_teams_once_all_have_ended(failing):
    ended = []

    def work(member, images):
        if member == failing:
            raise ValueError("no")
        ended.append(member)

    team = Team()
    with limited_blas(2), team.at_work(), pytest.raises(ValueError, match="no"):
        team.share(work, 2)
    assert ended == [1 - failing]


def test_numbers_out_of_range_are_answered_alike_by_every_member():
    team, huge = Team(), np.full(2, 1e308)
    with limited_blas(2), team.at_work(), np.errstate(over="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert team.share(lambda _, images: float(huge[images][0] * 10), 2) == [np.inf, np.inf]


def test_the_library_has_one_thread_while_a_team_is_at_work_and_its_own_after_that():
    with limited_blas(2):
        with Team().at_work():
            assert threads_of_numpys_library() == 1
        assert threads_of_numpys_library() == 2


def test_threads_come_back_with_the_end_of_the_last_that_wanted_one():
    with limited_blas(2):
        first, second = one_thread(), one_thread()
        assert first.__enter__() == 2
        assert second.__enter__() == 2
        first.__exit__(None, None, None)
        assert threads_of_numpys_library() == 1
        second.__exit__(None, None, None)
        assert threads_of_numpys_library() == 2


def test_a_member_that_works_alone_needs_no_threads():
    team, before = Team(), threading.active_count()
    with limited_blas(1), team.at_work():
        team.share(lambda _member, _images: None, 100)
        assert threading.active_count() == before
