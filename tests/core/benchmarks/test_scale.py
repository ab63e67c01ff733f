"""A training of each size runs in a process of its own, whose memory is watched."""

from __future__ import annotations

import sys

import pytest

from core.benchmarks.scale import anonymous_mib, measure_scale


def test_every_size_is_trained_and_its_memory_told() -> None:
    (row,) = measure_scale([1_000])
    assert row.images == 1_000
    assert 600 < row.trained_on < 900  # without what is for validation and test
    assert row.epoch_seconds * 1e6 == pytest.approx(row.microseconds_per_image * row.trained_on)
    if sys.platform == "linux":
        assert row.memory_mib is not None
        assert 5 < row.memory_mib < 500


def test_anonymous_memory_is_read_from_the_systems_own_words() -> None:
    assert anonymous_mib("VmRSS:\t  9000 kB\nRssAnon:\t    2048 kB\nRssFile:\t 100 kB\n") == 2
    assert anonymous_mib("VmRSS:\t  9000 kB\n") is None
