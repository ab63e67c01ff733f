"""Everybody finds the same images in a source, and is measured with a cache that is empty."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.benchmarks.loading.loaders import FolderLoop, KerasFolders, PillowLoop
from core.benchmarks.loading.race import race
from core.errors import WorkbenchError

IMAGES = 24


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    path = tmp_path / "faces.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for number in range(IMAGES):
            picture = tmp_path / f"{number}.png"
            Image.fromarray(rng.integers(0, 255, (12, 12)).astype(np.uint8)).save(picture)
            opened.write(picture, f"images/{('train', 'validation')[number % 2]}/{'abc'[number % 3]}/{picture.name}")
    return path


def test_everybody_finds_all_images_and_ours_is_the_measure(archive: Path) -> None:
    ours, again, *others = race(archive, 2, others=(PillowLoop, FolderLoop))
    assert [row.images for row in (ours, again, *others)] == [IMAGES] * 4
    assert ours.seconds is not None
    assert ours.ours_to_this is None
    assert again.seconds is not None
    assert again.seconds.median < ours.seconds.median
    for row in others:
        assert row.seconds is not None
        assert row.ours_to_this is not None
        assert row.ours_to_this.median == pytest.approx(row.seconds.median / ours.seconds.median, rel=0.9)


@pytest.mark.slow
def test_keras_finds_them_too(archive: Path) -> None:
    *_, keras = race(archive, 1, others=(KerasFolders,))
    assert keras.images == IMAGES or keras.unavailable


def test_a_source_that_nobody_compares_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="neither a zip file nor a folder with SVHN's files"):
        race(tmp_path, 1)
