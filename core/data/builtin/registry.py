"""The built-in sources by name: which there are, and how to get their images."""

from __future__ import annotations

from functools import partial

from core.data.builtin.chunks import DrawChunk, draw_parts
from core.data.raw import RawDataset
from core.errors import WorkbenchError
from core.progress import Progress, silent

BUILTIN_SOURCES = ("street-digits", "drawn-digits", "sketch-faces")
"""Names by which the built-in sources are asked for, each with an optional size: "street-digits:20000"."""
GENERATOR_VERSION = 1
"""Raised whenever the same name and size give other bytes than before, so that caches are made anew."""
DEFAULT_SIZE = 10_000
SMALLEST_SIZE, LARGEST_SIZE = 100, 200_000

_SEED = 2026
_TEST_SHARE = 0.2


def is_builtin(source: str) -> bool:
    """Whether a source is one of the built-in names, with or without a size (which may still be a bad one)."""
    return source.partition(":")[0] in BUILTIN_SOURCES


def full_name(source: str) -> str:
    """The name with its size, whether it was given with one or not: "street-digits" is "street-digits:10000".

    Raises:
        WorkbenchError: As `generate`.
    """
    name, size = _parse(source)
    return f"{name}:{size}"


def generate(source: str, progress: Progress = silent) -> RawDataset:
    """Draw a built-in dataset: four fifths of its images as split "train", the rest as "test".

    The same name and size give the same bytes, whatever the number of cores. A larger size begins its train and its
    test part with the images of a smaller one, and no train image is a test image of any size.

    Args:
        source: A built-in name, alone (10,000 images) or with a size: "sketch-faces:2000".
        progress: Told several times a second; may cancel.

    Raises:
        WorkbenchError: The name is unknown or the size is not a whole number from 100 to 200,000.
    """
    name, size = _parse(source)
    draw, classes = _generator(name, progress)
    test = round(size * _TEST_SHARE)
    train = size - test
    images, labels = draw_parts(draw, _SEED, (train, test), progress)
    return RawDataset(
        name=f"{name}:{size}",
        kind="generated",
        images=images,
        labels=labels,
        classes=classes,
        splits={"train": range(train), "test": range(train, size)},
    )


def _parse(source: str) -> tuple[str, int]:
    name, colon, text = source.partition(":")
    if name not in BUILTIN_SOURCES:
        raise WorkbenchError(f"There is no built-in source {name!r}.", f"Choose one of: {', '.join(BUILTIN_SOURCES)}.")
    if not colon:
        return name, DEFAULT_SIZE
    digits = text.replace("_", "").replace(",", "")
    size = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
    if not SMALLEST_SIZE <= size <= LARGEST_SIZE:
        raise WorkbenchError(
            f"{source!r} asks for a size of {text!r}.",
            f"Write a whole number of images from {SMALLEST_SIZE:,} to {LARGEST_SIZE:,}, for example {name}:20000.",
        )
    return name, size


def _generator(name: str, progress: Progress) -> tuple[DrawChunk, tuple[str, ...]]:
    """How to draw a chunk of a source, and its classes; imported when asked for, since start-up time counts."""
    if name == "sketch-faces":
        from core.data.builtin import sketch_faces  # noqa: PLC0415

        return sketch_faces.draw_sketch_faces, sketch_faces.CLASSES
    if name == "drawn-digits":
        from core.data.builtin import drawn_digits  # noqa: PLC0415

        return drawn_digits.draw_drawn_digits, drawn_digits.CLASSES
    from core.data.builtin import glyphs, street_digits  # noqa: PLC0415

    return partial(street_digits.draw_street_digits, atlas=glyphs.load_atlas(progress)), street_digits.CLASSES
