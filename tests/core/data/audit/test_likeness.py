"""What counts as the same picture, and that no pair is missed on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.data.audit.families import Families, groups_of
from core.data.audit.likeness import LEAST_SIDE, first_likenesses
from core.data.audit.neighbours import close_pairs
from core.progress import silent
from tests.core.data.audit.conftest import Picture, photograph


def saved_as_jpeg(picture: Picture) -> Picture:
    stream = BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=60)
    return np.asarray(Image.open(stream))


def with_more_contrast(picture: Picture) -> Picture:
    return (picture.astype(np.float64) * 0.6 + 20).astype(np.uint8)


def retouched(picture: Picture) -> Picture:
    spotted = picture.copy()
    spotted[4:8, 4:8] //= 2
    return spotted


def alike(*pictures: Picture) -> list[list[int]]:
    images = np.stack(pictures)[..., np.newaxis]
    rows = np.arange(len(images))
    return [
        group.tolist() for group in groups_of(first_likenesses(images, rows, np.ones(len(images), np.float32), silent))
    ]


@pytest.mark.parametrize("change", [saved_as_jpeg, with_more_contrast, retouched])
def test_a_picture_that_was_changed_slightly_is_recognised(change: Callable[[Picture], Picture]) -> None:
    others = [photograph(seed) for seed in range(1, 40)]
    assert alike(photograph(0), *others, change(photograph(0))) == [[0, 40]]


def test_likeness_is_handed_on_from_copy_to_copy() -> None:
    picture = photograph(7)
    assert alike(picture, photograph(8), retouched(picture), saved_as_jpeg(retouched(picture))) == [[0, 2, 3]]


def test_large_shapes_alone_make_no_copy() -> None:
    # The same composition with other detail: two photographs of one scene, or two faces cut alike.
    chance = np.random.default_rng(3)
    scene = np.asarray(Image.fromarray(photograph(1)[:6, :6]).resize((32, 32), Image.Resampling.BICUBIC), np.float64)
    one, other = (
        (scene * 0.7 + 30 + chance.normal(0, 15, scene.shape)).clip(0, 255).astype(np.uint8) for _ in range(2)
    )
    assert alike(one, other) == []


def test_images_too_small_to_tell_are_not_compared() -> None:
    picture = photograph(0, LEAST_SIDE - 1)
    assert alike(picture, with_more_contrast(picture)) == []


def test_a_thousand_frames_of_one_scene_are_one_group() -> None:
    frames = [(photograph(5) * (0.5 + number / 2_000)).astype(np.uint8) for number in range(1_000)]
    assert alike(*frames) == [list(range(1_000))]


@settings(max_examples=12, deadline=None)
@given(count=st.integers(2, 1_200), seed=st.integers(0, 2**32), least=st.sampled_from([0.6, 0.8, 0.95]))
def test_no_close_pair_is_missed_and_none_comes_twice(count: int, seed: int, least: float) -> None:
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(8, 6))
    vectors = (centres[chance.integers(0, 8, count)] + chance.normal(0, 0.4, (count, 6))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = [
        (min(pair), max(pair))
        for one, other in close_pairs(vectors, least, "", silent)
        for pair in zip(one.tolist(), other.tolist(), strict=True)
    ]
    assert len(set(found)) == len(found)
    products = vectors @ vectors.T
    # Products on the bound may round to either side of it.
    margin = 1e-5
    sure = {(int(i), int(j)) for i, j in zip(*np.nonzero(np.triu(products >= least + margin, 1)), strict=True)}
    assert sure <= set(found)
    assert all(products[pair] >= least - margin for pair in found)


@given(pairs=st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40))
def test_families_are_the_connected_parts_headed_by_their_first_row(pairs: list[tuple[int, int]]) -> None:
    families = Families(30)
    reached = [{row} for row in range(30)]
    for one, other in pairs:
        families.join(one, other)
        together = reached[one] | reached[other]
        for row in together:
            reached[row] = together
    assert families.heads().tolist() == [min(family) for family in reached]
    assert [set(group.tolist()) for group in groups_of(families.heads())] == [
        family for row, family in enumerate(reached) if row == min(family) and len(family) > 1
    ]
