"""Work done ahead on a thread: in order, never more than asked, and gone when nobody looks any more."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from core.training.ahead import ahead


def threads_of_ours():
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


@pytest.fixture(autouse=True)
def _no_thread_is_left():
    yield
    assert threads_of_ours() == []


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_come_in_order_and_from_another_thread(count):
    def work(number):
        return number, threading.current_thread() is threading.main_thread()

    assert list(ahead(partial(work, number) for number in range(count))) == [(n, False) for n in range(count)]


def test_one_result_is_made_ahead_and_no_more():
    begun = []
    results = ahead(partial(begun.append, number) for number in range(10))
    for taken in range(1, 6):
        next(results)
        assert len(begun) <= taken + 1
    results.close()
    assert len(begun) <= 6


def test_a_fault_is_raised_where_its_result_would_be():
    def fail():
        raise OSError("the disk is gone")

    results = ahead([lambda: 1, fail, lambda: 3])
    assert next(results) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)


def test_leaving_early_waits_for_what_is_under_way():
    ended = threading.Event()

    def slow():
        threading.Event().wait(0.05)
        ended.set()

    results = ahead([lambda: None, slow, slow])
    next(results)
    results.close()
    assert ended.is_set()


def test_a_fault_of_whoever_looks_ends_the_thread():
    def look():
        for result in ahead(partial(int, number) for number in range(5)):
            if result == 2:
                raise KeyError(result)

    with pytest.raises(KeyError):
        look()
