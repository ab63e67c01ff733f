"""Thousands of picture files to one array, in parallel and within bounded memory."""

from __future__ import annotations

import math
import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice, takewhile
from threading import Event
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.data.dataset import SkippedFile, UInt8Images
from core.data.pictures import decode_with_form, picture_size, pixels, quiet_decoding, resize_picture
from core.data.provenance import PictureForm
from core.errors import WorkbenchError
from core.progress import Progress

ReadFile = Callable[[str], bytes]
Size = tuple[int, int]
Result = TypeVar("Result")

LARGEST_COMMON_SIDE = 96
FALLBACK_SIZE = (64, 64)
# Above this, guessing wrong costs more than measuring all headers first.
_LARGEST_GUESS = 256
_CHUNK = 32
_LARGEST_ARRAY = 8 * 2**30


@dataclass(frozen=True, eq=False)
class DecodedPictures:
    """What became of a list of files.

    Attributes:
        images: uint8 (K, H, W, C) of the K files that could be read, in their order.
        readable: bool (N,), which of the N files they are.
        skipped: The other files.
        forms: What each of the K files held, before its picture was converted and resized.
    """

    images: UInt8Images
    readable: npt.NDArray[np.bool_]
    skipped: tuple[SkippedFile, ...]
    forms: tuple[PictureForm, ...]


class _MixedSizesError(Exception):
    """Pictures turned out to differ in size while one size was hoped for."""


def decode_pictures(
    paths: Sequence[str], read: ReadFile, image_size: int | None, progress: Progress
) -> DecodedPictures:
    """Decode files to images of one size: gray if every one of them is, RGB otherwise.

    The size is the pictures' own where they agree, else the most common one if its sides are at most
    `LARGEST_COMMON_SIDE` pixels, else `FALLBACK_SIZE`; others are resized to it.

    Args:
        paths: Names to give to `read` and to put into messages.
        read: Returns a file's bytes; called from several threads. A WorkbenchError skips the file.
        image_size: Side of a square that overrides that rule.
        progress: Told how many pictures are done; may raise Cancelled.
    """
    with quiet_decoding():
        first = next(filter(None, (_measure(path, read) for path in paths)), FALLBACK_SIZE)
        decode = partial(_decode, paths, read, progress=progress, in_threads=max(first) > LARGEST_COMMON_SIDE)
        if image_size is not None:
            return decode((image_size, image_size))
        if max(first) <= _LARGEST_GUESS:
            # Most datasets have one size: finding that out while decoding saves a pass over all headers.
            with suppress(_MixedSizesError):
                return decode(first, resize=False)
        return decode(_choose_size(paths, read, progress))


def _measure(path: str, read: ReadFile) -> Size | None:
    try:
        return picture_size(read(path), path)
    except WorkbenchError:
        return None


def _choose_size(paths: Sequence[str], read: ReadFile, progress: Progress) -> Size:
    measured = _one_by_one(lambda path: _measure(path, read), paths, "Measuring pictures", progress)
    with closing(measured):
        sizes = Counter(size for size in measured if size)
    most_common = sizes.most_common(1)[0][0] if sizes else FALLBACK_SIZE
    return most_common if len(sizes) <= 1 or max(most_common) <= LARGEST_COMMON_SIDE else FALLBACK_SIZE


def _decode(
    paths: Sequence[str],
    read: ReadFile,
    size: Size,
    progress: Progress,
    *,
    in_threads: bool,
    resize: bool = True,
) -> DecodedPictures:
    def decode(path: str) -> tuple[UInt8Images, PictureForm] | SkippedFile:
        try:
            picture, form = decode_with_form(read(path), path)
        except WorkbenchError as error:
            return SkippedFile(path, error.message)
        if not resize and picture.size != (size[1], size[0]):
            raise _MixedSizesError
        return pixels(resize_picture(picture, size)), form

    stack = _ImageStack(len(paths), size)
    readable = np.zeros(len(paths), bool)
    skipped: list[SkippedFile] = []
    forms: list[PictureForm] = []
    map_pictures = _in_threads if in_threads else _one_by_one
    with closing(map_pictures(decode, paths, "Decoding pictures", progress)) as results:
        for row, result in enumerate(results):
            if isinstance(result, SkippedFile):
                skipped.append(result)
            else:
                image, form = result
                stack.append(image)
                forms.append(form)
                readable[row] = True
    return DecodedPictures(stack.images(), readable, tuple(skipped), tuple(forms))


class _ImageStack:
    """Images of one size, appended one by one; turns from gray to RGB at the first picture with colour."""

    def __init__(self, capacity: int, size: Size) -> None:
        self._length = 0
        self._images = self._allocated((capacity, *size, 1))

    def append(self, image: UInt8Images) -> None:
        if image.shape[2] > self._images.shape[3]:
            gray = self._images
            self._images = self._allocated((*gray.shape[:3], 3))
            self._images[: self._length] = gray[: self._length]
        self._images[self._length] = image
        self._length += 1

    def images(self) -> UInt8Images:
        return self._images[: self._length]

    @staticmethod
    def _allocated(shape: tuple[int, int, int, int]) -> UInt8Images:
        count, height, width, _ = shape
        needed = math.prod(shape)
        if needed > _LARGEST_ARRAY:
            raise WorkbenchError(
                f"{count:,} pictures of {width} x {height} pixels need {needed / 2**30:,.0f} GiB of memory.",
                "Choose a smaller image size, such as 64.",
            )
        return np.empty(shape, np.uint8)


def _one_by_one(
    work: Callable[[str], Result], paths: Sequence[str], stage: str, progress: Progress
) -> Generator[Result, None, None]:
    """Map `work` over `paths` in this thread: small pictures spend their time in Python, where threads only contend."""
    for done, path in enumerate(paths):
        if done % _CHUNK == 0:
            progress(stage, done, len(paths))
        yield work(path)
    progress(stage, len(paths), len(paths))


def _in_threads(
    work: Callable[[str], Result], paths: Sequence[str], stage: str, progress: Progress
) -> Generator[Result, None, None]:
    """Map `work` over `paths` in order, a few chunks ahead of the consumer, so that memory stays bounded."""
    stopped = Event()
    workers = os.cpu_count() or 1

    def work_through(chunk: Sequence[str]) -> list[Result]:
        return [work(path) for path in takewhile(lambda _: not stopped.is_set(), chunk)]

    chunks = (paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK))
    with ThreadPoolExecutor(workers) as pool:
        try:
            ahead = deque(pool.submit(work_through, chunk) for chunk in islice(chunks, 2 * workers))
            done = 0
            while ahead:
                results = _awaited(ahead.popleft(), partial(progress, stage, done, len(paths)))
                ahead.extend(pool.submit(work_through, chunk) for chunk in islice(chunks, 1))
                done += len(results)
                yield from results
            progress(stage, done, len(paths))
        finally:
            # Also reached by Cancelled: nothing decodes on behind the caller's back.
            stopped.set()
            pool.shutdown(cancel_futures=True)


def _awaited(future: Future[Result], report: Callable[[], None]) -> Result:
    """The future's result; `report` is called at least every twentieth of a second until then."""
    report()
    while not wait([future], timeout=0.05).done:
        report()
    return future.result()
