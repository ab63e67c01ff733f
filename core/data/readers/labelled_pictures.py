"""Class folders, on disk or in a zip archive, to a dataset."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

import numpy as np

from core.data.dataset import Labels
from core.data.provenance import Provenance
from core.data.raw import RawDataset
from core.data.readers.decoding import ReadFile, decode_pictures
from core.data.readers.layout import Layout, find_layout
from core.errors import WorkbenchError
from core.progress import Progress


def read_labelled_pictures(
    name: str, kind: str, source: str, paths: Sequence[str], read: ReadFile, image_size: int | None, progress: Progress
) -> RawDataset:
    """Tell parts and classes by the paths, decode the pictures, leave out the bad ones.

    Args:
        name: The dataset's name.
        kind: Its format.
        source: The folder or archive, for messages.
        paths: Relative paths of all files in it.
        read: Returns the bytes of one of them.
        image_size: Side of a square to resize to; None for the pictures' own size.
        progress: Told how many pictures are done.

    Raises:
        WorkbenchError: The folders do not tell classes, or no picture can be read.
    """
    layout = find_layout(paths, source)
    ordered = [path for classes in layout.parts.values() for files in classes.values() for path in files]
    decoded = decode_pictures(ordered, read, image_size, progress)
    if not decoded.readable.any():
        raise WorkbenchError(
            f"None of the {len(ordered):,} files in the class folders of {source} is a picture that can be read.",
            "JPEG, PNG, BMP, WebP and GIF are understood.",
            "\n".join(f"{skipped.file}: {skipped.reason}" for skipped in decoded.skipped[:20]),
        )
    splits = {}
    start = first_file = 0
    for part, classes in layout.parts.items():
        files = sum(map(len, classes.values()))
        stop = start + int(np.count_nonzero(decoded.readable[first_file : first_file + files]))
        if stop > start:
            splits[part] = range(start, stop)
        start, first_file = stop, first_file + files
    return RawDataset(
        name=name,
        kind=kind,
        images=decoded.images,
        labels=_labels(layout)[decoded.readable],
        classes=layout.classes,
        splits=splits,
        skipped=(*layout.ignored, *decoded.skipped),
        provenance=Provenance.of(list(compress(ordered, decoded.readable)), decoded.forms),
    )


def _labels(layout: Layout) -> Labels:
    """int64, one for every path in the layout's order."""
    lengths = [len(files) for classes in layout.parts.values() for files in classes.values()]
    return np.repeat(np.tile(np.arange(len(layout.classes)), len(layout.parts)), lengths).astype(np.int64)
