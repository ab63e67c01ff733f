"""Class weights: what "balanced" means, and what becomes of a list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from core.errors import WorkbenchError
from core.experiment.spec import LossSpec
from core.training.class_weights import class_weights

CLASSES = ("happy", "sad", "neutral")


@given(st.lists(st.integers(0, 2), min_size=1, max_size=200))
@settings(deadline=None, max_examples=50)
def test_balanced_weights_are_scikit_learns(drawn):
    labels = np.array([0, 1, 2, *drawn])
    weights = class_weights(LossSpec(class_weights="balanced"), labels, CLASSES)
    np.testing.assert_allclose(weights, compute_class_weight("balanced", classes=np.arange(3), y=labels))
    assert weights[labels].mean() == pytest.approx(1)


def test_a_class_without_training_images_has_a_finite_weight():
    weights = class_weights(LossSpec(class_weights="balanced"), np.array([0, 0, 1]), CLASSES)
    assert np.isfinite(weights).all()


def test_classes_that_are_not_listed_count_as_they_are():
    loss = LossSpec(class_weights="listed", listed_weights={"sad": 2.5})
    np.testing.assert_array_equal(class_weights(loss, np.array([0]), CLASSES), [1, 2.5, 1])


@pytest.mark.parametrize("listed", [{}, {"sad": 2.0}])
def test_a_list_that_is_not_asked_for_has_no_effect(listed):
    assert class_weights(LossSpec(listed_weights=listed), np.array([0]), CLASSES) is None


def test_a_weight_for_a_class_that_is_not_there_is_refused_by_name():
    loss = LossSpec(class_weights="listed", listed_weights={"angry": 2.0})
    with pytest.raises(WorkbenchError, match="no class angry; the classes are: happy, sad, neutral"):
        class_weights(loss, np.array([0]), CLASSES)
