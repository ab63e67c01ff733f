"""Smoothed labels and weighted classes: values against their definition, gradients against central differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax
from sklearn.metrics import log_loss

from core.network.loss import SoftmaxCrossEntropy

DOUBLE = np.dtype(np.float64)
LABELS = np.array([0, 3, 1, 1, 2, 0])
WEIGHTS = np.array([0.5, 2.0, 1.0, 3.0])


@pytest.fixture
def logits():
    return np.random.default_rng(1).normal(0, 3, (6, 4))


def judge(loss, Z, y):
    loss.begin(len(y))
    dZ = loss.gradient(Z, y).copy()
    return loss.cost(y), dZ


def by_definition(Z, y, smoothing, weights):
    T = (1 - smoothing) * np.eye(4)[y] + smoothing / 4
    return float((weights[y] * -(T * log_softmax(Z, axis=1)).sum(axis=1)).sum())


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
def test_what_is_minimised_is_as_defined_and_has_the_true_gradient(
    logits, numeric_gradient, relative_error, reduction, weights, smoothing
):
    loss = SoftmaxCrossEntropy(4, reduction, 0.0, DOUBLE, smoothing, weights)
    share = 1 / len(LABELS) if reduction == "mean" else 1

    def minimised():
        return by_definition(logits, LABELS, smoothing, np.ones(4) if weights is None else weights)

    result, dZ = judge(loss, logits, LABELS)
    assert (result.loss if result.smoothed is None else result.smoothed) == pytest.approx(minimised(), rel=1e-13)
    assert relative_error(dZ, numeric_gradient(lambda: share * minimised(), logits)) <= 1e-6


def test_the_loss_that_is_shown_is_that_of_the_true_classes_alone(logits):
    plain, _ = judge(SoftmaxCrossEntropy(4, "mean", 0.0, DOUBLE), logits, LABELS)
    both, _ = judge(SoftmaxCrossEntropy(4, "mean", 0.0, DOUBLE, 0.2, WEIGHTS), logits, LABELS)
    assert plain.smoothed is None
    assert (both.loss, both.correct) == (plain.loss, plain.correct)


def test_class_weights_are_scikit_learns_sample_weights(logits):
    probabilities = np.exp(log_softmax(logits, axis=1))
    result, _ = judge(SoftmaxCrossEntropy(4, "sum", 0.0, DOUBLE, class_weights=WEIGHTS), logits, LABELS)
    expected = log_loss(LABELS, probabilities, sample_weight=WEIGHTS[LABELS], normalize=False, labels=range(4))
    assert result.smoothed == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 0.99))
@settings(deadline=None, max_examples=30)
def test_smoothing_leaves_least_to_gain_at_the_smoothed_targets(seed, smoothing):
    rng = np.random.default_rng(seed)
    targets = (1 - smoothing) * np.eye(4) + smoothing / 4
    y = rng.integers(0, 4, 5)
    _, dZ = judge(SoftmaxCrossEntropy(4, "sum", 0.0, DOUBLE, smoothing), np.log(targets[y]), y)
    np.testing.assert_allclose(dZ, 0, atol=1e-12)


def test_several_batches_add_up(logits):
    loss = SoftmaxCrossEntropy(4, "mean", 0.0, DOUBLE, 0.1, WEIGHTS)
    loss.begin(len(LABELS))
    for rows in (slice(4), slice(4, 6)):
        loss.gradient(logits[rows], LABELS[rows])
    assert loss.cost(LABELS).smoothed == pytest.approx(by_definition(logits, LABELS, 0.1, WEIGHTS), rel=1e-13)
