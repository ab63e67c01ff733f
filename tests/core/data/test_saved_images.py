"""Images of a dataset as picture files: every pixel, in folders that tell the class."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.open import open_dataset
from core.data.saved_images import save_images, spread_over
from core.data.splits import rows_of_split
from core.errors import WorkbenchError


@pytest.mark.parametrize("source", ["street-digits:200", "sketch-faces:200"])
def test_saved_images_are_read_again_pixel_by_pixel_with_their_classes(source: str, tmp_path: Path) -> None:
    dataset = open_dataset(source)
    rows = rows_of_split(dataset, "test")
    files = save_images(dataset, rows, tmp_path / "new" / "images")
    again = open_dataset(tmp_path / "new" / "images")
    assert len(files) == len(again) == len(rows)
    names = [dataset.classes[label] for label in dataset.labels[rows]]
    assert [file.parent.name for file in files] == names
    assert sorted(names) == sorted(again.classes[label] for label in again.labels)
    stored = {image.tobytes() for image in dataset.images[rows]}
    assert {np.ascontiguousarray(image).tobytes() for image in again.images} == stored


def test_a_few_are_spread_over_all_since_sources_stand_class_by_class() -> None:
    assert spread_over(np.arange(10, 20), 4).tolist() == [10, 12, 15, 17]
    assert spread_over(np.arange(10, 13), 9).tolist() == [10, 11, 12]
    assert spread_over(np.arange(0), 3).tolist() == []


def test_nothing_is_mixed_with_what_is_there_or_written_elsewhere(tmp_path: Path) -> None:
    dataset = open_dataset("street-digits:100")
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(WorkbenchError, match="something in"):
        save_images(dataset, np.arange(3), tmp_path)
    with pytest.raises(WorkbenchError, match="cannot be written"):
        save_images(dataset, np.arange(3), tmp_path / "kept.txt" / "below")
    for name in ("../up", "..", "a/b", ""):
        upward = replace(dataset, classes=(name, *dataset.classes[1:]))
        with pytest.raises(WorkbenchError, match="No folder can be called"):
            save_images(upward, np.arange(3), tmp_path / "images")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
