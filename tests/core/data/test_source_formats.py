from __future__ import annotations

import io
import stat
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.io import savemat

from core.data.raw import RawDataset
from core.data.readers.detect import read_source
from core.data.readers.listing import describe_file, list_files
from core.errors import WorkbenchError
from core.progress import silent


def read(path: Path, image_size: int | None = None) -> RawDataset:
    files = list_files(path, silent) if path.is_dir() else [describe_file(path)]
    return read_source(path, files, image_size, silent)


def png(size: tuple[int, int] = (8, 8), colour: object = 7, mode: str = "L") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, "PNG")
    return stream.getvalue()


def folder_of(root: Path, pictures: dict[str, bytes]) -> Path:
    for name, content in pictures.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def zip_of(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def mat_of(path: Path, count: int = 12, **changes: object) -> Path:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3, count), np.uint8)
    labels = (np.arange(count) % 10 + 1).astype(np.uint8)[:, None]
    savemat(path, {"X": pixels, "y": labels} | changes, appendmat=False)
    return path


def fer_of(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(["emotion,pixels,Usage", *lines]) + "\n")
    return path


def face(emotion: object, usage: str = "Training", pixels: str = " ".join(["7"] * 2304)) -> str:
    return f"{emotion},{pixels},{usage}"


# SVHN


def test_svhn_label_10_is_the_digit_0_and_images_stand_upright(tmp_path: Path) -> None:
    pixels = np.zeros((32, 32, 3, 12), np.uint8)
    pixels[5, 9, 2, 3] = 200
    raw = read(mat_of(tmp_path / "some.mat", X=pixels))
    assert raw.labels[:11].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    assert raw.images[3, 5, 9, 2] == 200
    assert raw.splits == {"all": range(12)}


def test_svhn_folder_is_told_by_content_and_its_parts_by_their_names(tmp_path: Path) -> None:
    mat_of(tmp_path / "test_32x32.mat", 11)
    mat_of(tmp_path / "train_32x32.mat", 20)
    mat_of(tmp_path / "extra_32x32.mat", 30)
    raw = read(tmp_path)
    assert raw.splits == {"train": range(20), "test": range(20, 31), "extra": range(31, 61)}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"X": np.zeros((32, 32, 12), np.uint8)}, "shape"),
        ({"X": np.zeros((32, 32, 3, 12))}, "float|double"),
        ({"y": np.full((12, 1), 11)}, "not digits"),
        ({"y": np.ones((5, 1))}, "12 images"),
        ({"y": np.ones((12, 1))}, "one class only"),
    ],
)
def test_a_mat_file_of_something_else_says_what(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    with pytest.raises(WorkbenchError, match=problem) as caught:
        read(mat_of(tmp_path / "x.mat", **changes))
    assert "x.mat" in caught.value.message
    assert caught.value.hint


def test_matlab_73_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "x.mat").write_bytes(b"MATLAB 7.3 MAT-file".ljust(512, b" ") + b"\x89HDF\r\n\x1a\n")
    with pytest.raises(WorkbenchError, match=r"7\.3.*-v7"):
        read(tmp_path / "x.mat")


# Class folders and zips


def test_flat_and_wrapped_folders_are_understood(tmp_path: Path) -> None:
    pictures = {"data/set/cat/1.png": png(), "data/set/dog/1.png": png(), "data/README.txt": b"hello"}
    raw = read(folder_of(tmp_path, pictures))
    assert raw.classes == ("cat", "dog")
    assert raw.splits == {"all": range(2)}
    zipped = read(zip_of(tmp_path / "named-wrongly.csv", pictures))
    assert (zipped.kind, zipped.splits) == ("zip", raw.splits)


def test_one_bad_picture_is_left_out_and_listed(tmp_path: Path) -> None:
    pictures = {"train/a/1.png": png(), "train/a/2.png": b"no", "train/b/1.png": png(), "test/a/1.png": png()}
    raw = read(folder_of(tmp_path, pictures | {"test/b/1.png": png(), "test/b/2.png": png()[:40]}))
    assert [skipped.file for skipped in raw.skipped] == ["train/a/2.png", "test/b/2.png"]
    assert raw.splits == {"train": range(2), "test": range(2, 4)}
    assert raw.labels.tolist() == [0, 1, 0, 1]


def test_unlabelled_pictures_beside_the_parts_are_mentioned(tmp_path: Path) -> None:
    raw = read(folder_of(tmp_path, {"train/a/1.png": png(), "train/b/1.png": png(), "test/1.png": png()}))
    assert raw.splits == {"train": range(2)}
    assert raw.skipped[0].file == "test"


