"""Decoded datasets on disk, found again by their source's files and shared by their content.

    datasets/objects/<sha256>/images.npy, labels.npy, meta.json    named after the content
    datasets/index/<fingerprint>.json                              what a source is called, and which object it is
    datasets/index/<fingerprint>.files.json                        the picture files of its rows, where it has any

An object is written beside the others under a temporary name and renamed when it is complete, so that no process ever
sees half of one; of two processes that build the same object the second finds it there and drops its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.data.dataset import ImageDataset, Labels, SkippedFile, UInt8Images
from core.data.raw import RawDataset
from core.errors import WorkbenchError
from core.files import write_atomic
from core.paths import cache_folder
from core.progress import Progress

_FORMAT = 2
_BLOCK = 16 * 2**20
_ARRAYS = ("images.npy", "labels.npy")
_ABANDONED_AFTER = 24 * 3600
_DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError)


def fingerprint(parts: Mapping[str, Any]) -> str:
    """Key of a source: a digest of whatever tells it from an earlier state of itself (JSON types only)."""
    return hashlib.sha256(json.dumps({"format": _FORMAT, **parts}, sort_keys=True).encode()).hexdigest()


def content_hash(images: UInt8Images, labels: Labels, classes: tuple[str, ...], progress: Progress) -> str:
    """SHA-256 of shape and dtype, class names, labels (int64, little-endian) and pixels (row-major)."""
    header = {"shape": images.shape, "dtype": str(images.dtype), "classes": classes}
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    digest.update(labels.astype("<i8").tobytes())
    for block in _blocks(images):
        digest.update(block.data)
        progress("Hashing images", 0, 0)
    return digest.hexdigest()


def load(key: str) -> ImageDataset | None:
    """The dataset stored under a fingerprint, its images memory-mapped; None if it is absent or damaged."""
    try:
        entry = json.loads(_index_file(key).read_text(encoding="utf-8"))
        return _opened(entry)
    except _DAMAGE:
        return None


def store(key: str, source: str, raw: RawDataset, progress: Progress) -> ImageDataset:
    """Write what a reader returned and open it from there.

    Args:
        key: Fingerprint of the source.
        source: Absolute path or built-in name.
        raw: The dataset in memory.
        progress: Told how far the writing is; may raise Cancelled, which leaves nothing behind.

    Raises:
        WorkbenchError: The cache cannot be written, for want of room or permission.
    """
    images = np.ascontiguousarray(raw.images)
    sha256 = content_hash(images, raw.labels, raw.classes, progress)
    entry = {
        "sha256": sha256,
        "name": raw.name,
        "kind": raw.kind,
        "source": source,
        "splits": [[name, rows.start, rows.stop] for name, rows in raw.splits.items()],
        "neighbours_related": raw.neighbours_related,
        "skipped": [asdict(skipped) for skipped in raw.skipped],
        "files": _files_name(key) if raw.provenance else None,
    }
    try:
        if not _is_whole(entry):
            _write_object(sha256, images, raw.labels, raw.classes, progress)
        if raw.provenance:
            raw.provenance.save(_index_file(key).with_name(_files_name(key)))
        write_atomic(_index_file(key), json.dumps(entry))
        return _opened(entry)
    except OSError as error:
        raise WorkbenchError(
            f"The cache of decoded datasets in {_root()} cannot be written ({images.nbytes / 2**20:,.0f} MiB are "
            f"needed): {error.strerror or error}.",
            "Free some space, or name a folder on a larger disk in the environment variable WORKBENCH_CACHE.",
            str(error),
        ) from error


def _root() -> Path:
    return cache_folder() / "datasets"


def _index_file(key: str) -> Path:
    return _root() / "index" / f"{key}.json"


def _files_name(key: str) -> str:
    return f"{key}.files.json"


def _object_folder(sha256: str) -> Path:
    return _root() / "objects" / sha256


def _is_whole(entry: Mapping[str, Any]) -> bool:
    try:
        _opened(entry)
    except _DAMAGE:
        return False
    return True


def _opened(entry: Mapping[str, Any]) -> ImageDataset:
    """Map an object into memory; any of `_DAMAGE` if it is not as it was written."""
    folder = _object_folder(entry["sha256"])
    meta = _checked_meta(folder)
    images = np.load(folder / "images.npy", mmap_mode="r", allow_pickle=False)
    labels = np.load(folder / "labels.npy", allow_pickle=False)
    labels.flags.writeable = False
    return ImageDataset(
        name=entry["name"],
        kind=entry["kind"],
        source=entry["source"],
        images=images,
        labels=labels,
        classes=tuple(meta["classes"]),
        splits={name: range(start, stop) for name, start, stop in entry["splits"]},
        sha256=entry["sha256"],
        neighbours_related=entry["neighbours_related"],
        skipped=tuple(SkippedFile(**skipped) for skipped in entry["skipped"]),
        provenance_file=_root() / "index" / entry["files"] if entry["files"] else None,
    )


def _checked_meta(folder: Path) -> dict[str, Any]:
    """What meta.json says; any of `_DAMAGE` if the arrays are not the files it was written for."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    # Hashing gigabytes at each opening would take seconds; a file's size and time give damage away at once.
    for name in _ARRAYS:
        if _stamp(folder / name) != meta["files"][name]:
            raise ValueError(f"{name} has changed since it was written")
    return meta


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _write_object(
    sha256: str, images: UInt8Images, labels: Labels, classes: tuple[str, ...], progress: Progress
) -> None:
    objects = _object_folder(sha256).parent
    objects.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(objects)
    temporary = Path(tempfile.mkdtemp(prefix=".partial-", dir=objects))
    try:
        _write_array(temporary / "images.npy", images, progress)
        _write_array(temporary / "labels.npy", labels, progress)
        files = {name: _stamp(temporary / name) for name in _ARRAYS}
        write_atomic(temporary / "meta.json", json.dumps({"classes": classes, "files": files}))
        _publish(temporary, _object_folder(sha256))
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _publish(temporary: Path, target: Path) -> None:
    """Rename a complete object into place; a damaged one steps aside, a whole one of another process stays."""
    with suppress(*_DAMAGE):
        _checked_meta(target)
        return
    if target.exists():
        discarded = Path(tempfile.mkdtemp(prefix=".partial-", dir=target.parent))
        with suppress(FileNotFoundError):
            target.rename(discarded / target.name)
        shutil.rmtree(discarded, ignore_errors=True)
    try:
        temporary.rename(target)
    except OSError:
        # Another process was faster: what it put there has the same content.
        if not (target / "meta.json").exists():
            raise


def _write_array(path: Path, array: UInt8Images | Labels, progress: Progress) -> None:
    # By write(), not through a memory map: a full disk is then an error instead of a crash.
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, np.lib.format.header_data_from_array_1_0(array))
        written = 0
        for block in _blocks(array):
            stream.write(block.data)
            written += block.nbytes
            progress("Writing the cache", written, array.nbytes)
        stream.flush()
        os.fsync(stream.fileno())


def _blocks(array: UInt8Images | Labels) -> list[Any]:
    """Views of whole rows, together a C-contiguous array, each of about `_BLOCK` bytes."""
    rows = max(1, _BLOCK // max(1, array[:1].nbytes))
    return [array[start : start + rows] for start in range(0, len(array), rows)]


def _remove_abandoned(objects: Path) -> None:
    """Delete what killed processes left half-written."""
    for folder in objects.glob(".partial-*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
