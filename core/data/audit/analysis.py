"""What the audit and the cleaning of experiments look at in images: found once for the same data, then kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.audit.blocks import Floats, Rows
from core.data.audit.contrast import contrasts
from core.data.audit.copies import first_copies
from core.data.audit.likeness import first_likenesses
from core.data.dataset import ImageDataset
from core.kept_arrays import Arrays, keep_arrays, load_arrays
from core.paths import cache_folder
from core.progress import Progress, silent

_VERSION = 1


@dataclass(frozen=True, eq=False)
class Surface:
    """What is told by each image's own pixels.

    Attributes:
        first_copy: int64 (N,), the first row with the same pixels.
        contrast: float32 (N,), the standard deviation of brightness; 0 where there is one colour throughout.
    """

    first_copy: Rows
    contrast: Floats


def surface_of(dataset: ImageDataset, progress: Progress = silent) -> Surface:
    """Copies and contrasts of a dataset's images: about a second for 30,000 small ones the first time."""
    arrays = _kept(_file(dataset, "surface"), len(dataset), lambda: _surface(dataset, progress))
    return Surface(np.asarray(arrays["first_copy"], np.int64), np.asarray(arrays["contrast"], np.float32))


def likenesses_of(dataset: ImageDataset, progress: Progress = silent) -> Rows:
    """For each image the first row that shows its picture, int64 (N,): some seconds for 30,000 the first time."""

    def found() -> Arrays:
        surface = surface_of(dataset, progress)
        return {"first": first_likenesses(dataset.images, surface.first_copy, surface.contrast, progress)}

    return np.asarray(_kept(_file(dataset, "likeness"), len(dataset), found)["first"], np.int64)


def is_analysed(dataset: ImageDataset) -> bool:
    """Whether all that an audit needs is on disk."""
    return _file(dataset, "surface").exists() and _file(dataset, "likeness").exists()


def _surface(dataset: ImageDataset, progress: Progress) -> Arrays:
    return {
        "first_copy": first_copies(dataset.images, progress),
        "contrast": contrasts(dataset.images, progress),
    }


def _file(dataset: ImageDataset, name: str) -> Path:
    return cache_folder() / "audit" / f"{dataset.sha256}-{name}-{_VERSION}.npz"


def _kept(path: Path, length: int, make: Callable[[], Arrays]) -> Arrays:
    """What the file holds, an entry an image; made, and written where that is possible, if it holds nothing whole."""
    arrays = load_arrays(path)
    if not arrays or any(len(array) != length for array in arrays.values()):
        arrays = make()
        keep_arrays(path, arrays)
    return arrays
