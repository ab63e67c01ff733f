"""Answers found again are those that were given; a damaged, foreign or crowded folder costs time and nothing else."""

from __future__ import annotations

import os
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from core.evaluation.prediction_cache import PredictionCache

ROWS = np.arange(100)
ANSWERS = np.random.default_rng(0).dirichlet(np.ones(4), 100).astype(np.float32)
PROCESSES, ROUNDS = 3, 30


@pytest.fixture
def cache(tmp_path: Path) -> PredictionCache:
    return PredictionCache(tmp_path)


def entry(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def found(cache: PredictionCache, model: str = "m", data: str = "d", rows: np.ndarray = ROWS, classes: int = 4) -> bool:
    return cache.load(model, data, rows, classes) is not None


def test_answers_come_back_to_the_last_bit(cache: PredictionCache) -> None:
    cache.store("m", "d", ROWS, ANSWERS)

    again = cache.load("m", "d", ROWS, 4)

    assert again is not None
    assert again.dtype == ANSWERS.dtype
    assert again.tobytes() == ANSWERS.tobytes()


def test_another_model_other_data_and_other_images_are_not_taken_for_these(cache: PredictionCache) -> None:
    cache.store("m", "d", ROWS, ANSWERS)

    assert not found(cache, model="n")
    assert not found(cache, data="e")
    assert not found(cache, rows=ROWS[::-1])
    assert not found(cache, rows=ROWS[:-1])
    assert not found(cache, classes=5)


@pytest.mark.parametrize("place", [0, 0.3, 0.6, 0.99])
def test_a_changed_byte_is_never_taken_for_an_answer(cache: PredictionCache, tmp_path: Path, place: float) -> None:
    cache.store("m", "d", ROWS, ANSWERS)
    content = bytearray(entry(tmp_path).read_bytes())
    content[int(place * len(content))] ^= 0xFF
    entry(tmp_path).write_bytes(content)

    again = cache.load("m", "d", ROWS, 4)

    # Some bytes of an archive mean nothing, such as a time.
    assert again is None or again.tobytes() == ANSWERS.tobytes()


@pytest.mark.parametrize("kept", [0, 1, 100, -1])
def test_half_an_entry_is_none_and_is_replaced(cache: PredictionCache, tmp_path: Path, kept: int) -> None:
    cache.store("m", "d", ROWS, ANSWERS)
    entry(tmp_path).write_bytes(entry(tmp_path).read_bytes()[:kept])

    assert not found(cache)
    cache.store("m", "d", ROWS, ANSWERS)
    assert found(cache)


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    cache = PredictionCache(tmp_path, largest=3 * (ANSWERS.nbytes + 400))
    for number, model in enumerate("abc"):
        before = set(tmp_path.iterdir())
        cache.store(model, "d", ROWS, ANSWERS)
        (new,) = set(tmp_path.iterdir()) - before
        os.utime(new, (number, number))
    assert found(cache, "a")

    cache.store("e", "d", ROWS, ANSWERS)

    assert [model for model in "abce" if found(cache, model)] == ["a", "c", "e"]


def test_answers_too_many_for_the_folder_push_nothing_out(tmp_path: Path) -> None:
    cache = PredictionCache(tmp_path, largest=2 * ANSWERS.nbytes)
    cache.store("m", "d", ROWS, ANSWERS)

    cache.store("n", "d", np.arange(1000), np.tile(ANSWERS, (10, 1)))

    assert found(cache)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = PredictionCache(tmp_path / "file" / "cache")

    cache.store("m", "d", ROWS, ANSWERS)

    assert not found(cache)


def test_what_a_killed_process_left_is_cleared_away_and_what_another_writes_is_not(tmp_path: Path) -> None:
    abandoned, being_written = tmp_path / ".a.npz.x.partial", tmp_path / ".b.npz.y.partial"
    for file in (abandoned, being_written):
        file.touch()
    os.utime(abandoned, (0, 0))

    PredictionCache(tmp_path).store("m", "d", ROWS, ANSWERS)

    assert not abandoned.exists()
    assert being_written.exists()


def use(folder: Path) -> None:
    """Store and load in a folder with room for two entries of four."""
    cache = PredictionCache(folder, largest=2 * (ANSWERS.nbytes + 1000))
    for turn in range(ROUNDS):
        model = "abcd"[turn % 4]
        again = cache.load(model, "d", ROWS, 4)
        assert again is None or again.tobytes() == ANSWERS.tobytes()
        cache.store(model, "d", ROWS, ANSWERS)


def test_several_processes_share_a_folder_that_is_too_small_for_them(tmp_path: Path) -> None:
    workers = [get_context("spawn").Process(target=use, args=(tmp_path,)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert not list(tmp_path.glob(".*.partial"))
