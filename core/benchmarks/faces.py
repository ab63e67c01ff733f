"""How well faces are found: in photographs, tilted, small in a large scene, and where there are none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict

from core.benchmarks.scenes import SIZE, draw_scene
from core.data.dataset import ImageDataset, UInt8Images
from core.data.open import open_dataset
from core.data.photos import Photo, load_photo, photo_of
from core.data.picture_files import find_pictures
from core.progress import Progress, silent
from core.vision.boxes import Box
from core.vision.faces import FaceFinder, face_finder

_TILT: Final = 20
_SMALL: Final = (40, 52)
# Sides of photographs in a scene with two of them.
_LARGE, _BESIDE = 420, (44, 90)
_SCENES: Final = 50
_CROPS: Final = 1_000
_SEED: Final = 4_096
# Of what box and face cover together, this share in common tells that it is that face.
_IS_THE_FACE: Final = 0.3

Case = tuple[Photo, tuple[Box, ...]]
"""A picture, and where the faces are in it."""


class Task(BaseModel):
    """What came of one kind of pictures.

    Attributes:
        name: The kind.
        pictures: How many there are.
        found: In how many of them every face was found; None where there is none.
        false: How many boxes were found that are no face.
        seconds: Median time for one, until there is a face to ask about.
        seconds_for_others: Median time after that, until all are found.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    pictures: int
    found: int | None
    false: int
    seconds: float
    seconds_for_others: float


def measure_faces(photos: Path, crops: str | None, progress: Progress = silent) -> list[Task]:
    """Look for faces in all kinds of pictures.

    Args:
        photos: A folder of photographs of one face each, cut tightly.
        crops: A source of pictures without a face, such as SVHN's crops; none are looked at where it is None.
        progress: Told after each picture; may cancel.

    Raises:
        WorkbenchError: One of them cannot be read.
    """
    faces = [load_photo(path) for path in find_pictures(photos, silent)]
    tasks: list[tuple[str, Callable[[], Iterator[Case]]]] = [
        ("photographs", lambda: _whole(faces)),
        (f"tilted by {_TILT} degrees", lambda: _tilted(faces)),
        (f"{_SMALL[0]} to {_SMALL[1]} pixels in a scene", lambda: _small(faces)),
        ("a small face beside a large one", lambda: _beside(faces)),
        ("scenes without a face", _faceless),
        ("walls of drawn digits", _walls),
    ]
    if crops is not None:
        dataset = open_dataset(crops, progress=progress)
        tasks.append((f"crops of {dataset.name}", lambda: _crops(dataset)))
    finder = FaceFinder()
    return [_task(name, cases(), finder, progress) for name, cases in tasks]


def _task(name: str, cases: Iterator[Case], finder: FaceFinder, progress: Progress) -> Task:
    found, false, is_any = 0, 0, False
    first, rest = [], []
    for number, (photo, faces) in enumerate(cases):
        progress(name, number, 0)
        began = time.perf_counter()
        known = finder.find(photo)
        first.append(time.perf_counter() - began)
        boxes = [one.box for one in (*known, *finder.find_others(photo, known))]
        rest.append(time.perf_counter() - began - first[-1])
        found += bool(faces) and all(any(_is(box, face) for box in boxes) for face in faces)
        false += sum(not any(_is(box, face) for face in faces) for box in boxes)
        is_any = is_any or bool(faces)
    return Task(
        name=name,
        pictures=len(first),
        found=found if is_any else None,
        false=false,
        seconds=float(np.median(first)),
        seconds_for_others=float(np.median(rest)),
    )


def _is(box: Box, face: Box) -> bool:
    return box.overlap(face) >= _IS_THE_FACE


def _whole(faces: Sequence[Photo]) -> Iterator[Case]:
    for photo in faces:
        yield photo, (_middle(photo),)


def _tilted(faces: Sequence[Photo]) -> Iterator[Case]:
    for photo in faces:
        for angle in (-_TILT, _TILT):
            yield photo_of(photo.image.rotate(angle, Image.Resampling.BICUBIC)), (_middle(photo),)


def _small(faces: Sequence[Photo]) -> Iterator[Case]:
    """Each photograph at two sizes, set into a scene: the side of the face is that of its box in the photograph."""
    rng = np.random.default_rng(_SEED)
    for number, photo in enumerate(faces):
        found = face_finder().find(photo)
        own_side = found[0].box.width if found else min(photo.image.size)
        for side in _SMALL:
            scene = draw_scene(rng, number)
            scale = side / own_side
            size = round(photo.image.width * scale), round(photo.image.height * scale)
            x, y = (int(rng.integers(limit - own)) for limit, own in zip(SIZE, size, strict=True))
            box = _set_into(scene, photo, (x, y), size)
            yield photo_of(scene), (box,)


def _beside(faces: Sequence[Photo]) -> Iterator[Case]:
    """Each photograph large on the left of a scene, and another one small on its right."""
    rng = np.random.default_rng(_SEED + 3)
    for number, photo in enumerate(faces):
        scene, other = draw_scene(rng, number), faces[(5 * number + 3) % len(faces)]
        large, small = _LARGE, int(rng.integers(*_BESIDE))
        x, y = int(rng.integers(SIZE[0] // 2, SIZE[0] - small)), int(rng.integers(SIZE[1] - small))
        places = ((SIZE[0] // 4 - large // 2, (SIZE[1] - large) // 2), (x, y))
        boxes = [
            _set_into(scene, one, place, (side, side))
            for one, place, side in zip((photo, other), places, (large, small), strict=True)
        ]
        yield photo_of(scene), tuple(boxes)


def _set_into(scene: Image.Image, photo: Photo, place: tuple[int, int], size: tuple[int, int]) -> Box:
    """Paste a photograph, and tell where its face is then."""
    shrunk = photo.image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    scene.paste(shrunk, place)
    own = _middle(photo_of(shrunk))
    return Box(place[0] + own.x, place[1] + own.y, own.width, own.height)


def _faceless() -> Iterator[Case]:
    rng = np.random.default_rng(_SEED + 1)
    for number in range(_SCENES):
        yield photo_of(draw_scene(rng, number)), ()


def _walls() -> Iterator[Case]:
    """House numbers side by side, large and small; of seeds that no training has seen."""
    rng = np.random.default_rng(_SEED + 2)
    dataset = open_dataset("street-digits:4000")
    digits = dataset.images[list(dataset.splits["test"])]
    for _ in range(_SCENES):
        side = int(rng.integers(32, 120))
        columns, rows = SIZE[0] // side + 1, SIZE[1] // side + 1
        tiles = digits[rng.integers(len(digits), size=rows * columns)]
        wall = tiles.reshape(rows, columns, 32, 32, 3).swapaxes(1, 2).reshape(rows * 32, columns * 32, 3)
        yield photo_of(Image.fromarray(wall).resize((columns * side, rows * side), Image.Resampling.BICUBIC)), ()


def _crops(dataset: ImageDataset) -> Iterator[Case]:
    rows = dataset.splits["test" if "test" in dataset.splits else next(iter(dataset.splits))]
    for row in rows[:_CROPS]:
        yield photo_of(_picture(dataset.images[row])), ()


def _picture(image: UInt8Images) -> Image.Image:
    return Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)


def _middle(photo: Photo) -> Box:
    """The square in the middle of a tight crop, which is about where its face is."""
    side = min(photo.width, photo.height)
    return Box.around((photo.width / 2, photo.height / 2), side, side)
