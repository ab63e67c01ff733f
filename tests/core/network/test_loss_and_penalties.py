"""The loss and the weight penalties: values against scipy, gradients against central differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_softmax
from scipy.special import softmax as scipy_softmax

from core.network.loss import SoftmaxCrossEntropy, softmax
from core.network.penalties import Penalty

DOUBLE = np.dtype(np.float64)


@pytest.fixture
def logits():
    return np.random.default_rng(1).normal(0, 3, (6, 4))


LABELS = np.array([0, 3, 1, 1, 2, 0])


def judge(loss, Z, y):
    """What a batch cost, and a copy of its gradient."""
    loss.begin(len(y))
    dZ = loss.gradient(Z, y).copy()
    return loss.cost(y), dZ


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_loss_has_the_true_gradient(logits, numeric_gradient, relative_error, reduction):
    loss = SoftmaxCrossEntropy(4, reduction, 0.0, DOUBLE)
    share = 1 / len(LABELS) if reduction == "mean" else 1
    numeric = numeric_gradient(lambda: share * judge(loss, logits, LABELS)[0].loss, logits)
    assert relative_error(judge(loss, logits, LABELS)[1], numeric) <= 1e-6


def test_the_loss_is_scipys_log_softmax_at_the_true_class(logits):
    result, _ = judge(SoftmaxCrossEntropy(4, "sum", 0.0, DOUBLE), logits, LABELS)
    assert result.loss == pytest.approx(-log_softmax(logits, axis=1)[np.arange(6), LABELS].sum(), rel=1e-14)
    assert result.correct == (logits.argmax(axis=1) == LABELS).sum()
    assert result.examples == 6


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_gradient_at_the_logits_is_probability_minus_truth(logits, reduction):
    _, dZ = judge(SoftmaxCrossEntropy(4, reduction, 0.0, DOUBLE), logits, LABELS)
    expected = scipy_softmax(logits, axis=1) - np.eye(4)[LABELS]
    np.testing.assert_allclose(dZ, expected / (6 if reduction == "mean" else 1), rtol=1e-12, atol=1e-15)


def test_probabilities_are_scipys_softmax(logits):
    np.testing.assert_allclose(softmax(logits), scipy_softmax(logits, axis=1), rtol=1e-13)


def test_the_reports_cost_adds_its_constant_inside_the_logarithm(logits):
    plain, plain_gradient = judge(SoftmaxCrossEntropy(4, "sum", 0.0, DOUBLE), logits, LABELS)
    report, report_gradient = judge(SoftmaxCrossEntropy(4, "sum", 1e-5, DOUBLE), logits, LABELS)
    p = scipy_softmax(logits, axis=1)[np.arange(6), LABELS]
    assert report.loss == pytest.approx(-np.log(p + 1e-5).sum(), rel=1e-13)
    assert report.loss < plain.loss
    np.testing.assert_array_equal(report_gradient, plain_gradient)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logits_of_any_size_give_a_finite_loss(dtype):
    Z = np.array([[1e4, -1e4, 0], [-3e37, 3e37, 0], [0, 0, 0]], dtype)
    result, dZ = judge(SoftmaxCrossEntropy(3, "mean", 0.0, np.dtype(dtype)), Z, np.array([1, 1, 2]))
    assert result.loss == pytest.approx(2e4 + np.log(3))
    assert np.isfinite(dZ).all()
    assert np.isfinite(softmax(Z)).all()


def test_the_reports_cost_is_bounded_for_hopeless_predictions():
    result, _ = judge(SoftmaxCrossEntropy(2, "sum", 1e-5, DOUBLE), np.array([[1e5, 0.0]]), np.array([1]))
    assert result.loss == pytest.approx(-np.log(1e-5))


def test_what_several_batches_cost_is_the_sum_of_what_each_does(logits):
    loss = SoftmaxCrossEntropy(4, "mean", 0.0, DOUBLE)
    parts = [judge(loss, logits[rows], LABELS[rows])[0] for rows in (slice(4), slice(4, 6))]
    loss.begin(len(LABELS))
    for rows in (slice(4), slice(4, 6)):
        loss.gradient(logits[rows], LABELS[rows])
    together = loss.cost(LABELS)
    assert together.loss == pytest.approx(sum(part.loss for part in parts), rel=1e-14)
    assert together.correct == sum(part.correct for part in parts)
    assert together.examples == 6


def test_a_smaller_last_batch_is_averaged_over_its_own_size(logits):
    loss = SoftmaxCrossEntropy(4, "mean", 0.0, DOUBLE)
    judge(loss, logits, LABELS)
    _, dZ = judge(loss, logits[:2], LABELS[:2])
    np.testing.assert_allclose(dZ, (scipy_softmax(logits[:2], axis=1) - np.eye(4)[LABELS[:2]]) / 2, atol=1e-15)


@pytest.mark.parametrize(("l1", "l2"), [(0.3, 0.0), (0.0, 0.7), (0.3, 0.7)])
@pytest.mark.parametrize("scale", [1, 32])
def test_a_penalty_has_the_true_gradient(parameter, numeric_gradient, relative_error, l1, l2, scale):
    rng = np.random.default_rng(2)
    kernel = parameter(rng.choice([-1.0, 1.0], (5, 3)) * rng.uniform(0.1, 1, (5, 3)))
    kernel.gradient[...] = 0
    penalty = Penalty(kernel, l1, l2)
    numeric = numeric_gradient(lambda: scale * penalty.value(), kernel.value)
    penalty.add_gradient(scale)
    assert relative_error(kernel.gradient, numeric) <= 1e-6


def test_a_weight_at_zero_pays_no_l1_and_stays(parameter):
    kernel = parameter(np.array([[0.0, -2.0]]))
    kernel.gradient[...] = 0
    Penalty(kernel, 0.5, 0.0).add_gradient(1)
    np.testing.assert_array_equal(kernel.gradient, [[0.0, -0.5]])


@pytest.mark.parametrize(("convention", "expected"), [("half_square", 0.5 * 0.1), ("square", 0.1)])
def test_both_conventions_of_l2_mean_what_they_say(build_network, convention, expected):
    network = build_network([{"type": "Dense", "units": 3}], (4,), l2=0.1, l2_convention=convention)
    w = network.weights()["dense_1/kernel"]
    assert network.penalty() == pytest.approx(expected * (w**2).sum())


def test_biases_and_normalization_pay_no_penalty_and_a_layer_may_set_its_own(build_network):
    layers = [
        {"type": "Dense", "units": 3},
        {"type": "BatchNormalization"},
        {"type": "Dense", "units": 3, "l1": 0.5, "l2": 0.0},
        {"type": "Dense", "units": 2, "l1": 0.0, "l2": 0.0},
    ]
    network = build_network(layers, (4,), l1=0.25)
    first, second = (np.abs(network.weights()[f"dense_{n}/kernel"]).sum() for n in (1, 2))
    assert network.penalty() == pytest.approx(0.25 * first + 0.5 * second)
    assert [penalty.parameter.name for penalty in network.penalties] == ["dense_1/kernel", "dense_2/kernel"]
