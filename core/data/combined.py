"""One source together with others: the first keeps its parts, all images of the others are there to be trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.data import cache
from core.data.dataset import ImageDataset, Labels
from core.data.provenance import Provenance, load_provenance
from core.data.raw import RawDataset
from core.data.roles import Role
from core.errors import WorkbenchError
from core.progress import Progress, silent

PLUS: Final = " + "
"""Between the names of sources that belong together."""

KIND: Final = "combined"


def combine(datasets: Sequence[ImageDataset], progress: Progress = silent) -> ImageDataset:
    """Join datasets; what is chosen and reported on comes from the first alone.

    Args:
        datasets: Two or more, with images of one shape. Classes are matched by name; the others need not have all of
            the first's.
        progress: Told how far the work is; may raise Cancelled.

    Returns:
        A dataset with the first's parts and a part "added", which is trained on beside the first's training part.

    Raises:
        WorkbenchError: Shapes differ, or a class is unknown to the first.
    """
    first, *others = datasets
    for other in others:
        _check(first, other)
    key = cache.fingerprint({"combined": [_identity(dataset) for dataset in datasets]})
    source = PLUS.join(dataset.source for dataset in datasets)
    return cache.load(key) or cache.store(key, source, _joined(first, others), progress)


def _identity(dataset: ImageDataset) -> list[object]:
    parts = [[name, rows.start, rows.stop] for name, rows in dataset.splits.items()]
    return [dataset.source, dataset.sha256, parts]


def _check(first: ImageDataset, other: ImageDataset) -> None:
    if other.image_shape != first.image_shape:
        sizes = " and ".join("{1} x {0} x {2}".format(*dataset.image_shape) for dataset in (first, other))
        raise WorkbenchError(
            f"{first.name} and {other.name} have images of {sizes}: they cannot be trained on together.",
            "Choose an image size that both are converted to.",
        )
    unknown = [name for name in other.classes if name not in first.classes]
    if unknown:
        raise WorkbenchError(
            f"{other.name} has the classes {', '.join(unknown)}, which {first.name} does not have.",
            "Put the source that has all classes first.",
        )


def _joined(first: ImageDataset, others: list[ImageDataset]) -> RawDataset:
    datasets = [first, *others]
    return RawDataset(
        name=PLUS.join(dataset.name for dataset in datasets),
        kind=KIND,
        images=np.concatenate([dataset.images for dataset in datasets]),
        labels=np.concatenate([_labels(dataset, first.classes) for dataset in datasets]),
        classes=first.classes,
        splits={**first.splits, Role.ADDED.value: range(len(first), sum(map(len, datasets)))},
        neighbours_related=first.neighbours_related,
        skipped=tuple(skipped for dataset in datasets for skipped in dataset.skipped),
        provenance=_provenance(datasets),
    )


def _labels(dataset: ImageDataset, classes: tuple[str, ...]) -> Labels:
    return np.asarray([classes.index(name) for name in dataset.classes], np.int64)[dataset.labels]


def _provenance(datasets: list[ImageDataset]) -> Provenance | None:
    """Of all rows, or of none: generated images have no files."""
    known = [load_provenance(dataset.provenance_file) for dataset in datasets]
    files: list[str] = []
    forms = []
    for one in known:
        if one is None:
            return None
        files += one.files
        forms += [one.forms[place] for place in one.form_of]
    return Provenance.of(files, forms)
