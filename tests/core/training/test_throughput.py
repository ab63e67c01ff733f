"""The speed of this machine, on which estimates of time rest."""

from __future__ import annotations

import pytest

from core.errors import Cancelled
from core.training.throughput import training_flops_per_second


def test_the_speed_is_measured_in_the_time_given():
    assert 1e7 < training_flops_per_second(seconds=0.02) < 1e13


def test_measuring_can_be_cancelled():
    def cancel(stage, done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        training_flops_per_second(seconds=60, progress=cancel)
