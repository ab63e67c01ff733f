"""The look at augmentation shows what training would do, beside the images as they are."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiment.augmentation import AugmentationSpec
from core.preprocessing.pipeline import with_channels
from core.preprocessing.samples import augmented_samples
from tests.core.training.session_parts import dataset


def sheet(spec=None, data=None, color="grayscale", first=0):
    return augmented_samples(spec or AugmentationSpec(), data or dataset(50), color, samples=3, versions=4, first=first)


@pytest.mark.parametrize(("color", "channels"), [("grayscale", 1), ("rgb", 3)])
def test_each_row_begins_with_an_image_as_the_network_would_see_it(color, channels):
    data = dataset(50)
    shown = sheet(AugmentationSpec(polarity=1), data, color)
    assert shown.shape == (3, 5, 4, 4, channels)
    np.testing.assert_array_equal(shown[:, 0], with_channels(data.images[[0, 24, 49]], channels))
    np.testing.assert_array_equal(shown[:, 1:], np.repeat(255 - shown[:, :1], 4, axis=1))


def test_without_augmentation_every_version_is_the_image_itself():
    shown = sheet()
    np.testing.assert_array_equal(shown, np.repeat(shown[:, :1], 5, axis=1))


def test_every_version_is_drawn_anew_and_other_draws_can_be_asked_for():
    noise = AugmentationSpec(brightness=0.5)
    one, same, other = sheet(noise), sheet(noise), sheet(noise, first=12)
    np.testing.assert_array_equal(one, same)
    assert len({version.tobytes() for row in one[:, 1:] for version in row}) == 12
    assert not np.array_equal(one[:, 1:], other[:, 1:])
    np.testing.assert_array_equal(one[:, 0], other[:, 0])


def test_a_dataset_smaller_than_the_sheet_is_shown_whole():
    assert sheet(data=dataset(2, splits={"all": range(2)})).shape[0] == 2
