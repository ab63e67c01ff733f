"""Augmented images: as drawn, whoever asks for them in whatever portions, and against plain NumPy and SciPy."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import affine_transform

from core.experiment.augmentation import AugmentationSpec
from core.preprocessing.augmentation import Augmenter, augments

EVERYTHING = {
    "flip": 0.5,
    "shift": 0.2,
    "rotation": 30,
    "zoom": 0.3,
    "brightness": 0.2,
    "contrast": 0.3,
    "polarity": 0.3,
    "erasing": 0.5,
}


def noise(count=40, shape=(12, 10, 1), seed=0):
    return np.random.default_rng(seed).integers(0, 256, (count, *shape), np.uint8)


def smooth(count=20, side=48):
    """Images with gentle slopes, on which two ways of resampling differ by little."""
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    phases = np.linspace(0, 6, count)[:, None, None]
    return (127 + 60 * np.sin(x / 9 + phases) + 60 * np.cos(y / 11 + phases)).astype(np.uint8)[..., None]


def augmented(images, epoch=1, first=0, seed=0, **strengths):
    out = np.empty_like(images)
    Augmenter(AugmentationSpec(**strengths), seed, images.shape[1:]).augment(images, epoch, first, out)
    return out


@pytest.mark.parametrize("shape", [(12, 10, 1), (9, 9, 3), (1, 1, 1)])
def test_without_strength_every_image_stays_as_it_is(shape):
    images = noise(shape=shape)
    np.testing.assert_array_equal(augmented(images), images)
    assert not augments(AugmentationSpec(erasing_area=0.1))


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_strength_changes_images_by_itself_and_leaves_the_stored_ones_alone(name):
    images = noise()
    before = images.copy()
    assert augments(AugmentationSpec(**{name: EVERYTHING[name]}))
    assert not np.array_equal(augmented(images, **{name: EVERYTHING[name]}), images)
    np.testing.assert_array_equal(images, before)


@given(st.integers(1, 3), st.sampled_from([1, 3]), st.lists(st.integers(1, 30), min_size=1, max_size=6))
@settings(deadline=None, max_examples=40)
def test_what_is_drawn_does_not_depend_on_how_images_are_grouped(epoch, channels, portions):
    images = noise(sum(portions), (6, 7, channels))
    whole = augmented(images, epoch, **EVERYTHING)
    starts = np.cumsum([0, *portions])
    parts = [augmented(images[start:stop], epoch, int(start), **EVERYTHING) for start, stop in pairwise(starts)]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_seed_epoch_and_position_each_give_other_draws_and_the_same_ones_the_same():
    images = noise()
    one = augmented(images, **EVERYTHING)
    np.testing.assert_array_equal(augmented(images, **EVERYTHING), one)
    for other in ({"seed": 1}, {"epoch": 2}, {"first": 1}):
        assert not np.array_equal(augmented(images, **EVERYTHING, **other), one)


@pytest.mark.parametrize("shape", [(6, 6, 1), (5, 8, 3)])
def test_a_sure_flip_mirrors_and_twice_brings_back(shape):
    images = noise(shape=shape)
    mirrored = augmented(images, flip=1)
    np.testing.assert_array_equal(mirrored, images[:, :, ::-1])
    np.testing.assert_array_equal(augmented(mirrored, flip=1), images)


@pytest.mark.parametrize("shape", [(6, 6, 1), (5, 8, 3)])
def test_a_flip_among_other_changes_mirrors_exactly_too(shape):
    images = noise(shape=shape)
    # So little that it is less than the resampling tells apart: what is left is the flip.
    np.testing.assert_array_equal(augmented(images, flip=1, shift=1e-9), images[:, :, ::-1])


def test_a_sure_negative_is_a_negative_and_twice_brings_back():
    images = noise()
    np.testing.assert_array_equal(augmented(images, polarity=1), 255 - images)


@pytest.mark.parametrize("name", ["flip", "polarity"])
def test_a_probability_is_the_share_of_images_that_are_changed(name):
    images = noise(4_000, (2, 3, 1))
    changed = np.any(augmented(images, **{name: 0.3}) != images, axis=(1, 2, 3))
    assert 0.25 < changed.mean() < 0.35


def test_one_strength_leaves_the_draws_of_the_others_alone():
    images = noise()
    mirrored = np.all(augmented(images, flip=0.5) == images[:, :, ::-1], axis=(1, 2, 3))
    toned = augmented(images, flip=0.5, polarity=1)
    np.testing.assert_array_equal(np.all(toned == 255 - images[:, :, ::-1], axis=(1, 2, 3)), mirrored)


@pytest.mark.parametrize(
    "strengths", [{"shift": 0.25}, {"rotation": 40}, {"zoom": 0.5}, {"shift": 0.1, "rotation": 20, "zoom": 0.3}]
)
def test_geometry_is_that_of_an_affine_map_with_the_border_repeated(strengths):
    images = smooth()
    changed = augmented(images, **strengths)
    for image, result in zip(images[..., 0].astype(float), changed[..., 0], strict=True):
        A, offset = fitted_map(image, result)
        expected = affine_transform(image, A, offset, order=1, mode="nearest")
        # OpenCV goes to the nearest 1/32 of a pixel.
        assert np.abs(expected - result).max() <= 3


def fitted_map(image, result):
    """The similarity, from pixels of the result to places in the image, that explains the result best."""
    from scipy.optimize import least_squares  # noqa: PLC0415

    centre = (np.array(image.shape) - 1) / 2

    def place(p):
        angle, scale, down, right = p
        A = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return A, centre - A @ centre + np.array([down, right])

    def error(p):
        return (affine_transform(image, *place(p), order=1, mode="nearest") - result).ravel()[::7]

    return place(least_squares(error, [0.0, 1.0, 0.0, 0.0], x_scale=[0.05, 0.05, 1, 1], diff_step=1e-3).x)


@pytest.mark.parametrize("name", ["shift", "rotation", "zoom"])
def test_no_geometry_brings_in_a_level_that_the_image_has_not(name):
    images = noise() // 2 + 60
    changed = augmented(images, **{name: EVERYTHING[name]})
    assert changed.min() >= images.min()
    assert changed.max() <= images.max()


def test_brightness_moves_all_levels_alike_up_to_its_bound():
    images = np.full((500, 4, 4, 1), 128, np.uint8)
    moved = augmented(images, brightness=0.2)[:, 0, 0, 0].astype(int) - 128
    assert np.abs(moved).max() <= 51
    assert moved.max() > 45
    assert moved.min() < -45


def test_contrast_turns_levels_about_the_images_own_mean():
    images = np.tile(np.array([100, 140], np.uint8), (500, 4, 2))[..., None]
    changed = augmented(images, contrast=0.5).astype(int)
    np.testing.assert_allclose(changed.mean(axis=(1, 2, 3)), 120, atol=1)
    spread = changed[:, 0, 1, 0] - changed[:, 0, 0, 0]
    assert (spread.min() >= 20, spread.max() <= 60) == (True, True)
    assert (spread.min() < 24, spread.max() > 56) == (True, True)


@given(st.floats(0.02, 1), st.tuples(st.integers(1, 20), st.integers(1, 20), st.sampled_from([1, 3])))
@settings(deadline=None, max_examples=40)
def test_what_is_erased_is_one_rectangle_of_about_the_area_asked_for(area, shape):
    height, width, _ = shape
    # Noise may hold any level: two grounds tell what was covered.
    grounds = [np.full((30, *shape), level, np.uint8) for level in (0, 255)]
    dark, light = (augmented(ground, erasing=1, erasing_area=area) for ground in grounds)
    covered = np.all(dark == light, axis=3)
    for one in covered:
        rows, columns = np.flatnonzero(one.any(axis=1)), np.flatnonzero(one.any(axis=0))
        assert one[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
        # Either side is rounded to whole pixels.
        assert len(rows) * len(columns) <= area * height * width + (len(rows) + len(columns) + 1) / 2


def test_rectangles_and_their_noise_differ_from_image_to_image():
    ground = np.zeros((50, 20, 20, 1), np.uint8)
    erased = augmented(ground, erasing=1)
    assert len({image.tobytes() for image in erased}) == 50
    assert np.unique(erased).size > 200


def test_opencv_is_loaded_with_the_first_image_that_is_augmented():
    lines = (
        "import sys",
        "import core.training.start",
        "assert 'cv2' not in sys.modules",
        "from core.experiment.augmentation import AugmentationSpec",
        "from core.preprocessing.augmentation import Augmenter",
        "Augmenter(AugmentationSpec(), 0, (4, 4, 1))",
        "assert 'cv2' in sys.modules",
    )
    subprocess.run([sys.executable, "-c", ";".join(lines)], check=True)
