"""Batches: every image once, in the order asked for, whatever the sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment.spec import PreprocessingSpec
from core.preprocessing.pipeline import fit_pipeline
from core.training.batches import BatchLoader

# Each image is one pixel with its own number in two bytes, so that it can be told from every other.
NUMBERS = np.arange(300)
IMAGES = np.stack([NUMBERS // 256, NUMBERS % 256, 0 * NUMBERS], axis=-1).astype(np.uint8).reshape(300, 1, 1, 3)
PIPELINE = fit_pipeline(PreprocessingSpec(color="rgb"), IMAGES, NUMBERS)


def loader(dtype=np.float64):
    return BatchLoader(IMAGES, NUMBERS * 10, PIPELINE, np.dtype(dtype))


def numbers_of(X):
    levels = np.rint(X * 255).astype(int)
    return (levels[..., 0] * 256 + levels[..., 1]).reshape(X.shape[:2])


@given(st.integers(0, 300), st.integers(1, 70), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_an_epoch_sees_every_image_once_in_order_with_its_own_label(count, batch_size, per_call, random):
    rows = np.array(random.sample(range(300), count), dtype=np.int64)
    seen, labels, sizes, calls = [], [], [], []
    for X, y in loader().batches(rows, batch_size, per_call):
        assert X.shape == (*y.shape, 1, 1, 3)
        seen += numbers_of(X).ravel().tolist()
        labels += y.ravel().tolist()
        sizes += [X.shape[1]] * X.shape[0]
        calls.append(X.shape[0])
    assert seen == rows.tolist()
    assert labels == (rows * 10).tolist()
    whole, rest = divmod(count, batch_size)
    assert sizes == [batch_size] * whole + [rest] * (rest > 0)
    assert max(calls, default=1) <= per_call


def test_batches_are_grouped_as_the_engine_likes_them():
    shapes = [X.shape[:2] for X, _ in loader().batches(NUMBERS[:23], 4, 2)]
    assert shapes == [(2, 4), (2, 4), (1, 4), (1, 3)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_has_the_precision_of_the_experiment(dtype):
    ((X, y),) = loader(dtype).batches(NUMBERS[:5], 5)
    assert X.dtype == dtype
    assert y.dtype == np.int64


def test_two_epochs_use_the_same_memory():
    shared = loader()
    ((first, _),) = shared.batches(NUMBERS[:8], 8)
    ((second, _),) = shared.batches(NUMBERS[8:16], 8)
    assert np.shares_memory(first, second)


def test_images_are_normalized_as_in_a_prediction():
    rows = np.array([260, 3, 77])
    ((X, _),) = loader().batches(rows, 3)
    np.testing.assert_array_equal(X[0], PIPELINE.to_floats(IMAGES[rows], np.empty((3, 1, 1, 3))))
