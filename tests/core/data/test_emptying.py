"""Emptying the cache takes what can be made again, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.emptying import cache_bytes, empty_cache
from core.data.open import open_dataset
from core.errors import Cancelled
from core.paths import cache_folder
from core.progress import silent

SOURCES = ("street-digits:100", "drawn-digits:100")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    downloads = cache_folder() / "downloads" / "svhn"
    downloads.mkdir(parents=True)
    (downloads / "train.mat").write_bytes(b"from the network")
    predictions = cache_folder() / "predictions"
    predictions.mkdir()
    (predictions / "answers.npz").write_bytes(bytes(100))
    (predictions / ".answers.npz.partial").write_bytes(bytes(7))
    return cache_folder()


def test_datasets_come_back_the_same_and_downloads_and_what_is_kept_stay(cache: Path) -> None:
    kept, gone = (open_dataset(source) for source in SOURCES)
    images = np.array(gone.images)
    freed = empty_cache({kept.sha256}, silent)
    assert freed >= gone.images.nbytes + 100
    assert (cache / "downloads" / "svhn" / "train.mat").is_file()
    assert {path.name for path in (cache / "predictions").iterdir()} == {".answers.npz.partial"}
    assert {path.name for path in (cache / "datasets" / "objects").iterdir()} == {kept.sha256}
    again = open_dataset(SOURCES[1])
    assert again.sha256 == gone.sha256
    np.testing.assert_array_equal(again.images, images)


def test_whoever_has_a_dataset_open_can_go_on_reading_it(cache: Path) -> None:
    dataset = open_dataset(SOURCES[0])
    before = np.array(dataset.images)
    empty_cache((), silent)
    np.testing.assert_array_equal(dataset.images, before)


def test_its_size_is_of_what_would_go_and_nothing_without_a_cache(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_bytes(silent) == 107
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "none"))
    assert cache_bytes(silent) == 0
    assert empty_cache((), silent) == 0


def test_cancelling_leaves_whole_datasets(cache: Path) -> None:
    for source in SOURCES:
        open_dataset(source)

    def cancel(stage: str, done: int, total: int) -> None:
        if stage.startswith("Emptying") and done:
            raise Cancelled

    with pytest.raises(Cancelled):
        empty_cache((), cancel)
    left = list((cache / "datasets" / "objects").iterdir())
    assert all((folder / "meta.json").is_file() for folder in left)
