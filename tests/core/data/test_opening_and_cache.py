from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.open import open_dataset
from core.errors import Cancelled, WorkbenchError

ROOT = Path(__file__).resolve().parents[3]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_folder_opens_with_numbers_in_order_and_junk_left_out(class_folders: Path, fresh_cache: Path) -> None:
    (class_folders / "train" / "2" / "Thumbs.db").write_bytes(b"junk")
    (class_folders / "train" / "2" / ".DS_Store").write_bytes(b"junk")
    (class_folders / "__MACOSX" / "2").mkdir(parents=True)
    (class_folders / "__MACOSX" / "2" / "0.png").write_bytes(b"junk")
    dataset = open_dataset(class_folders)
    assert dataset.classes == ("2", "10")
    assert dataset.counts("train") == {"2": 6, "10": 6}
    assert dataset.counts("test") == {"2": 3, "10": 3}
    assert dataset.image_shape == (8, 8, 1)
    assert dataset.skipped == ()
    first = np.asarray(Image.open(class_folders / "train" / "2" / "0.png"))
    np.testing.assert_array_equal(dataset.images[0, :, :, 0], first)


def test_the_second_opening_maps_the_first_ones_bytes(class_folders: Path, fresh_cache: Path) -> None:
    first, second = open_dataset(class_folders), open_dataset(class_folders)
    assert isinstance(second.images, np.memmap)
    assert not second.images.flags.writeable
    assert first.sha256 == second.sha256
    np.testing.assert_array_equal(first.images, second.images)


def test_a_changed_source_is_read_again(class_folders: Path, fresh_cache: Path) -> None:
    before = open_dataset(class_folders)
    Image.new("L", (8, 8)).save(class_folders / "train" / "2" / "new.png")
    after = open_dataset(class_folders)
    assert len(after) == len(before) + 1
    assert after.sha256 != before.sha256


def test_equal_data_from_two_places_is_kept_once(class_folders: Path, fresh_cache: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "photos"), "zip", class_folders.parent))
    first, second = open_dataset(class_folders), open_dataset(archive)
    assert (first.kind, second.kind) == ("class-folders", "zip")
    assert first.sha256 == second.sha256
    assert len(list((fresh_cache / "datasets" / "objects").iterdir())) == 1


@pytest.mark.parametrize("damage", ["truncate", "delete", "overwrite", "meta"])
def test_a_damaged_cache_heals_itself(class_folders: Path, fresh_cache: Path, damage: str) -> None:
    expected = np.array(open_dataset(class_folders).images)
    images = next(fresh_cache.rglob("images.npy"))
    if damage == "truncate":
        os.truncate(images, 200)
    elif damage == "delete":
        images.unlink()
    elif damage == "overwrite":
        images.write_bytes(bytes(images.stat().st_size))
    else:
        images.with_name("meta.json").write_text("{")
    np.testing.assert_array_equal(open_dataset(class_folders).images, expected)
    np.testing.assert_array_equal(open_dataset(class_folders).images, expected)


def test_cancelling_at_any_moment_leaves_nothing_behind(class_folders: Path, fresh_cache: Path) -> None:
    stages: list[str] = []
    open_dataset(class_folders, progress=lambda stage, *_: stages.append(stage))
    shutil.rmtree(fresh_cache)
    assert len(set(stages)) >= 4
    for last in range(len(stages)):
        calls = iter(range(len(stages) + 1))

        def cancel(stage: str, done: int, total: int, calls: object = calls, last: int = last) -> None:
            if next(calls) == last:  # type: ignore[call-overload]
                raise Cancelled

        with pytest.raises(Cancelled):
            open_dataset(class_folders, progress=cancel)
        assert files_in(fresh_cache) == []


def test_cancelling_thousands_of_large_pictures_takes_no_time(tmp_path: Path, fresh_cache: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (600, 600, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "one.jpg")
    content = (tmp_path / "one.jpg").read_bytes()
    for name in ("a", "b"):
        (tmp_path / "large" / name).mkdir(parents=True)
        for number in range(100):
            (tmp_path / "large" / name / f"{number}.jpg").write_bytes(content)
    cancelled_at = 0.0

    def cancel(stage: str, done: int, total: int) -> None:
        nonlocal cancelled_at
        if stage == "Decoding pictures" and done:
            cancelled_at = time.perf_counter()
            raise Cancelled

    with pytest.raises(Cancelled):
        open_dataset(tmp_path / "large", progress=cancel, image_size=32)
    assert time.perf_counter() - cancelled_at < 0.5
    assert files_in(fresh_cache) == []


def test_two_processes_may_open_the_same_source_at_once(class_folders: Path, fresh_cache: Path) -> None:
    program = "import sys; from core.data.open import open_dataset; print(open_dataset(sys.argv[1]).sha256)"
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(class_folders)], cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert answers == {open_dataset(class_folders).sha256.encode() + b"\n"}
    assert not list(fresh_cache.rglob(".partial*"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits a process's file size, which Windows cannot")
def test_a_full_disk_is_said_and_leaves_nothing_behind(class_folders: Path, fresh_cache: Path) -> None:
    program = """
import resource, sys
from core.data.open import open_dataset
from core.errors import WorkbenchError
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
try:
    open_dataset(sys.argv[1])
except WorkbenchError as error:
    print(error)
"""
    command = [sys.executable, "-c", program, str(class_folders)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "cannot be written" in said
    assert "WORKBENCH_CACHE" in said
    assert files_in(fresh_cache) == []


def test_opening_from_the_cache_imports_neither_pillow_nor_scipy(class_folders: Path, fresh_cache: Path) -> None:
    open_dataset(class_folders)
    program = (
        "import sys; from core.data.open import open_dataset; open_dataset(sys.argv[1]); "
        "print([name for name in ('PIL', 'scipy', 'httpx') if name in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(class_folders)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_built_in_source_is_drawn_once_and_then_mapped(fresh_cache: Path) -> None:
    dataset = open_dataset("sketch-faces:200")
    assert len(dataset) == 200
    assert dataset.source == "sketch-faces:200"
    stages: list[str] = []
    again = open_dataset("sketch-faces:200", progress=lambda stage, *_: stages.append(stage))
    assert again.sha256 == dataset.sha256
    assert stages == []


def test_a_misspelt_source_gets_a_suggestion(tmp_path: Path, fresh_cache: Path) -> None:
    with pytest.raises(WorkbenchError, match='Did you mean "street-digits"'):
        open_dataset("street-digit:2000")
    with pytest.raises(WorkbenchError, match=r"no file, folder or built-in dataset .*nowhere"):
        open_dataset(tmp_path / "nowhere")
