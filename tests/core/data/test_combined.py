"""Several sources as one dataset."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.combined import combine
from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.data.provenance import load_provenance
from core.data.splits import partition
from core.errors import WorkbenchError

pytestmark = pytest.mark.usefixtures("fresh_cache")


def made(name: str, classes: tuple[str, ...], parts: dict[str, int], *, side: int = 2) -> ImageDataset:
    count = sum(parts.values())
    rng = np.random.default_rng(len(name))
    splits, start = {}, 0
    for part, size in parts.items():
        splits[part] = range(start, start + size)
        start += size
    images = rng.integers(0, 256, (count, side, side, 1), np.uint8)
    labels = np.arange(count) % len(classes)
    return ImageDataset(name, "npz", f"/{name}.npz", images, labels, classes, splits, name, neighbours_related=True)


def test_the_first_keeps_its_parts_and_the_others_are_trained_on() -> None:
    first = made("first", ("a", "b", "c"), {"train": 20, "test": 7})
    other = made("other", ("c", "a"), {"train": 6, "test": 4})

    both = combine([first, other])
    divided = partition(both, validation_fraction=0.2)

    assert dict(both.splits) == {"train": range(20), "test": range(20, 27), "added": range(27, 37)}
    assert np.array_equal(both.images, np.concatenate([first.images, other.images]))
    assert [both.classes[label] for label in both.labels[27:]] == ["c", "a"] * 5
    assert divided.train.tolist() == [*range(16), *range(27, 37)]
    assert divided.validation.tolist() == [*range(16, 20)]
    assert divided.test.tolist() == [*range(20, 27)]
    assert divided.origins["train"] == ("train", "added")


def test_of_a_source_in_one_piece_test_and_validation_are_cut_as_without_the_others() -> None:
    first = made("first", ("a", "b"), {"all": 40})
    alone, together = partition(first), partition(combine([first, made("other", ("a", "b"), {"all": 8})]))

    assert together.test.tolist() == alone.test.tolist()
    assert together.validation.tolist() == alone.validation.tolist()
    assert together.train.tolist() == [*alone.train.tolist(), *range(40, 48)]


def test_files_are_opened_together_by_their_names_and_again_by_the_name_of_the_whole(class_folders: Path) -> None:
    both = open_dataset(f"{class_folders} + {class_folders}")
    again = open_dataset(both.source)
    files = load_provenance(both.provenance_file)

    assert (again.sha256, again.splits) == (both.sha256, both.splits)
    assert both.name == "photos + photos"
    assert len(both) == 36
    assert files is not None
    assert files.files[18:] == files.files[:18]


def test_a_file_whose_name_has_a_plus_in_it_is_one_source(class_folders: Path) -> None:
    renamed = class_folders.rename(class_folders.with_name("cats + dogs"))
    assert open_dataset(str(renamed)).name == "cats + dogs"


def test_images_of_two_sizes_are_refused_until_one_is_chosen(class_folders: Path) -> None:
    with pytest.raises(WorkbenchError, match="8 x 8 x 1 and 32 x 32 x 3") as refused:
        open_dataset(f"{class_folders} + street-digits:100")
    assert "image size" in str(refused.value.hint)


@pytest.mark.parametrize("sources", [" + street-digits:100", "street-digits:100 + ", "street-digits:100 +  + ."])
def test_a_plus_sign_with_nothing_beside_it_does_not_open_the_current_folder(sources: str) -> None:
    with pytest.raises(WorkbenchError, match="names no source beside a plus sign"):
        open_dataset(sources)


def test_a_class_that_the_first_does_not_have_is_named() -> None:
    with pytest.raises(WorkbenchError, match="other has the classes d, which first does not have"):
        combine([made("first", ("a", "b"), {"all": 4}), made("other", ("a", "d"), {"all": 4})])
