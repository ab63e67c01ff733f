"""The dataset's images in the network's channels: made once, then found again."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.errors import Cancelled
from core.experiment.spec import PreprocessingSpec
from core.preprocessing.pipeline import fit_pipeline
from core.preprocessing.prepared import prepared_images


@pytest.fixture
def dataset():
    images = np.random.default_rng(0).integers(0, 256, (5000, 3, 4, 3), np.uint8)
    return ImageDataset(
        name="random",
        kind="generated",
        source="random",
        images=images,
        labels=np.zeros(5000, np.int64),
        classes=("a", "b"),
        splits={"all": range(5000)},
        sha256="ab" * 32,
    )


def pipeline(dataset, color):
    return fit_pipeline(PreprocessingSpec(color=color), dataset.images, np.arange(10))


def test_prepared_images_are_what_a_prediction_sees(dataset, tmp_path):
    gray = pipeline(dataset, "grayscale")
    prepared = prepared_images(dataset, gray, tmp_path)
    np.testing.assert_array_equal(prepared, gray.to_bytes(dataset.images))
    assert isinstance(prepared, np.memmap)
    assert not prepared.flags.writeable


def test_images_are_prepared_once(dataset, tmp_path):
    gray = pipeline(dataset, "grayscale")
    prepared_images(dataset, gray, tmp_path)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    written = file.stat().st_mtime_ns
    again = prepared_images(dataset, gray, tmp_path)
    assert file.stat().st_mtime_ns == written
    np.testing.assert_array_equal(again, gray.to_bytes(dataset.images))


def test_images_that_need_nothing_are_not_copied(dataset, tmp_path):
    assert prepared_images(dataset, pipeline(dataset, "rgb"), tmp_path) is dataset.images
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing_half_done(dataset, tmp_path):
    def cancel(stage, done, total):
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        prepared_images(dataset, pipeline(dataset, "grayscale"), tmp_path, cancel)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
