"""Generating images in parallel with a result that does not depend on how the work was divided."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

import numpy as np

from core.data.dataset import Labels, UInt8Images
from core.progress import Progress

CHUNK = 100
"""Images drawn in one step: enough to vectorise over, few enough to cancel within a tenth of a second or two."""

DrawChunk = Callable[[np.random.Generator, int], tuple[UInt8Images, Labels]]
"""Draws that many images, (count, H, W, C) uint8, and their labels, from a random generator."""


def draw_parts(draw: DrawChunk, seed: int, sizes: tuple[int, ...], progress: Progress) -> tuple[UInt8Images, Labels]:
    """Draw the parts of a dataset one after the other.

    Image `i` of part `p` depends on `(seed, p, i)` alone: a larger dataset begins each of its parts with the images of
    the smaller one, and no image of one part is ever in another.

    Args:
        draw: The generator of one chunk; called from several threads, NumPy releases the lock in most of its work.
        seed: Seed of the source.
        sizes: Images in each part.
        progress: Told after every chunk, from the calling thread; what it raises ends the work.
    """
    chunks = [(part, start) for part, size in enumerate(sizes) for start in range(0, size, CHUNK)]
    images, labels, total = [], [], sum(sizes)
    with _workers() as pool:
        progress("Drawing images", 0, total)
        futures = [pool.submit(_draw_one, draw, (seed, part, start // CHUNK)) for part, start in chunks]
        _wait_for(futures, total, progress)
        for (part, start), future in zip(chunks, futures, strict=True):
            pixels, names = future.result()
            images.append(pixels[: sizes[part] - start])
            labels.append(names[: sizes[part] - start])
    return np.concatenate(images), np.concatenate(labels)


def _draw_one(draw: DrawChunk, key: tuple[int, int, int]) -> tuple[UInt8Images, Labels]:
    # Always a whole chunk: where its images are cut off must not change the random numbers of those before.
    images, labels = draw(np.random.default_rng(key), CHUNK)
    return np.ascontiguousarray(images), labels


def _wait_for(futures: list[Future[tuple[UInt8Images, Labels]]], total: int, progress: Progress) -> None:
    pending = set(futures)
    while pending:
        finished, pending = wait(pending, timeout=0.05, return_when=FIRST_COMPLETED)
        for future in finished:
            future.result()
        done = total * (len(futures) - len(pending)) // len(futures)
        progress("Drawing images", done, total)


@contextmanager
def _workers() -> Iterator[ThreadPoolExecutor]:
    """A thread a core; on an exception the chunks not begun are dropped."""
    pool = ThreadPoolExecutor(min(os.cpu_count() or 1, 8), thread_name_prefix="draw")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
