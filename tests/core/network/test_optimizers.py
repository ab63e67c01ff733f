"""Optimizers against a literal transcription of their formulas, one number at a time."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from core.experiment import spec as specs
from core.network.optimizers import build_optimizer
from core.network.parameters import ParameterVector

# Around the size of the pieces in which long vectors are worked through.
SIZES = [5, 32_768, 32_769, 70_001]
STEPS = 4


def sgd(w, gradients, rate, momentum):
    v = 0.0
    for g in gradients:
        v = momentum * v - rate * g
        w = w + v
    return w


def nesterov(w, gradients, rate, momentum):
    v = 0.0
    for g in gradients:
        v = momentum * v - rate * g
        w = w + momentum * v - rate * g
    return w


def adam(w, gradients, rate, b1, b2, epsilon):
    # Kingma & Ba 2015, algorithm 1 as printed; its epsilon stands beside the corrected moment.
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        corrected_epsilon = epsilon / sqrt(1 - b2**t)
        w = w - rate * (m / (1 - b1**t)) / (sqrt(v / (1 - b2**t)) + corrected_epsilon)
    return w


CASES = {
    "sgd": (specs.SGD(), lambda w, g: sgd(w, g, 0.1, 0.0)),
    "nesterov without momentum": (specs.SGD(nesterov=True), lambda w, g: sgd(w, g, 0.1, 0.0)),
    "momentum": (specs.SGD(momentum=0.9), lambda w, g: sgd(w, g, 0.1, 0.9)),
    "little momentum": (specs.SGD(momentum=0.05), lambda w, g: sgd(w, g, 0.1, 0.05)),
    "next to no momentum": (specs.SGD(momentum=1e-30), lambda w, g: sgd(w, g, 0.1, 1e-30)),
    "nesterov": (specs.SGD(momentum=0.9, nesterov=True), lambda w, g: nesterov(w, g, 0.1, 0.9)),
    "adam": (specs.Adam(epsilon=1e-3), lambda w, g: adam(w, g, 0.1, 0.9, 0.999, 1e-3)),
    # Only kernels decay, and "w" is none.
    "decay of what does not decay": (specs.SGD(weight_decay=0.5), lambda w, g: sgd(w, g, 0.1, 0.0)),
}


def train(vector, optimizer, gradients):
    for g in gradients:
        vector.parameters["w"].collect(optimizer.begin_step(0.1) * g)
        optimizer.update()


def run(spec, start, gradients, *, penalized=False):
    vector = ParameterVector({"w": start.shape}, np.dtype(np.float64))
    vector.value[: start.size] = start
    optimizer = build_optimizer(spec, vector, penalized=penalized)
    train(vector, optimizer, gradients)
    return vector, optimizer


@pytest.mark.parametrize("penalized", [False, True])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", CASES)
def test_an_optimizer_is_its_formula(case, size, penalized):
    spec, formula = CASES[case]
    rng = np.random.default_rng(size)
    start, gradients = rng.normal(size=size), rng.normal(size=(STEPS, size))
    vector, optimizer = run(spec, start, gradients, penalized=penalized)
    # One number at a time is slow: the ends, and both sides of every border between pieces.
    places = {0, 1, size // 2, size - 1} | {p for p in (32_767, 32_768, 65_535, 65_536) if p < size}
    for place in places:
        expected = formula(float(start[place]), gradients[:, place].tolist())
        assert vector.value[place] == pytest.approx(expected, rel=1e-12, abs=1e-14), place
    assert optimizer.steps == STEPS


@pytest.mark.parametrize("case", CASES)
def test_numbers_between_parameters_stay_zero(case):
    vector, _ = run(CASES[case][0], np.ones(5), np.ones((STEPS, 5)))
    assert len(vector.value) > 5
    np.testing.assert_array_equal(vector.value[5:], 0)


def test_every_parameter_is_a_part_of_the_one_vector():
    vector = ParameterVector({"a": (3, 5), "b": (2,)}, np.dtype(np.float32))
    vector.value[...] = np.arange(len(vector.value))
    a, b = vector.parameters["a"], vector.parameters["b"]
    assert a.value.shape == (3, 5)
    assert b.value[0] == 16
    assert np.shares_memory(a.value, vector.value)
    assert not np.shares_memory(a.value, b.value)
    assert np.shares_memory(vector.views(vector.gradient)["b"], b.gradient)


@pytest.mark.parametrize("momentum", [0.05, 0.4, 0.99])
def test_the_velocity_is_what_its_formula_says_whenever_it_is_asked_for(momentum):
    start, gradients = np.zeros(3), np.random.default_rng(0).normal(size=(20, 3))
    vector, optimizer = run(specs.SGD(momentum=momentum), start, gradients[:0])
    v = np.zeros(3)
    for g in gradients:
        train(vector, optimizer, [g])
        v = momentum * v - 0.1 * g
        np.testing.assert_allclose(optimizer.slots()["velocity"][:3], v, rtol=1e-12, atol=1e-15)


def test_adam_goes_on_where_a_checkpoint_left_it():
    rng = np.random.default_rng(0)
    start, gradients = rng.normal(size=20), rng.normal(size=(6, 20))
    unbroken, _ = run(specs.Adam(), start, gradients)
    half, first = run(specs.Adam(), start, gradients[:3])
    second = build_optimizer(specs.Adam(), half, penalized=False)
    second.steps = first.steps
    for role, slot in second.slots().items():
        slot[...] = first.slots()[role]
    train(half, second, gradients[3:])
    np.testing.assert_array_equal(half.value, unbroken.value)


def decayed(formula_step, w, gradients, rates, decay):
    # Loshchilov & Hutter 2019: the decay takes its part beside the step, whose memory knows nothing of it.
    for step, rate in zip(formula_step(gradients, rates), rates, strict=True):
        w = w - rate * decay * w + step
    return w


def sgd_steps(gradients, rates):
    return [-rate * g for g, rate in zip(gradients, rates, strict=True)]


def momentum_steps(gradients, rates):
    v, steps = 0.0, []
    for g, rate in zip(gradients, rates, strict=True):
        v = 0.9 * v - rate * g
        steps.append(v)
    return steps


def nesterov_steps(gradients, rates):
    velocities = momentum_steps(gradients, rates)
    return [0.9 * v - rate * g for v, g, rate in zip(velocities, gradients, rates, strict=True)]


def adam_steps(gradients, rates):
    ends = [adam(0.0, gradients[:t], 1.0, 0.9, 0.999, 1e-3) for t in range(len(gradients) + 1)]
    return [rate * (after - before) for (before, after), rate in zip(pairwise(ends), rates, strict=True)]


DECAYED = {
    "sgd": (specs.SGD(weight_decay=0.3), sgd_steps),
    "momentum": (specs.SGD(momentum=0.9, weight_decay=0.3), momentum_steps),
    "nesterov": (specs.SGD(momentum=0.9, nesterov=True, weight_decay=0.3), nesterov_steps),
    "adam": (specs.Adam(epsilon=1e-3, weight_decay=0.3), adam_steps),
}


@pytest.mark.parametrize("penalized", [False, True])
@pytest.mark.parametrize("case", DECAYED)
def test_weight_decay_follows_the_schedule_and_touches_kernels_alone(case, penalized):
    spec, steps = DECAYED[case]
    rng = np.random.default_rng(4)
    rates = [0.1, 0.05, 0.2, 0.01]
    start, gradients = rng.normal(size=(4, 3)), rng.normal(size=(len(rates), 4, 3))
    vector = ParameterVector({"dense_1/kernel": (4, 3), "dense_1/bias": (4, 3)}, np.dtype(np.float64))
    optimizer = build_optimizer(spec, vector, penalized=penalized)
    for parameter in vector.parameters.values():
        parameter.value[...] = start
    for g, rate in zip(gradients, rates, strict=True):
        scale = optimizer.begin_step(rate)
        for parameter in vector.parameters.values():
            parameter.collect(scale * g)
        optimizer.update()
    for name, decay in (("dense_1/kernel", 0.3), ("dense_1/bias", 0.0)):
        expected = [decayed(steps, start[at], [g[at] for g in gradients], rates, decay) for at in np.ndindex(4, 3)]
        np.testing.assert_allclose(vector.parameters[name].value.ravel(), expected, rtol=1e-12)


def test_a_decaying_optimizer_goes_on_where_a_checkpoint_left_it():
    spec = specs.SGD(momentum=0.9, weight_decay=0.3)
    vector = ParameterVector({"dense_1/kernel": (3, 2)}, np.dtype(np.float64))
    optimizer = build_optimizer(spec, vector, penalized=False)
    optimizer.steps = 7
    optimizer.begin_step(0.1)
    assert optimizer.steps == 8
    assert optimizer.slots().keys() == {"velocity"}
