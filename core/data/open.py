"""The one way to a dataset: from a folder, a file or a built-in name, through the cache."""

from __future__ import annotations

import difflib
from pathlib import Path

from core.data import cache
from core.data.builtin import registry
from core.data.combined import PLUS, combine
from core.data.dataset import ImageDataset
from core.data.readers import READER_VERSION
from core.data.readers.listing import FoundFile, describe_file, list_files
from core.errors import WorkbenchError
from core.files import exists
from core.progress import Progress, silent

LARGEST_IMAGE_SIZE = 512


def open_dataset(source: str | Path, *, progress: Progress = silent, image_size: int | None = None) -> ImageDataset:
    """Open a dataset; the first time it is read and cached, from then on mapped from the cache.

    Args:
        source: A folder, a file, or a built-in name with an optional size ("street-digits:20000"). A built-in name
            wins over a file of that name: write "./street-digits" for the file. Several, with " + " between them, are
            one dataset: the first, and the others' images to train on beside it (see `core.data.combined`).
        progress: Told how far the work is; may raise Cancelled.
        image_size: Side in pixels of a square that the images of a folder or file are resized to; None keeps the
            source's own size.

    Raises:
        WorkbenchError: There is no such source, or it cannot be read; the message names it.
    """
    if image_size is not None and not 1 <= image_size <= LARGEST_IMAGE_SIZE:
        raise WorkbenchError(f"The image size {image_size} is not from 1 to {LARGEST_IMAGE_SIZE} pixels.")
    if isinstance(source, str) and PLUS in source and not exists(Path(source)):
        return _open_together(source, image_size, progress)
    if isinstance(source, str) and registry.is_builtin(source):
        return _open_builtin(source, progress)
    return _open_files(_existing(source), image_size, progress)


def _open_together(sources: str, image_size: int | None, progress: Progress) -> ImageDataset:
    names = sources.split(PLUS)
    if not all(name.strip() for name in names):
        raise WorkbenchError(
            f'"{sources}" names no source beside a plus sign.', 'Write it like "svhn + street-digits:10000".'
        )
    return combine([open_dataset(name, progress=progress, image_size=image_size) for name in names], progress)


def _open_files(path: Path, image_size: int | None, progress: Progress) -> ImageDataset:
    files = sorted(list_files(path, progress)) if path.is_dir() else [describe_file(path)]
    key = cache.fingerprint({"source": str(path), "files": files, "image_size": image_size, "reader": READER_VERSION})
    return cache.load(key) or _read(key, path, files, image_size, progress)


def _read(key: str, path: Path, files: list[FoundFile], image_size: int | None, progress: Progress) -> ImageDataset:
    # Pillow is imported only now: opening from the cache is to take no time.
    from core.data.readers.detect import read_source  # noqa: PLC0415

    return cache.store(key, str(path), read_source(path, files, image_size, progress), progress)


def _open_builtin(source: str, progress: Progress) -> ImageDataset:
    name = registry.full_name(source)
    key = cache.fingerprint({"builtin": name, "generator": registry.GENERATOR_VERSION})
    return cache.load(key) or cache.store(key, name, registry.generate(name, progress), progress)


def _existing(source: str | Path) -> Path:
    path = Path(source).expanduser().absolute()
    try:
        if path.is_dir() or path.is_file():
            return path
    except (OSError, ValueError) as error:
        raise WorkbenchError(f"{source} is not a name that a file can have.", details=str(error)) from error
    hint = f"Give a folder, a file, or a built-in name: {', '.join(registry.BUILTIN_SOURCES)}."
    near = difflib.get_close_matches(str(source).partition(":")[0], registry.BUILTIN_SOURCES, n=1)
    if near:
        hint = f'Did you mean "{near[0]}"? {hint}'
    raise WorkbenchError(f"There is no file, folder or built-in dataset {source}.", hint)
