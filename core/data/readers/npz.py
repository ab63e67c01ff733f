"""NumPy archives of images and labels."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from core.data.dataset import Labels, UInt8Images
from core.data.raw import RawDataset
from core.data.readers.archive import MEMBER_ERRORS, opened_zip
from core.data.readers.layout import WHOLE
from core.errors import WorkbenchError
from core.progress import Progress

Array = npt.NDArray[Any]

_PARTS = {"train": ("train",), "validation": ("validation", "val", "valid"), "test": ("test",)}
_CLASS_NAMES = ("classes", "class_names", "label_names")
_MOST_CLASSES = 10_000
_LARGEST_ARRAY = 16 * 2**30
_BLOCK = 1024
_HINT = "Save it with np.savez(path, images=..., labels=...): images uint8 (N, H, W, C), labels whole numbers (N,)."


def read_npz(path: Path, progress: Progress) -> RawDataset:
    """Read `images` and `labels`, or `x_train`, `y_train`, `x_test`, ... (also `train_images`, `train_labels`, ...).

    `classes` may name the classes; without it they are named after the labels that occur. Images of numbers from 0 to
    1 are scaled to bytes; nothing is ever unpickled.

    Raises:
        WorkbenchError: Arrays are missing, are of objects, or do not fit together.
    """
    with opened_zip(path) as archive:
        members = {name.removesuffix(".npy"): name for name in archive.namelist()}
        pairs = _pairs(path, members)
        parts = {}
        for done, (part, keys) in enumerate(pairs.items()):
            progress("Reading arrays", done, len(pairs))
            images, labels = (_array(path, archive, members[key]) for key in keys)
            parts[part] = _images(path, keys[0], images), _integers(path, keys[1], labels)
        names = next((_names(path, archive, members[key]) for key in _CLASS_NAMES if key in members), None)
    progress("Reading arrays", len(pairs), len(pairs))
    return _assembled(path, parts, names)


def _pairs(path: Path, members: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Names of the image and label arrays by part."""
    found: dict[str, tuple[str, str]] = {}
    for part, words in _PARTS.items():
        candidates = [(f"x_{word}", f"y_{word}") for word in words]
        candidates += [(f"{word}_images", f"{word}_labels") for word in words]
        found.update((part, pair) for pair in candidates if set(pair) <= members.keys())
    if not found and {"images", "labels"} <= members.keys():
        found = {WHOLE: ("images", "labels")}
    if not found:
        raise WorkbenchError(f"{path} has no arrays images and labels, only {', '.join(sorted(members)[:8])}.", _HINT)
    return found


def _array(path: Path, archive: zipfile.ZipFile, member: str) -> Array:
    try:
        with archive.open(member) as stream:
            shape, dtype = _header(stream)
        if dtype.hasobject:
            raise WorkbenchError(f"{member} in {path} is an array of objects, which could run code when opened.", _HINT)
        declared = math.prod(shape) * dtype.itemsize
        if declared > min(_LARGEST_ARRAY, archive.getinfo(member).file_size):
            raise WorkbenchError(f"{member} in {path} is shorter than its header says, or too large to open.", _HINT)
        with archive.open(member) as stream:
            return np.asarray(np.lib.format.read_array(stream, allow_pickle=False))
    except (*MEMBER_ERRORS, MemoryError, SyntaxError, TypeError, KeyError) as error:
        raise WorkbenchError(f"{member} in {path} is damaged.", "Save or download it again.", str(error)) from error


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    return shape, dtype


def _images(path: Path, key: str, array: Array) -> UInt8Images:
    """Any of the usual layouts to uint8 (N, H, W, C)."""
    if array.ndim == 3:
        array = array[..., np.newaxis]
    if array.ndim == 4 and array.shape[3] not in {1, 3} and array.shape[1] in {1, 3}:
        array = array.transpose(0, 2, 3, 1)
    if array.ndim != 4 or array.shape[3] not in {1, 3} or 0 in array.shape:
        raise WorkbenchError(f"{key} in {path} has the shape {array.shape}, not (N, H, W, 1 or 3).", _HINT)
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    return _bytes(path, key, array)


