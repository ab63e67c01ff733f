"""Learning-rate schedules: values at known steps, no jumps, never above the rate that was asked for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment.spec import ScheduleSpec
from core.network.schedules import learning_rate

UNHURRIED = settings(deadline=None, max_examples=60)
PEAK, STEPS, EPOCHS = 0.4, 100, 10


def rate(step, **fields):
    return learning_rate(ScheduleSpec(**fields), PEAK, step, STEPS, EPOCHS)


@pytest.mark.parametrize(
    ("fields", "step", "share"),
    [
        ({}, 0, 1),
        ({}, 999, 1),
        ({"shape": "cosine"}, 0, 1),
        ({"shape": "cosine"}, 500, 0.5),
        ({"shape": "cosine", "floor": 0.2}, 500, 0.6),
        ({"shape": "cosine", "floor": 0.2}, 1000, 0.2),
        ({"shape": "step", "step_epochs": 3, "step_factor": 0.1}, 299, 1),
        ({"shape": "step", "step_epochs": 3, "step_factor": 0.1}, 300, 0.1),
        ({"shape": "step", "step_epochs": 3, "step_factor": 0.1}, 999, 0.001),
        ({"shape": "one_cycle", "rise": 0.25}, 0, 1 / 25),
        ({"shape": "one_cycle", "rise": 0.25}, 125, 0.52),
        ({"shape": "one_cycle", "rise": 0.25}, 250, 1),
        ({"shape": "one_cycle", "rise": 0.25, "floor": 0.1}, 1000, 0.1),
        ({"warmup_epochs": 1}, 0, 1 / 101),
        ({"warmup_epochs": 1}, 99, 100 / 101),
        ({"warmup_epochs": 1}, 100, 1),
        ({"warmup_epochs": 0.02, "shape": "cosine"}, 2, 1),
    ],
)
def test_a_schedule_has_its_known_values(fields, step, share):
    assert rate(step, **fields) == pytest.approx(PEAK * share)


schedules = st.builds(
    ScheduleSpec,
    shape=st.sampled_from(["constant", "step", "cosine", "one_cycle"]),
    warmup_epochs=st.sampled_from([0.0, 0.5, 3.0, 10.0, 20.0]),
    step_epochs=st.integers(1, 12),
    step_factor=st.floats(0.1, 1),
    floor=st.floats(0, 1),
    rise=st.floats(0.05, 0.95),
)


@given(schedules, st.integers(1, 40), st.integers(1, 12), st.data())
@UNHURRIED
def test_a_rate_is_never_negative_nor_above_the_one_asked_for(schedule, steps_per_epoch, epochs, data):
    step = data.draw(st.integers(0, steps_per_epoch * epochs - 1))
    assert 0 <= learning_rate(schedule, PEAK, step, steps_per_epoch, epochs) <= PEAK * (1 + 1e-12)


@pytest.mark.parametrize(
    ("shape", "warmup_epochs"), [("constant", 0), ("constant", 2), ("cosine", 0), ("cosine", 2), ("one_cycle", 0)]
)
def test_a_smooth_schedule_has_no_jumps(shape, warmup_epochs):
    rates = [rate(step, shape=shape, warmup_epochs=warmup_epochs) for step in range(STEPS * EPOCHS + 1)]
    assert max(abs(b - a) for a, b in pairwise(rates)) < 0.011 * PEAK


@pytest.mark.parametrize("shape", ["constant", "step", "cosine"])
def test_warm_up_rises_steadily(shape):
    rates = [rate(step, shape=shape, warmup_epochs=2) for step in range(200)]
    assert rates == sorted(rates)
    assert 0 < rates[0] < 0.01 * PEAK


def test_one_cycle_rises_by_itself_and_takes_no_warm_up():
    rates = [rate(step, shape="one_cycle", warmup_epochs=0) for step in range(200)]
    assert [rate(step, shape="one_cycle", warmup_epochs=2) for step in range(200)] == rates