def test_colour_anywhere_makes_the_dataset_rgb(tmp_path: Path) -> None:
    pictures = {"a/1.png": png(), "a/2.png": png(), "b/1.png": png(colour=(255, 0, 0), mode="RGB")}
    raw = read(folder_of(tmp_path, pictures))
    assert raw.images[:, 0, 0].tolist() == [[7, 7, 7], [7, 7, 7], [255, 0, 0]]


def test_mixed_sizes_meet_at_the_most_common_or_64(tmp_path: Path) -> None:
    small = {"a/1.png": png((20, 10)), "a/2.png": png((20, 10)), "b/1.png": png((30, 30))}
    assert read(folder_of(tmp_path / "small", small)).images.shape == (3, 10, 20, 1)
    large = {"a/1.png": png((200, 100)), "a/2.png": png((200, 100)), "b/1.png": png((30, 30))}
    assert read(folder_of(tmp_path / "large", large)).images.shape == (3, 64, 64, 1)
    equal = {"a/1.png": png((200, 100)), "b/1.png": png((200, 100))}
    assert read(folder_of(tmp_path / "equal", equal)).images.shape == (2, 100, 200, 1)
    assert read(tmp_path / "equal", image_size=24).images.shape == (2, 24, 24, 1)


@pytest.mark.parametrize(
    ("pictures", "problem"),
    [
        ({}, "empty folder"),
        ({"1.png": png(), "2.png": png()}, "no class folders"),
        ({"a/1.png": png()}, "one class only"),
        ({"a/1.png": b"x", "b/1.png": b"y"}, "None of the 2 files"),
        ({"train/a/1.png": png(), "train/b/1.png": png(), "test/a/1.png": png()}, "same classes: b"),
    ],
)
def test_a_folder_that_is_no_dataset_says_why(tmp_path: Path, pictures: dict[str, bytes], problem: str) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(WorkbenchError, match=problem) as caught:
        read(folder_of(tmp_path / "mine", pictures))
    assert "mine" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["../a/1.png", "/etc/a/1.png", "a/../../1.png", "C:\\a\\1.png"])
def test_a_zip_that_reaches_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbenchError, match="leads outside"):
        read(zip_of(tmp_path / "slip.zip", {"a/1.png": png(), "b/1.png": png(), name: png()}))


def test_a_zip_with_links_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a/link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(WorkbenchError, match="leads outside"):
        read(tmp_path / "link.zip")


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_of(tmp_path / "locked.zip", {"a/1.png": png(), "b/1.png": png()}).read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(content)
    with pytest.raises(WorkbenchError, match=r"locked\.zip is protected by a password"):
        read(tmp_path / "locked.zip")


def test_a_zip_that_explodes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    content = zip_of(tmp_path / "bomb.zip", {f"{name}/1.png": bytes(1000) for name in "ab"}).read_bytes()
    small, huge = (1000).to_bytes(4, "little"), (2_000_000_000).to_bytes(4, "little")
    (tmp_path / "bomb.zip").write_bytes(content.replace(small, huge))
    with pytest.raises(WorkbenchError, match="would expand"):
        read(tmp_path / "bomb.zip")


def test_truncated_and_empty_files_say_so(tmp_path: Path) -> None:
    whole = zip_of(tmp_path / "whole.zip", {f"{name}/1.png": png() for name in "ab"}).read_bytes()
    cases = {"cut.zip": whole[:-30], "empty.zip": zip_of(tmp_path / "none.zip", {}).read_bytes(), "nothing.mat": b""}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(WorkbenchError, match=rf"{name} is (a damaged|an empty|empty)"):
            read(tmp_path / name)


# fer2013.csv


def test_fer_csv_gives_the_challenges_parts_and_label_order(tmp_path: Path) -> None:
    lines = [face(3), face(6, "PublicTest"), face(0), face(4, "PrivateTest")]
    raw = read(fer_of(tmp_path / "anything.txt", lines))
    assert raw.splits == {"train": range(2), "validation": range(2, 3), "test": range(3, 4)}
    assert [raw.classes[label] for label in raw.labels] == ["happy", "angry", "neutral", "sad"]
    assert raw.images.shape == (4, 48, 48, 1)