def _bytes(path: Path, key: str, array: Array) -> UInt8Images:
    if array.dtype.kind not in "buif":
        raise WorkbenchError(f"{key} in {path} is of type {array.dtype}, not numbers.", _HINT)
    low, high = float(array.min()), float(array.max())
    if not (low >= 0 and high <= 255):
        raise WorkbenchError(
            f"{key} in {path} has values from {low:g} to {high:g}.",
            "Images must be 0 to 255, or 0 to 1: undo any standardisation before saving.",
        )
    # Fractions up to 1 are shares of full brightness; whole numbers up to 255 are bytes already.
    scale = 255 if array.dtype.kind == "b" or (array.dtype.kind == "f" and high <= 1) else 1
    converted = np.empty(array.shape, np.uint8)
    for start in range(0, len(array), _BLOCK):
        converted[start : start + _BLOCK] = np.rint(array[start : start + _BLOCK] * np.float32(scale))
    return converted


def _integers(path: Path, key: str, array: Array) -> Labels:
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise WorkbenchError(f"{key} in {path} has the shape {array.shape}, not one number an image.", _HINT)
    whole = array.dtype.kind in "bui" or (array.dtype.kind == "f" and bool((array == np.floor(array)).all()))
    if not whole or not np.abs(array).max(initial=0) < 2**53:
        raise WorkbenchError(f"{key} in {path} is not made of whole numbers (its type is {array.dtype}).", _HINT)
    return array.astype(np.int64)


def _names(path: Path, archive: zipfile.ZipFile, member: str) -> tuple[str, ...]:
    array = _array(path, archive, member)
    names = tuple(str(name) for name in array.ravel())
    if array.dtype.kind != "U" or len(set(names)) != len(names):
        raise WorkbenchError(f"{member} in {path} does not name each class once.", "Save it as an array of strings.")
    return names


def _assembled(path: Path, parts: dict[str, tuple[UInt8Images, Labels]], names: tuple[str, ...] | None) -> RawDataset:
    for part, (images, labels) in parts.items():
        if len(images) != len(labels):
            raise WorkbenchError(f'{path} has {len(images):,} images but {len(labels):,} labels in "{part}".', _HINT)
    if len({images.shape[1:] for images, _ in parts.values()}) > 1:
        raise WorkbenchError(f"The parts of {path} have images of different shapes.", _HINT)
    labels = np.concatenate([labels for _, labels in parts.values()])
    classes, labels = _named(path, labels, names)
    splits, start = {}, 0
    for part, (images, _) in parts.items():
        splits[part] = range(start, start + len(images))
        start = splits[part].stop
    stacks = [images for images, _ in parts.values()]
    together = stacks[0] if len(stacks) == 1 else np.concatenate(stacks)
    return RawDataset(path.stem, "npz", together, labels, classes, splits)


def _named(path: Path, labels: Labels, names: tuple[str, ...] | None) -> tuple[tuple[str, ...], Labels]:
    """Class names and labels as indices into them."""
    if names is None:
        found, indices = np.unique(labels, return_inverse=True)
        if len(found) > _MOST_CLASSES or found[0] < 0:
            raise WorkbenchError(
                f"{path} has {len(found):,} different labels from {found[0]} to {found[-1]}: these are no classes.",
                "Labels count from 0.",
            )
        return tuple(map(str, found.tolist())), indices.astype(np.int64)
    if labels.min() < 0 or labels.max() >= len(names):
        raise WorkbenchError(
            f"{path} has labels from {labels.min()} to {labels.max()} but names {len(names)} classes.",
            f"Labels must be 0 to {len(names) - 1}.",
        )
    return names, labels
