"""The figures of the face dataset agree with a plain count, and are there in time."""

from __future__ import annotations

import hashlib
import time
import zipfile
from collections import defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path

import numpy as np
import pytest

from core.data.audit.findings import Kind
from core.data.audit.report import audit
from core.data.cleaning import Cleaning, Excluded, Reason
from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.data.splits import partition

SECONDS = 30.0


@pytest.fixture(scope="module")
def archive(shared_data: Path) -> Path:
    return shared_data / "fer" / "face-expression-recognition-dataset.zip"


@pytest.fixture(scope="module")
def faces(archive: Path) -> ImageDataset:
    return open_dataset(archive)


def groups_by(keys: Iterable[Hashable]) -> list[list[int]]:
    found = defaultdict(list)
    for row, key in enumerate(keys):
        found[key].append(row)
    return [rows for rows in found.values() if len(rows) > 1]


def test_exact_figures_agree_with_a_count_of_pixels_and_with_one_of_files(archive: Path, faces: ImageDataset) -> None:
    report = audit(faces)
    by_pixels = groups_by(image.tobytes() for image in faces.images)
    with zipfile.ZipFile(archive) as files:
        by_files = groups_by(hashlib.md5(files.read(name)).hexdigest() for name in report.files)  # noqa: S324
    # In this archive copies are copies of the files: pixels and bytes tell the same.
    assert by_pixels == by_files
    across = [rows for rows in by_pixels if len({faces.split_of(row) for row in rows}) > 1]
    in_conflict = [rows for rows in by_pixels if len({int(faces.labels[row]) for row in rows}) > 1]
    assert (len(by_pixels), len(across), len(in_conflict)) == (1_273, 270, 47)
    for kind, rows in ((Kind.DUPLICATES, by_pixels), (Kind.ACROSS, across), (Kind.CONFLICTS, in_conflict)):
        assert [list(group) for group in report.finding(kind).groups] == rows
    assert report.finding(Kind.BLANK).images == sum(int(image.min()) == int(image.max()) for image in faces.images)


def test_thirty_thousand_faces_are_looked_at_in_time(
    faces: ImageDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    start = time.perf_counter()
    report = audit(faces)
    assert time.perf_counter() - start < SECONDS
    assert report.finding(Kind.NEAR).images > 500
    start = time.perf_counter()
    partition(faces, cleaning=Cleaning(no_repeats=True, duplicates="near"))
    assert time.perf_counter() - start < 1


def test_no_test_face_is_among_the_training_faces_once_copies_are_excluded(faces: ImageDataset) -> None:
    def contents(rows: np.ndarray) -> set[bytes]:
        return {faces.images[row].tobytes() for row in rows}

    before = partition(faces)
    after = partition(faces, cleaning=Cleaning(across_parts="exclude_from_train"))
    leaked = contents(before.test) & contents(before.train)
    assert leaked
    assert not contents(after.test) & (contents(after.train) | contents(after.validation))
    np.testing.assert_array_equal(after.test, before.test)
    assert after.excluded == tuple(
        Excluded(Reason.ACROSS, part, len(rows) - len(kept))
        for part, rows, kept in (
            ("train", before.train, after.train),
            ("validation", before.validation, after.validation),
        )
    )


def test_house_numbers_of_different_photographs_are_no_copies(shared_data: Path) -> None:
    report = audit(open_dataset(shared_data / "svhn"))
    assert report.finding(Kind.NEAR).is_fine
    assert report.finding(Kind.DUPLICATES).is_fine
