"""What every source of images becomes: one array of bytes, one of labels, and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

UInt8Images = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SkippedFile:
    """A picture that could not be read, left out of the dataset."""

    file: str
    reason: str


@dataclass(frozen=True, eq=False)
class ImageDataset:
    """Labelled images of one size, as stored: bytes, before any preprocessing.

    Attributes:
        name: What to call it on screen, e.g. "svhn" or "street-digits:20000".
        kind: The format it was read from: "svhn-mat", "class-folders", "zip", "fer-csv", "npz" or "generated".
        source: Where it came from: an absolute path, or the built-in name with its size.
        images: uint8 (N, H, W, C), C = 1 (gray) or 3 (RGB), C-contiguous; a read-only memory map of the cache.
        labels: int64 (N,), indices into `classes`.
        classes: Class names, in label order.
        splits: The source's own parts in its own words ("train", "test", "extra", "validation", or "all" where it has
            none), each a range of rows of `images`. Together they cover every row once.
        sha256: Hex digest of pixels, labels and class names: equal digests mean equal data.
        neighbours_related: True where consecutive images are crops of one photograph (SVHN). A random split would put
            crops of one photograph on both sides, so validation is then cut as one contiguous piece.
        skipped: Files that could not be read.
        provenance_file: What `core.data.provenance.load_provenance` reads: the picture file of each row. None where
            the rows have no files of their own.
    """

    name: str
    kind: str
    source: str
    images: UInt8Images
    labels: Labels
    classes: tuple[str, ...]
    splits: Mapping[str, range]
    sha256: str
    neighbours_related: bool = False
    skipped: tuple[SkippedFile, ...] = field(default=())
    provenance_file: Path | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width, channels of every image."""
        _, height, width, channels = self.images.shape
        return height, width, channels

    def split_of(self, row: int) -> str:
        """The source's part that a row belongs to; empty where there is no such row."""
        return next((name for name, rows in self.splits.items() if row in rows), "")

    def counts(self, split: str) -> dict[str, int]:
        """Images per class in one of the source's parts, by class name in label order."""
        rows = self.splits[split]
        counts = np.bincount(self.labels[rows.start : rows.stop], minlength=len(self.classes))
        return dict(zip(self.classes, counts.tolist(), strict=True))
