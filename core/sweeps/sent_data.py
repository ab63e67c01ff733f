"""A dataset on another machine: found there by its content, or sent there once.

A worker that has the same file, folder or built-in source opens it by that name, and compares the digest. Otherwise it
is sent the bytes, checks their digest, and keeps them in its cache as any other dataset: the next run finds them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.data import cache
from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.data.raw import RawDataset
from core.errors import Cancelled, WorkbenchError
from core.paths import cache_folder
from core.progress import Progress
from core.runs.liveness import FileLock

_BLOCK: Final = 8 * 2**20


class DataDescription(BaseModel):
    """All that is known of a dataset but its pixels and labels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    name: str
    kind: str
    source: str
    classes: tuple[str, ...]
    splits: dict[str, tuple[int, int]]
    shape: tuple[int, int, int, int]
    neighbours_related: bool


def describe(dataset: ImageDataset) -> DataDescription:
    """What a worker has to know of a dataset."""
    height, width, channels = dataset.image_shape
    return DataDescription(
        sha256=dataset.sha256,
        name=dataset.name,
        kind=dataset.kind,
        source=dataset.source,
        classes=dataset.classes,
        splits={name: (rows.start, rows.stop) for name, rows in dataset.splits.items()},
        shape=(len(dataset), height, width, channels),
        neighbours_related=dataset.neighbours_related,
    )


def blocks_of(dataset: ImageDataset) -> Iterator[bytes]:
    """What is sent of it: its labels (int64, little-endian), then its pixels, a few megabytes at a time."""
    yield dataset.labels.astype("<i8").tobytes()
    rows = max(1, _BLOCK // max(1, dataset.images[:1].nbytes))
    for start in range(0, len(dataset), rows):
        yield np.ascontiguousarray(dataset.images[start : start + rows]).tobytes()


def find_or_receive(
    wanted: DataDescription, image_size: int | None, progress: Progress, receive: Callable[[], Iterator[bytes]]
) -> ImageDataset:
    """The dataset on this machine.

    Args:
        wanted: Which.
        image_size: As in `open_dataset`.
        progress: Told while it is read; may raise Cancelled.
        receive: Asks for what `blocks_of` gives, and gives it as it comes.

    Raises:
        WorkbenchError: What was sent is not what was announced, or the cache cannot be written.
    """
    # One at a time on a machine: the second finds in the cache what the first was sent.
    place = cache_folder() / "datasets"
    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / f"receiving-{wanted.sha256[:16]}.lock"):
        return (
            cache.load(_key(wanted)) or _by_name(wanted, image_size, progress) or _received(wanted, progress, receive())
        )


def _key(wanted: DataDescription) -> str:
    return cache.fingerprint({"sent": wanted.model_dump(mode="json")})


def _by_name(wanted: DataDescription, image_size: int | None, progress: Progress) -> ImageDataset | None:
    try:
        dataset = open_dataset(wanted.source, progress=progress, image_size=image_size)
    except Cancelled:
        raise
    except WorkbenchError:
        return None
    return dataset if dataset.sha256 == wanted.sha256 else None


def _received(wanted: DataDescription, progress: Progress, blocks: Iterator[bytes]) -> ImageDataset:
    count = wanted.shape[0]
    labels = np.frombuffer(next(blocks), "<i8").astype(np.int64)
    with tempfile.TemporaryDirectory(dir=cache_folder(), prefix="receiving-") as folder:
        path = Path(folder, "pixels")
        with path.open("wb") as file:
            for block in blocks:
                file.write(block)
                progress("Receiving images", file.tell(), int(np.prod(wanted.shape)))
        images = np.memmap(path, np.uint8, "r", shape=wanted.shape)
        raw = RawDataset(**_facts(wanted), images=images, labels=labels[:count])
        dataset = cache.store(_key(wanted), wanted.source, raw, progress)
        # Windows keeps a file that is mapped.
        del images, raw
    if dataset.sha256 != wanted.sha256:
        raise WorkbenchError(f"{wanted.name} did not arrive as it was sent.", "Try again.")
    return dataset


def _facts(wanted: DataDescription) -> Mapping[str, Any]:
    splits = {name: range(start, stop) for name, (start, stop) in wanted.splits.items()}
    return {
        "name": wanted.name,
        "kind": wanted.kind,
        "classes": wanted.classes,
        "splits": splits,
        "neighbours_related": wanted.neighbours_related,
    }
