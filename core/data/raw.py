"""What a reader or a generator hands over, before the cache turns it into an `ImageDataset`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.data.dataset import Labels, SkippedFile, UInt8Images
from core.data.provenance import Provenance


@dataclass(frozen=True, eq=False)
class RawDataset:
    """Labelled images of one size in memory, not yet cached and not yet hashed.

    Attributes:
        name: What to call it on screen, e.g. "svhn" or "street-digits:20000".
        kind: The format: "svhn-mat", "class-folders", "zip", "fer-csv", "npz" or "generated".
        images: uint8 (N, H, W, C), C = 1 (gray) or 3 (RGB).
        labels: int64 (N,), indices into `classes`.
        classes: Class names, in label order.
        splits: The source's own parts in its own words, each a range of rows of `images`; together they cover every
            row once, in order.
        neighbours_related: True where consecutive images are crops of one photograph.
        skipped: Files that could not be read.
        provenance: The picture file of each row; None where the rows have no files of their own.
    """

    name: str
    kind: str
    images: UInt8Images
    labels: Labels
    classes: tuple[str, ...]
    splits: Mapping[str, range]
    neighbours_related: bool = False
    skipped: tuple[SkippedFile, ...] = field(default=())
    provenance: Provenance | None = None
