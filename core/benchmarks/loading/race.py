"""Everybody loads the same source, in a process of its own each time, in turns."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pydantic import BaseModel, ConfigDict

from core.benchmarks.apart import apart
from core.benchmarks.loading.loaders import (
    FolderLoop,
    KerasFolders,
    Loader,
    Ours,
    OursAgain,
    PillowLoop,
    SciPyLoadmat,
)
from core.benchmarks.measure import Spread, ratio
from core.errors import WorkbenchError
from core.progress import Progress, silent

ROUNDS: Final = 5


class LoadingRow(BaseModel):
    """One loader.

    Attributes:
        unavailable: Why nothing was measured; the figures are then None.
        images: How many it found.
        seconds: From the path to pixels and labels, without the imports.
        ours_to_this: How many times as fast ours is, the first time.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    unavailable: str | None = None
    images: int | None = None
    seconds: Spread | None = None
    ours_to_this: Spread | None = None


def race(
    source: Path, rounds: int = ROUNDS, progress: Progress = silent, *, others: Sequence[type[Loader]] | None = None
) -> list[LoadingRow]:
    """Load an archive of pictures in folders, or SVHN's files, by everybody who can.

    Args:
        source: A zip file of pictures in folders of classes, or a folder with SVHN's files.
        rounds: Turns of each.
        progress: Told before every turn and while it lasts; may raise Cancelled.
        others: Whom to compare with; None for everybody who reads such a source.

    Raises:
        WorkbenchError: The source is neither, or a loader fails at it.
    """
    loaders: tuple[type[Loader], ...] = (Ours, OursAgain, *(_others_for(source) if others is None else others))
    found: dict[type[Loader], list[_Turn]] = {loader: [] for loader in loaders}
    with TemporaryDirectory(prefix="workbench-loading-") as name:
        place = Path(name)
        folder = _unpacked(source, place / "pictures") if zipfile.is_zipfile(source) else source
        for number in range(rounds):
            first = number % len(loaders)
            for turn, loader in enumerate(loaders[first:] + loaders[:first]):
                done, total = number * len(loaders) + turn, rounds * len(loaders)
                waiting = partial(progress, f"Loading: {loader.name}", done, total)
                found[loader].append(_turn(loader, folder if loader.needs_folder else source, place, waiting))
    return _rows(found)


class _Turn(BaseModel):
    """What one process says: how long it took and how many images there were, or why it could not."""

    seconds: float = 0.0
    images: int = 0
    unavailable: str | None = None


def _others_for(source: Path) -> tuple[type[Loader], ...]:
    if source.is_file() and zipfile.is_zipfile(source):
        return (PillowLoop, FolderLoop, KerasFolders)
    if source.is_dir() and any(source.glob("*_32x32.mat")):
        return (SciPyLoadmat,)
    raise WorkbenchError(
        f"{source} is neither a zip file nor a folder with SVHN's files.",
        "Give a zip file of pictures in folders of classes, or the folder of train_32x32.mat and test_32x32.mat.",
    )


def _unpacked(source: Path, folder: Path) -> Path:
    with zipfile.ZipFile(source) as archive:
        archive.extractall(folder)
    return folder


def _turn(loader: type[Loader], source: Path, place: Path, waiting: Callable[[], None]) -> _Turn:
    """One loading by a new process, with a cache of its own."""
    cache = place / "cache"
    try:
        return apart(_measured, loader, source, cache, waiting=waiting)
    finally:
        shutil.rmtree(cache, ignore_errors=True)


def _measured(kind: type[Loader], source: Path, cache: Path) -> _Turn:
    os.environ["WORKBENCH_CACHE"] = str(cache)
    loader = kind()
    reason = loader.available()
    if reason:
        return _Turn(unavailable=reason)
    if isinstance(loader, OursAgain):
        loader.load(source)
    began = time.perf_counter()
    images = loader.load(source)
    return _Turn(seconds=time.perf_counter() - began, images=images)


def _rows(found: dict[type[Loader], list[_Turn]]) -> list[LoadingRow]:
    ours = [turn.seconds for turn in found[Ours]]
    return [_row(loader, turns, ours) for loader, turns in found.items()]


def _row(loader: type[Loader], turns: Sequence[_Turn], ours: Sequence[float]) -> LoadingRow:
    if turns[0].unavailable:
        return LoadingRow(name=loader.name, unavailable=turns[0].unavailable)
    seconds = [turn.seconds for turn in turns]
    return LoadingRow(
        name=loader.name,
        images=turns[0].images,
        seconds=Spread.of(seconds),
        ours_to_this=ratio(seconds, ours) if loader not in (Ours, OursAgain) else None,
    )
