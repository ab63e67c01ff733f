from __future__ import annotations

import time
import zipfile
from pathlib import Path

import numpy as np

from core.data.open import open_dataset

FER_TRAIN = {"angry": 3995, "disgust": 436, "fear": 4097, "happy": 7215, "neutral": 4965, "sad": 4830, "surprise": 3171}
FER_VALIDATION = {"angry": 467, "disgust": 56, "fear": 496, "happy": 895, "neutral": 607, "sad": 653, "surprise": 415}


def test_svhn_files_give_every_digit_under_its_label(shared_data: Path) -> None:
    dataset = open_dataset(shared_data / "svhn")
    assert {name: len(rows) for name, rows in dataset.splits.items()} == {"train": 5586, "test": 1410}
    assert dataset.image_shape == (32, 32, 3)
    assert dataset.kind == "svhn-mat"
    assert dataset.neighbours_related
    assert dataset.counts("test")["0"] == 101


def test_faces_open_from_the_zip_with_the_published_counts_and_at_once_the_second_time(shared_data: Path) -> None:
    archive = shared_data / "fer" / "face-expression-recognition-dataset.zip"
    dataset = open_dataset(archive)
    assert dataset.counts("train") == FER_TRAIN
    assert dataset.counts("validation") == FER_VALIDATION
    assert dataset.image_shape == (48, 48, 1)
    assert isinstance(dataset.images, np.memmap)
    start = time.perf_counter()
    assert open_dataset(archive).sha256 == dataset.sha256
    assert time.perf_counter() - start < 0.3


def test_the_same_pictures_unpacked_are_the_same_data(shared_data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared_data / "fer" / "face-expression-recognition-dataset.zip") as archive:
        some = [name for name in archive.namelist() if "/disgust/" in name or "/validation/surprise/" in name]
        some += [name for name in archive.namelist() if "/train/surprise/" in name][:50]
        archive.extractall(tmp_path / "unpacked", some)
        with zipfile.ZipFile(tmp_path / "again.zip", "w") as again:
            for name in some:
                again.writestr(name, archive.read(name))
    from_folder = open_dataset(tmp_path / "unpacked")
    assert from_folder.sha256 == open_dataset(tmp_path / "again.zip").sha256
    assert from_folder.counts("validation") == {"disgust": 56, "surprise": 415}
