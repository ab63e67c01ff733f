"""FER2013's table: a row a face, with columns emotion, pixels and (optionally) Usage, in any order.

Goodfellow et al., "Challenges in Representation Learning", ICML workshop 2013.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.data.dataset import SkippedFile
from core.data.raw import RawDataset
from core.data.readers.signatures import column_names
from core.errors import WorkbenchError
from core.progress import Progress

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_PARTS = {"training": "train", "publictest": "validation", "privatetest": "test"}
_ORDER = ("train", "validation", "test", "all")
_LARGEST_SIDE = 512
_HINT = "FER2013 has the columns emotion (0 to 6), pixels (48 x 48 numbers from 0 to 255) and Usage."


class _Face(NamedTuple):
    part: str
    label: int
    pixels: npt.NDArray[np.uint8]


class _BadLineError(Exception):
    """What is wrong with one line."""


def read_fer_csv(path: Path, progress: Progress) -> RawDataset:
    """Read the table; lines that are not a face are skipped and listed.

    The parts Training, PublicTest and PrivateTest become train, validation and test, as in the challenge.

    Raises:
        WorkbenchError: The file is not text, or no line of it is a face.
    """
    faces: dict[str, list[_Face]] = {part: [] for part in _ORDER}
    skipped: list[SkippedFile] = []
    for number, face in _faces(path, progress):
        if isinstance(face, _Face):
            faces[face.part].append(face)
        else:
            skipped.append(SkippedFile(f"{path.name}, line {number}", face))
    ordered = [face for part in _ORDER for face in faces[part]]
    if not ordered:
        reason = skipped[0].reason if skipped else "there is none"
        raise WorkbenchError(f"{path} has no line that is a face: {reason}.", _HINT)
    side = math.isqrt(len(ordered[0].pixels))
    splits, start = {}, 0
    for part in filter(faces.get, _ORDER):
        splits[part] = range(start, start + len(faces[part]))
        start = splits[part].stop
    return RawDataset(
        name=path.stem,
        kind="fer-csv",
        images=np.stack([face.pixels for face in ordered]).reshape(-1, side, side, 1),
        labels=np.array([face.label for face in ordered], np.int64),
        classes=EMOTIONS,
        splits=splits,
        skipped=tuple(skipped),
    )


def _faces(path: Path, progress: Progress) -> Iterator[tuple[int, _Face | str]]:
    """Line number, and the face or what is wrong with the line. The first face decides the size of all."""
    size = path.stat().st_size
    expected = None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        lines = csv.reader(_counted(text, size, progress))
        try:
            columns = column_names(next(lines))
            for fields in lines:
                if not fields:
                    continue
                try:
                    face = _face(dict(zip(columns, fields, strict=False)), expected)
                    expected = len(face.pixels)
                    yield lines.line_num, face
                except _BadLineError as error:
                    yield lines.line_num, str(error)
        except csv.Error as error:
            raise WorkbenchError(
                f"{path} is not a readable table from line {lines.line_num} on.", "Download it again.", str(error)
            ) from error


def _counted(lines: Iterator[str], size: int, progress: Progress) -> Iterator[str]:
    done = 0
    for number, line in enumerate(lines):
        done += len(line)
        if number % 100 == 0:
            progress("Reading the table", min(done, size), size)
        yield line


def _face(fields: dict[str, str], expected: int | None) -> _Face:
    try:
        label = int(fields["emotion"])
        values = np.array(fields["pixels"].split(), np.int64)
    except (KeyError, ValueError, OverflowError):
        raise _BadLineError("the line is cut off or not made of numbers") from None
    if not 0 <= label < len(EMOTIONS):
        raise _BadLineError(f"emotion {label} is not 0 to {len(EMOTIONS) - 1}")
    side = math.isqrt(len(values))
    if not 1 <= side <= _LARGEST_SIDE or side * side != len(values) or (expected and len(values) != expected):
        raise _BadLineError(f"it has {len(values):,} pixels instead of {expected or 48 * 48:,}")
    if values.min() < 0 or values.max() > 255:
        raise _BadLineError("a pixel is not from 0 to 255")
    usage = fields.get("usage", "all").strip().lower()
    if usage != "all" and usage not in _PARTS:
        raise _BadLineError(f'Usage "{usage[:40]}" is unknown')
    return _Face(_PARTS.get(usage, "all"), label, values.astype(np.uint8))
