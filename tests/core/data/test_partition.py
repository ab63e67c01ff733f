from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.dataset import ImageDataset
from core.data.splits import Partition, default_split, partition, rows_of_split
from core.errors import WorkbenchError

CLASSES = ("angry", "disgust", "fear", "happy")


def made(parts: dict[str, list[int]], *, related: bool = False) -> ImageDataset:
    labels = np.array([label for part in parts.values() for label in part], np.int64)
    splits, start = {}, 0
    for name, part in parts.items():
        splits[name] = range(start, start + len(part))
        start += len(part)
    images = np.zeros((len(labels), 1, 1, 1), np.uint8)
    return ImageDataset("made", "npz", "made", images, labels, CLASSES, splits, "0", neighbours_related=related)


def balanced(count: int) -> list[int]:
    return [label for _ in range(count) for label in range(4)]


def everything(result: Partition) -> list[int]:
    return sorted([*result.train.tolist(), *result.validation.tolist(), *result.test.tolist()])


many_labels = st.lists(st.integers(0, 3), max_size=120).map(lambda more: [*balanced(4), *more])


@given(train=many_labels, test=many_labels, seed=st.integers(0, 2**32), fraction=st.floats(0.05, 0.5))
def test_no_image_is_lost_or_used_twice_and_every_class_is_cut_in_proportion(
    train: list[int], test: list[int], seed: int, fraction: float
) -> None:
    dataset = made({"train": train, "test": test})
    result = partition(dataset, seed=seed, validation_fraction=fraction)
    assert everything(result) == list(range(len(dataset)))
    np.testing.assert_array_equal(result.test, rows_of_split(dataset, "test"))
    for label in range(4):
        cut = np.count_nonzero(dataset.labels[result.validation] == label)
        assert abs(cut - fraction * train.count(label)) <= 1
    again = partition(dataset, seed=seed, validation_fraction=fraction)
    np.testing.assert_array_equal(result.validation, again.validation)


@given(labels=many_labels, seed=st.integers(0, 2**32), related=st.booleans())
def test_a_source_without_parts_is_divided_into_three(labels: list[int], seed: int, related: bool) -> None:
    dataset = made({"all": sorted(labels) if not related else labels}, related=related)
    result = partition(dataset, seed=seed, test_fraction=0.2)
    assert everything(result) == list(range(len(dataset)))
    assert abs(len(result.test) - 0.2 * len(dataset)) <= 4
    assert result.origins == {"train": ("all",), "validation": ("all",), "test": ("all",)}


def test_crops_of_one_photograph_stay_on_one_side() -> None:
    result = partition(made({"train": balanced(25), "test": balanced(5)}, related=True))
    assert result.validation.tolist() == list(range(90, 100))
    assert result.train.tolist() == list(range(90))


def test_a_different_seed_draws_different_images() -> None:
    dataset = made({"train": balanced(50), "test": balanced(5)})
    assert partition(dataset, seed=1).validation.tolist() != partition(dataset, seed=2).validation.tolist()


def test_of_two_parts_the_one_beside_train_is_reported_on_whatever_its_name() -> None:
    for name in ("test", "validation", "holdout"):
        dataset = made({"train": balanced(20), name: balanced(5)})
        result = partition(dataset)
        assert default_split(dataset) == name
        assert result.test.tolist() == list(range(80, 100))
        assert result.origins == {"train": ("train",), "validation": ("train",), "test": (name,)}


def test_three_parts_are_used_as_they_are() -> None:
    dataset = made({"Training": balanced(20), "val": balanced(3), "test": balanced(5)})
    result = partition(dataset)
    assert (len(result.train), len(result.validation), len(result.test)) == (80, 12, 20)
    assert default_split(dataset) == "test"


def test_extra_images_are_trained_on_only_when_asked_for() -> None:
    dataset = made({"train": balanced(20), "test": balanced(5), "extra": balanced(50)})
    assert partition(dataset).train.max() < 80
    with_extra = partition(dataset, include_extra=True)
    assert set(range(100, 300)) <= set(with_extra.train.tolist())
    assert set(with_extra.validation.tolist()) == set(partition(dataset).validation.tolist())
    with pytest.raises(WorkbenchError, match='no "extra"'):
        partition(made({"train": balanced(20), "test": balanced(5)}), include_extra=True)


def test_chosen_classes_get_labels_of_their_own_in_the_datasets_order() -> None:
    dataset = made({"train": balanced(20), "test": balanced(5)})
    result = partition(dataset, ["happy", "angry"])
    assert result.classes == ("angry", "happy")
    assert set(dataset.labels[result.train]) == {0, 3}
    np.testing.assert_array_equal(result.labels[result.test], np.where(dataset.labels[result.test] == 3, 1, 0))
    assert result.labels[1] == -1


def test_a_misspelt_class_or_split_gets_a_suggestion() -> None:
    dataset = made({"train": balanced(20), "test": balanced(5)})
    with pytest.raises(WorkbenchError, match='Did you mean "happy"'):
        partition(dataset, ["Hapy", "angry"])
    with pytest.raises(WorkbenchError, match='Did you mean "test"'):
        rows_of_split(dataset, "tests")
    with pytest.raises(WorkbenchError, match="at least two classes"):
        partition(dataset, ["happy"])


def test_parts_that_cannot_be_told_apart_are_not_guessed_at() -> None:
    with pytest.raises(WorkbenchError, match="cannot be told"):
        partition(made({"north": balanced(5), "south": balanced(5)}))


def test_a_class_without_training_images_is_named() -> None:
    with pytest.raises(WorkbenchError, match="no training images of happy"):
        partition(made({"train": [0, 1, 2] * 10, "test": balanced(3)}))
