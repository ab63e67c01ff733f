"""SVHN's cropped digits: MATLAB 5 files with X (32, 32, 3, N) and y (N, 1), in which the label 10 is the digit 0.

Netzer et al., "Reading Digits in Natural Images with Unsupervised Feature Learning", NIPS workshop 2011.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.data.dataset import Labels, UInt8Images
from core.data.raw import RawDataset
from core.data.readers.matlab import MatlabError, list_arrays, read_array
from core.data.roles import role_of
from core.errors import WorkbenchError
from core.progress import Progress

DIGITS = tuple("0123456789")
PARTS = ("train", "test", "extra")
_LARGEST_SIDE = 512
_BLOCK = 4096
_LAYOUT_HINT = "SVHN's cropped digits (format 2) have X, uint8 (32, 32, 3, N), and y, (N, 1)."


class _Shape(NamedTuple):
    height: int
    width: int
    channels: int
    images: int


def part_of(path: Path) -> str:
    """The source's own word in the file's name ("train_32x32.mat"), or "all"."""
    word = path.stem.lower().split("_")[0]
    return word if role_of(word) else "all"


def read_svhn(files: Mapping[str, Path], name: str, progress: Progress) -> RawDataset:
    """Read one or several files, each a part.

    Args:
        files: Path by the part's name, in the order of the dataset's rows.
        name: The dataset's name.
        progress: Told how much of each file is read; may raise Cancelled.

    Raises:
        WorkbenchError: A file is damaged or holds something else.
    """
    shapes = {part: _shape(path) for part, path in files.items()}
    if len({shape[:3] for shape in shapes.values()}) > 1:
        raise WorkbenchError(f"The .mat files of {name} have images of different sizes.", _LAYOUT_HINT)
    height, width, channels, _ = next(iter(shapes.values()))
    total = sum(shape.images for shape in shapes.values())
    images = np.empty((total, height, width, channels), np.uint8)
    labels = np.empty(total, np.int64)
    splits, start = {}, 0
    for part, path in files.items():
        rows = range(start, start + shapes[part].images)
        _fill(path, images[rows.start : rows.stop], labels[rows.start : rows.stop], progress)
        splits[part], start = rows, rows.stop
    return RawDataset(name, "svhn-mat", images, labels, DIGITS, splits, neighbours_related=True)


def _shape(path: Path) -> _Shape:
    """Check the variables' shapes and types before anything is allocated for them."""
    try:
        variables = list_arrays(path)
    except (MatlabError, OSError) as error:
        raise _damaged(path, error) from error
    if missing := [name for name in ("X", "y") if name not in variables]:
        raise WorkbenchError(f"{path} has no variable {' and no '.join(missing)}.", _LAYOUT_HINT)
    shape, kind = variables["X"].shape, variables["X"].dtype
    if len(shape) != 4 or shape[2] not in {1, 3} or not 1 <= max(shape[:2]) <= _LARGEST_SIDE or min(shape) < 1:
        raise WorkbenchError(f"X in {path} has the shape {shape}.", _LAYOUT_HINT)
    if kind != np.uint8:
        raise WorkbenchError(f"X in {path} is of type {kind}, not uint8.", _LAYOUT_HINT)
    if math.prod(variables["y"].shape) != shape[3]:
        raise WorkbenchError(
            f"{path} has {shape[3]:,} images but labels of shape {variables['y'].shape}.", _LAYOUT_HINT
        )
    return _Shape(*shape)


def _fill(path: Path, images: UInt8Images, labels: Labels, progress: Progress) -> None:
    try:
        arrays = list_arrays(path)
        pixels = read_array(path, arrays["X"], partial(progress, f"Reading {path.name}"))
        found = read_array(path, arrays["y"], partial(progress, f"Reading {path.name}"))
    except (MatlabError, OSError) as error:
        raise _damaged(path, error) from error
    # MATLAB's column order makes each picture contiguous: copied in blocks, so that cancelling need not wait.
    for start in range(0, len(images), _BLOCK):
        images[start : start + _BLOCK] = pixels[..., start : start + _BLOCK].transpose(3, 0, 1, 2)
        progress(f"Arranging {path.name}", start, len(images))
    labels[:] = _digits(path, found.ravel())


def _digits(path: Path, found: npt.NDArray[np.generic]) -> Labels:
    if found.dtype.kind not in "uif":
        raise WorkbenchError(f"y in {path} is of type {found.dtype}, not whole numbers.", _LAYOUT_HINT)
    wrong = ~np.isin(found, np.arange(11))
    if wrong.any():
        raise WorkbenchError(
            f"{path} has {np.count_nonzero(wrong):,} labels that are not digits, the first of them {found[wrong][0]}.",
            "Labels are 1 to 9, and 10 (or 0) for the digit 0.",
        )
    return found.astype(np.int64) % 10


def _damaged(path: Path, error: BaseException) -> WorkbenchError:
    return WorkbenchError(f"{path} is a damaged or incomplete MATLAB file.", "Download or copy it again.", str(error))
