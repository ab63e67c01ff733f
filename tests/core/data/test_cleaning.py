"""Images are left out of the parts that they are to be left out of, and nothing else changes."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.cleaning import Cleaning, Excluded, Reason
from core.data.dataset import ImageDataset
from core.data.splits import Partition, partition
from core.errors import WorkbenchError
from core.experiment.division import divide
from core.experiment.recipes import load_recipe
from core.experiment.spec import CleaningSpec

# A picture by its number; 0 is blank. Every class has one that is there once, in each part.
UNIQUE = [(100 + number, number % 2) for number in range(8)]


def made(train: list[tuple[int, int]], test: list[tuple[int, int]]) -> ImageDataset:
    """A dataset of pictures and their labels."""
    entries = [*train, *test]
    images = np.zeros((len(entries), 4, 4, 1), np.uint8)
    for row, (picture, _) in enumerate(entries):
        if picture:
            images[row] = np.random.default_rng(picture).integers(0, 256, (4, 4, 1))
    labels = np.array([label for _, label in entries], np.int64)
    splits = {"train": range(len(train)), "test": range(len(train), len(entries))}
    digest = hashlib.sha256(repr(entries).encode()).hexdigest()
    return ImageDataset("made", "npz", "made", images, labels, ("no", "yes"), splits, digest)


def pictures(dataset: ImageDataset, rows: np.ndarray) -> list[bytes]:
    return [dataset.images[row].tobytes() for row in rows]


def rows_of(result: Partition) -> dict[str, np.ndarray]:
    return {"train": result.train, "validation": result.validation, "test": result.test}


some_entries = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1)), max_size=30)
cleanings = st.builds(
    Cleaning,
    no_blanks=st.booleans(),
    no_conflicts=st.booleans(),
    across_parts=st.sampled_from(["keep", "exclude_from_train", "exclude_from_test"]),
    no_repeats=st.booleans(),
    duplicates=st.sampled_from(["exact", "near"]),
)


@settings(deadline=None)
@given(train=some_entries, test=some_entries, cleaning=cleanings, seed=st.integers(0, 99))
def test_what_remains_has_no_fault_that_was_to_go_and_every_image_that_had_none_is_there(
    train: list[tuple[int, int]], test: list[tuple[int, int]], cleaning: Cleaning, seed: int
) -> None:
    dataset = made([*UNIQUE, *train], [(200, 0), (201, 1), *test])
    before = rows_of(partition(dataset, seed=seed, validation_fraction=0.3))
    result = partition(dataset, seed=seed, validation_fraction=0.3, cleaning=cleaning)
    after = rows_of(result)
    labels_of: dict[bytes, set[int]] = {}
    for row, picture in enumerate(pictures(dataset, np.arange(len(dataset)))):
        labels_of.setdefault(picture, set()).add(int(dataset.labels[row]))
    for part, rows in after.items():
        assert np.isin(rows, before[part]).all()
        assert (np.diff(rows) > 0).all()
        seen = pictures(dataset, rows)
        assert not cleaning.no_blanks or not any(picture == bytes(16) for picture in seen)
        assert not cleaning.no_conflicts or all(len(labels_of[picture]) == 1 for picture in seen)
        assert not cleaning.no_repeats or len(set(seen)) == len(seen)
    contents = [set(pictures(dataset, rows)) for rows in after.values()]
    if cleaning.across_parts != "keep":
        assert sum(map(len, contents)) == len(set().union(*contents))
    out = {part: len(before[part]) - len(after[part]) for part in after}
    assert out == {part: sum(one.images for one in result.excluded if one.part == part) for part in after}
    # A picture that was not blank and not in doubt is still somewhere.
    for rows in before.values():
        for picture in pictures(dataset, rows):
            spared = picture != bytes(16) and len(labels_of[picture]) == 1
            assert not spared or any(picture in content for content in contents)


def test_a_leaked_picture_stays_where_it_was_asked_to_stay() -> None:
    dataset = made([*UNIQUE, (1, 0), (1, 0)], [(200, 0), (201, 1), (1, 0)])
    kept_in_test = partition(dataset, cleaning=Cleaning(across_parts="exclude_from_train"))
    assert 12 in kept_in_test.test
    assert not {8, 9} & {*kept_in_test.train.tolist(), *kept_in_test.validation.tolist()}
    assert sum(one.images for one in kept_in_test.excluded) == 2
    kept_in_train = partition(dataset, cleaning=Cleaning(across_parts="exclude_from_test"))
    assert 12 not in kept_in_train.test
    assert Excluded(Reason.ACROSS, "test", 1) in kept_in_train.excluded


def test_the_first_copy_is_the_one_that_is_kept() -> None:
    dataset = made([*UNIQUE, (1, 0), (2, 1), (1, 0)], [(200, 0), (201, 1), (3, 0), (3, 0)])
    result = partition(dataset, cleaning=Cleaning(no_repeats=True))
    assert 13 in result.test
    assert 14 not in result.test


def test_old_experiments_leave_nothing_out() -> None:
    dataset = made([*UNIQUE, (0, 0), (0, 1), (1, 0), (1, 1)], [(200, 0), (201, 1), (1, 0), (0, 0)])
    recipe = load_recipe("digits-quick")
    assert recipe.data.cleaning == CleaningSpec()
    assert divide(recipe, dataset).excluded == ()


def test_the_experiments_own_words_decide() -> None:
    dataset = made([*UNIQUE, (0, 0), (0, 0)], [(200, 0), (201, 1), (0, 0)])
    recipe = load_recipe("digits-quick")
    cleaning = CleaningSpec(no_blanks=True)
    chosen = recipe.model_copy(update={"data": recipe.data.model_copy(update={"cleaning": cleaning})})
    excluded = divide(chosen, dataset).excluded
    assert sum(one.images for one in excluded) == 3
    assert {one.reason for one in excluded} == {Reason.BLANK}


def test_leaving_out_all_images_of_a_class_is_refused_by_its_name() -> None:
    dataset = made([*UNIQUE[::2], (0, 1), (0, 1)], [(200, 0), (201, 1)])
    with pytest.raises(WorkbenchError, match="no training images of yes"):
        partition(dataset, cleaning=Cleaning(no_blanks=True))
