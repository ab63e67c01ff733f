"""Training on augmented images: each row's own draws, validation images as they are, and no thread left behind."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiment.augmentation import AugmentationSpec
from core.preprocessing.augmentation import Augmenter
from core.preprocessing.pipeline import Pipeline
from core.training.batches import BatchLoader
from core.training.control import Control
from core.training.events import Outcome
from tests.core.training.session_parts import RecordingModel, Training, experiment, numbered_data, training_data

IMAGES = np.random.default_rng(0).integers(0, 256, (90, 6, 5, 1), np.uint8)
LABELS = np.arange(90)
PIPELINE = Pipeline(height=6, width=5, channels=1, normalization="image", mean=(), deviation=())
AUGMENTER = Augmenter(AugmentationSpec(flip=0.5, shift=0.2, brightness=0.2, erasing=0.3), 5, (6, 5, 1))
NEGATIVE = {"augmentation": {"polarity": 1}}


def loader(augmenter=AUGMENTER, *, works_ahead=True):
    return BatchLoader(IMAGES, LABELS, PIPELINE, np.dtype(np.float32), augmenter, works_ahead)


def threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


@given(st.integers(1, 90), st.integers(1, 40), st.integers(1, 5), st.booleans())
@settings(deadline=None, max_examples=40)
def test_an_epoch_is_the_same_images_however_and_by_whom_it_is_made(count, batch_size, per_call, works_ahead):
    rows = np.random.default_rng(count).permutation(90)[:count]
    changed = np.empty((count, 6, 5, 1), np.uint8)
    AUGMENTER.augment(IMAGES[rows], 3, 0, changed)
    expected = PIPELINE.to_floats(changed, np.empty(changed.shape, np.float32))
    seen, labels = [], []
    for X, y in loader(works_ahead=works_ahead).training_batches(rows, 3, batch_size, per_call):
        # Copied at once: the buffer is used again.
        seen.append(X.reshape(-1, 6, 5, 1).copy())
        labels += y.ravel().tolist()
    np.testing.assert_array_equal(np.concatenate(seen), expected)
    assert labels == rows.tolist()
    assert threads() == []


def test_without_augmentation_nothing_is_done_ahead():
    batches = loader(None).training_batches(LABELS, 1, 8)
    next(batches)
    assert threads() == []
    batches.close()


def test_validation_images_are_never_augmented():
    (first, _), *_ = loader().batches(LABELS[:8], 8)
    (plain, _), *_ = loader(None).batches(LABELS[:8], 8)
    np.testing.assert_array_equal(first, plain)


def test_training_sees_augmented_images_and_validation_the_stored_ones():
    plain, model = numbered_data(40, 30), RecordingModel()
    Training(experiment(epochs=2), model=model, data=plain)
    numbers = sorted(model.trained[0])
    augmented = RecordingModel()
    negative = training_of_negatives(augmented)
    # The negative of a number in two bytes is its distance from the largest.
    assert [sorted(65_535 - number for number in epoch) for epoch in augmented.trained] == [numbers, numbers]
    assert augmented.predicted == model.predicted
    assert negative.session.ending.outcome is Outcome.COMPLETED


def training_of_negatives(model, **changes):
    chosen = experiment(epochs=2, **NEGATIVE)
    augmenter = Augmenter(chosen.augmentation, chosen.seed, (1, 2, 1))
    return Training(chosen, model=model, data=numbered_data(40, 30, augmenter), **changes)


@pytest.mark.parametrize("ask", ["stop", "discard"])
def test_a_run_that_is_ended_within_an_epoch_leaves_no_thread(ask):
    control = Control()
    model = RecordingModel(before_batch=lambda batch: getattr(control, ask)() if batch == 1 else None)
    training_of_negatives(model, control=control)
    assert model.batches == 1
    assert threads() == []


def test_an_engine_that_fails_within_an_epoch_leaves_no_thread():
    def fail(batch):
        if batch == 2:
            raise MemoryError

    with pytest.raises(MemoryError):
        training_of_negatives(RecordingModel(before_batch=fail))
    assert threads() == []


def test_a_run_whose_events_nobody_wants_any_more_leaves_no_thread():
    chosen = experiment(epochs=1, batch_size=1, augmentation={"flip": 0.5})
    data = training_data(400, chosen=chosen)
    batches = data.loader.training_batches(data.training, 1, 1)
    next(batches)
    del batches
    assert threads() == []