def test_bad_lines_of_fer_csv_are_left_out_and_listed(tmp_path: Path) -> None:
    bad = [face(9), face(1, pixels="1 2 3"), face(1, pixels=" ".join(["256"] * 2304)), face("x"), face(1, "Other"), "3"]
    raw = read(fer_of(tmp_path / "fer.csv", [face(0), *bad, face(1)]))
    assert len(raw.images) == 2
    assert [skipped.file for skipped in raw.skipped] == [f"fer.csv, line {number}" for number in range(3, 9)]
    with pytest.raises(WorkbenchError, match=r"fer\.csv has no line that is a face"):
        read(fer_of(tmp_path / "fer.csv", bad))


# NPZ


def test_npz_with_parts_names_and_fractions(tmp_path: Path) -> None:
    fractions = np.linspace(0, 1, 6 * 4, dtype=np.float32).reshape(6, 2, 2)
    np.savez(
        tmp_path / "x.npz",
        x_train=fractions,
        y_train=np.array([0, 1, 0, 1, 1, 0]),
        x_test=fractions[:2],
        y_test=np.array([[0], [1]]),
        classes=np.array(["cat", "dog"]),
    )
    raw = read(tmp_path / "x.npz")
    assert raw.classes == ("cat", "dog")
    assert raw.splits == {"train": range(6), "test": range(6, 8)}
    np.testing.assert_array_equal(raw.images[:6, :, :, 0], np.rint(fractions * 255))


def test_npz_without_names_calls_classes_by_their_labels(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", images=np.zeros((3, 4, 4, 3), np.uint8), labels=np.array([5, 2, 5]))
    raw = read(tmp_path / "x.npz")
    assert (raw.classes, raw.labels.tolist()) == (("2", "5"), [1, 0, 1])


@pytest.mark.parametrize(
    ("arrays", "problem"),
    [
        ({"images": np.array([{}, {}], object)}, "array of objects"),
        ({"images": np.zeros((2, 4))}, "shape"),
        ({"images": np.zeros((2, 4, 4, 4), np.uint8)}, "shape"),
        ({"images": np.full((2, 4, 4), -1.0)}, "values from -1"),
        ({"images": np.full((2, 4, 4), np.nan)}, "values from nan"),
        ({"images": np.array([["a"] * 2] * 2).reshape(2, 1, 2, 1)}, "not numbers"),
        ({"labels": np.array([0, 1, 1])}, "2 images but 3 labels"),
        ({"labels": np.array([0.5, 1])}, "whole numbers"),
        ({"labels": np.array([0, 2]), "classes": np.array(["a", "b"])}, "labels from 0 to 2"),
        ({"labels": np.array([-1, 2])}, "no classes"),
        ({"labels": np.array([1, 1])}, "one class only"),
    ],
)
def test_npz_of_something_else_says_what(tmp_path: Path, arrays: dict[str, np.ndarray], problem: str) -> None:
    content = {"images": np.zeros((2, 4, 4), np.uint8), "labels": np.array([0, 1])} | arrays
    np.savez(tmp_path / "x.npz", **content)
    with pytest.raises(WorkbenchError, match=problem) as caught:
        read(tmp_path / "x.npz")
    assert "x.npz" in caught.value.message
    assert caught.value.hint


def test_a_file_of_another_kind_says_what_it_is(tmp_path: Path) -> None:
    cases = {b"\x89PNG\r\n": "one picture", b"7z\xbc\xaf\x27": "not a zip", b"\x93NUMPY": "single array"}
    for start, problem in (cases | {b"\x80\x04\x95": "not a dataset"}).items():
        (tmp_path / "x.dat").write_bytes(start.ljust(600, b"\x00"))
        with pytest.raises(WorkbenchError, match=rf"x\.dat is .*{problem}"):
            read(tmp_path / "x.dat")


def _valid_sources() -> dict[str, bytes]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        np.savez(folder / "npz", images=np.zeros((4, 4, 4), np.uint8), labels=np.array([0, 1, 0, 1]))
        mat_of(folder / "mat")
        zip_of(folder / "zip", {f"{part}/{number}.png": png() for part in "ab" for number in range(2)})
        fer_of(folder / "csv", [face(0), face(1)])
        return {path.name: path.read_bytes() for path in folder.iterdir()}


SOURCES = _valid_sources()


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kind=st.sampled_from(sorted(SOURCES)))
def test_damaged_files_of_every_format_end_in_a_message_at_worst(data: st.DataObject, kind: str) -> None:
    content = bytearray(SOURCES[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    with TemporaryDirectory() as folder, suppress(WorkbenchError):
        path = Path(folder) / "damaged"
        path.write_bytes(content)
        raw = read(path)
        assert len(raw.images) == len(raw.labels)
        assert 0 <= raw.labels.min() <= raw.labels.max() < len(raw.classes)
