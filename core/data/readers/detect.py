"""Which reader a source is for: told by its first bytes and structure, never by its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data.pictures import resized_pixels
from core.data.raw import RawDataset
from core.data.readers.archive import opened_zip, read_zip
from core.data.readers.fer_csv import read_fer_csv
from core.data.readers.folder import read_folder
from core.data.readers.listing import FoundFile
from core.data.readers.npz import read_npz
from core.data.readers.signatures import FORMATS, is_fer_csv, is_matlab, is_zip, start_of, unknown
from core.data.readers.svhn import PARTS, part_of, read_svhn
from core.errors import WorkbenchError
from core.progress import Progress


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
        raise WorkbenchError(f"{path} is an empty folder.", FORMATS)
    top = [path / file.path for file in files if "/" not in file.path]
    matlab = [file for file in top if is_matlab(start_of(file))]
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
        tables = [file for file in top if _is_table(start_of(file))]
        if len(tables) == 1:
            return _read_file(tables[0], image_size, progress)
    return read_folder(path, files, image_size, progress)


def _is_table(start: bytes) -> bool:
    return start.startswith(b"PK\x03\x04") or is_fer_csv(start)


def _read_file(path: Path, image_size: int | None, progress: Progress) -> RawDataset:
    start = start_of(path)
    if is_zip(start):
        with opened_zip(path) as archive:
            holds_arrays = all(name.endswith(".npy") for name in archive.namelist())
        if not holds_arrays:
            return read_zip(path, image_size, progress)
        return _resized(read_npz(path, progress), image_size, progress)
    if is_matlab(start):
        return _resized(read_svhn({part_of(path): path}, path.stem, progress), image_size, progress)
    if is_fer_csv(start):
        return _resized(read_fer_csv(path, progress), image_size, progress)
    raise unknown(path, start)


def _resized(raw: RawDataset, image_size: int | None, progress: Progress) -> RawDataset:
    if image_size is None or raw.images.shape[1:3] == (image_size, image_size):
        return raw
    images = np.empty((len(raw.images), image_size, image_size, raw.images.shape[3]), np.uint8)
    for row, image in enumerate(raw.images):
        images[row] = resized_pixels(image, (image_size, image_size))
        if row % 256 == 0:
            progress("Resizing images", row, len(images))
    return replace(raw, images=images)
