"""The one way from stored bytes to the network's input, against Pillow and plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from core.experiment.spec import PreprocessingSpec
from core.preprocessing.pipeline import Pipeline, fit_pipeline, grayscale

ALL = np.arange(40)


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (40, 6, 5, 3), np.uint8)


def fitted(images, rows=ALL, **fields):
    return fit_pipeline(PreprocessingSpec(**fields), images, rows)


def floats(pipeline, images, dtype=np.float64):
    stored = pipeline.to_bytes(images)
    return pipeline.to_floats(stored, np.empty(stored.shape, dtype))


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))))
@settings(deadline=None, max_examples=50)
def test_grayscale_is_pillows_bit_for_bit(image):
    np.testing.assert_array_equal(grayscale(image)[..., 0], np.asarray(Image.fromarray(image).convert("L")))


def test_grayscale_is_pillows_for_a_million_colours():
    colours = np.random.default_rng(1).integers(0, 256, (1000, 1000, 3), np.uint8)
    np.testing.assert_array_equal(grayscale(colours)[..., 0], np.asarray(Image.fromarray(colours).convert("L")))


def test_channels_become_those_that_the_network_takes(images):
    gray = fitted(images).to_bytes(images)
    assert gray.shape == (40, 6, 5, 1)
    np.testing.assert_array_equal(gray, grayscale(images))
    rgb = fitted(images, color="rgb")
    assert rgb.to_bytes(images) is images
    np.testing.assert_array_equal(rgb.to_bytes(gray), np.concatenate([gray] * 3, axis=-1))


@pytest.mark.parametrize("color", ["grayscale", "rgb"])
def test_unit_normalization_divides_by_255(images, color):
    pipeline = fitted(images, color=color)
    np.testing.assert_allclose(floats(pipeline, images), pipeline.to_bytes(images) / 255, rtol=1e-15)


@pytest.mark.parametrize("color", ["grayscale", "rgb"])
def test_dataset_normalization_centres_and_scales_each_channel(images, color):
    pipeline = fitted(images, color=color, normalization="dataset")
    X = pipeline.to_bytes(images) / 255
    expected = (X - X.mean(axis=(0, 1, 2))) / X.std(axis=(0, 1, 2))
    np.testing.assert_allclose(floats(pipeline, images), expected, atol=1e-12)


def test_image_normalization_centres_and_scales_each_image(images):
    pipeline = fitted(images, color="rgb", normalization="image")
    X = images / 255
    expected = (X - X.mean(axis=(1, 2, 3), keepdims=True)) / X.std(axis=(1, 2, 3), keepdims=True)
    np.testing.assert_allclose(floats(pipeline, images), expected, atol=1e-12)


@pytest.mark.parametrize("normalization", ["unit", "dataset", "image"])
def test_float32_is_as_good_as_its_precision_allows(images, normalization):
    pipeline = fitted(images, normalization=normalization)
    np.testing.assert_allclose(floats(pipeline, images, np.float32), floats(pipeline, images), atol=2e-6)


def test_nothing_is_learned_from_images_outside_the_training_part(images):
    rows = np.array([3, 5, 7])
    other = images.copy()
    other[np.setdiff1d(ALL, rows)] = 0
    assert fitted(images, rows, normalization="dataset") == fitted(other, rows, normalization="dataset")
    assert fitted(images, rows, normalization="dataset") != fitted(images, normalization="dataset")


def test_more_images_than_one_block_give_the_exact_mean():
    many = np.random.default_rng(2).integers(0, 256, (9000, 2, 2, 1), np.uint8)
    pipeline = fit_pipeline(PreprocessingSpec(normalization="dataset"), many, np.arange(9000))
    assert pipeline.mean[0] == pytest.approx(many.mean() / 255, rel=1e-12)
    assert pipeline.deviation[0] == pytest.approx((many / 255).std(), rel=1e-12)


@pytest.mark.parametrize("normalization", ["unit", "dataset", "image"])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_images_give_finite_numbers(normalization, level):
    blank = np.full((4, 3, 3, 1), level, np.uint8)
    X = floats(fit_pipeline(PreprocessingSpec(normalization=normalization), blank, np.arange(4)), blank, np.float32)
    assert np.isfinite(X).all()
    if normalization != "unit":
        np.testing.assert_allclose(X, 0, atol=1e-4)


@pytest.mark.parametrize("normalization", ["unit", "dataset", "image"])
def test_a_pipeline_survives_being_saved_with_its_model(images, normalization):
    pipeline = fitted(images, color="rgb", normalization=normalization)
    again = Pipeline.model_validate_json(pipeline.model_dump_json())
    assert again == pipeline
    np.testing.assert_array_equal(floats(again, images), floats(pipeline, images))


def test_the_stored_bytes_stay_as_they_are(images):
    kept = images.copy()
    floats(fitted(images, color="rgb", normalization="image"), images)
    np.testing.assert_array_equal(images, kept)
