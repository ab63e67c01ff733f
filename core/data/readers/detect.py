"""Which reader a source is for: told by its first bytes and structure, never by its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from core.data.pictures import resize_picture
from core.data.raw import RawDataset
from core.data.readers.archive import opened_zip, read_zip
from core.data.readers.fer_csv import is_fer_csv, read_fer_csv
from core.data.readers.folder import read_folder
from core.data.readers.listing import FoundFile
from core.data.readers.npz import read_npz
from core.data.readers.svhn import PARTS, is_matlab, is_matlab_73, part_of, read_svhn
from core.errors import WorkbenchError
from core.progress import Progress

_FORMATS = (
    "A dataset is a folder of class folders, a zip of one, SVHN's .mat files, fer2013.csv, "
    "or an .npz with images and labels."
)
_START = 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"GIF8", b"RIFF")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


def read_source(path: Path, files: list[FoundFile], image_size: int | None, progress: Progress) -> RawDataset:
    """Read a folder or a file.

    Args:
        path: The folder or file.
        files: Its listing (for a file: that file alone).
        image_size: Side of a square that the images are resized to; None keeps the source's size.
        progress: Told how far the reading is; may raise Cancelled.

    Raises:
        WorkbenchError: The source is damaged or of no known format; the message names it and says what to do.
    """
    raw = _read_folder(path, files, image_size, progress) if path.is_dir() else _read_file(path, image_size, progress)
    present = np.bincount(raw.labels, minlength=len(raw.classes)) > 0
    if np.count_nonzero(present) < 2:
        only = "".join(name for name, is_present in zip(raw.classes, present, strict=True) if is_present)
        raise WorkbenchError(f'{path} has images of one class only, "{only}".', "A classifier needs at least two.")
    return raw


def _read_folder(path: Path, files: list[FoundFile], image_size: int | None, progress: Progress) -> RawDataset:
    if not files:
        raise WorkbenchError(f"{path} is an empty folder.", _FORMATS)
    top = [path / file.path for file in files if "/" not in file.path]
    matlab = [file for file in top if is_matlab(_start(file))]
    if matlab:
        parts = {part_of(file): file for file in matlab}
        if len(parts) < len(matlab) or (len(parts) > 1 and not parts.keys() <= set(PARTS)):
            raise WorkbenchError(
                f"The .mat files in {path} do not say which part they are.",
                "Name them train_32x32.mat and test_32x32.mat, or open one of them alone.",
            )
        ordered = {part: parts[part] for part in (*PARTS, "all") if part in parts} or parts
        return _resized(read_svhn(ordered, path.name, progress), image_size, progress)
    if len(files) == len(top):
        tables = [file for file in top if _is_table(_start(file))]
        if len(tables) == 1:
            return _read_file(tables[0], image_size, progress)
    return read_folder(path, files, image_size, progress)


def _is_table(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04") or is_fer_csv(start)


def _read_file(path: Path, image_size: int | None, progress: Progress) -> RawDataset:
    start = _start(path)
    if not start:
        raise WorkbenchError(f"{path} is empty.", "Download or copy it again.")
    if start.startswith(b"PK"):
        with opened_zip(path) as archive:
            holds_arrays = all(name.endswith(".npy") for name in archive.namelist())
        if not holds_arrays:
            return read_zip(path, image_size, progress)
        return _resized(read_npz(path, progress), image_size, progress)
    if is_matlab(start):
        return _resized(read_svhn({part_of(path): path}, path.stem, progress), image_size, progress)
    if is_fer_csv(start):
        return _resized(read_fer_csv(path, progress), image_size, progress)
    raise _unknown(path, start)


def _unknown(path: Path, start: bytes) -> WorkbenchError:
    if is_matlab_73(start):
        return WorkbenchError(
            f"{path} is an HDF5 file (MATLAB 7.3), which is not read.", "Save it in MATLAB with the option -v7."
        )
    if start.startswith(_PICTURES):
        return WorkbenchError(f"{path} is one picture, not a dataset.", "Open the folder that has the class folders.")
    if start.startswith(_ARCHIVES) or start[257:262] == b"ustar":
        return WorkbenchError(f"{path} is an archive, but not a zip.", "Unpack it and open the folder instead.")
    if start.startswith(b"\x93NUMPY"):
        return WorkbenchError(
            f"{path} is a single array without labels.", "Save both with np.savez(path, images=..., labels=...)."
        )
    return WorkbenchError(f"{path} is not a dataset that this program reads.", _FORMATS)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_START)
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error


def _resized(raw: RawDataset, image_size: int | None, progress: Progress) -> RawDataset:
    if image_size is None or raw.images.shape[1:3] == (image_size, image_size):
        return raw
    images = np.empty((len(raw.images), image_size, image_size, raw.images.shape[3]), np.uint8)
    for row, image in enumerate(raw.images):
        picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
        images[row] = np.asarray(resize_picture(picture, (image_size, image_size))).reshape(images.shape[1:])
        if row % 256 == 0:
            progress("Resizing images", row, len(images))
    return replace(raw, images=images)
