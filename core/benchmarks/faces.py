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
_SCENES: Final = 50
_CROPS: Final = 1_000
_SEED: Final = 4_096
# Of what box and face cover together, this share in common tells that it is that face.
_IS_THE_FACE: Final = 0.3

Case = tuple[Photo, Box | None]
"""A picture, and where the face is in it."""


class Task(BaseModel):
    """What came of one kind of pictures.

    Attributes:
        name: The kind.
        pictures: How many there are.
        found: In how many of them the face was found; None where there is none.
        false: How many boxes were found that are no face.
        seconds: Median time for one.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    pictures: int
    found: int | None
    false: int
    seconds: float


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
        ("scenes without a face", _faceless),
        ("walls of drawn digits", _walls),
    ]
    if crops is not None:
        dataset = open_dataset(crops, progress=progress)
        tasks.append((f"crops of {dataset.name}", lambda: _crops(dataset)))
    finder = FaceFinder()
    return [_task(name, cases(), finder, progress) for name, cases in tasks]


def _task(name: str, cases: Iterator[Case], finder: FaceFinder, progress: Progress) -> Task:
    found, false, seconds, is_any = 0, 0, [], False
    for number, (photo, face) in enumerate(cases):
        progress(name, number, 0)
        began = time.perf_counter()
        boxes = [one.box for one in finder.find(photo)]
        seconds.append(time.perf_counter() - began)
        hits = [box for box in boxes if face is not None and box.overlap(face) >= _IS_THE_FACE]
        found += bool(hits)
        false += len(boxes) - len(hits)
        is_any = is_any or face is not None
    middle = float(np.median(seconds))
    return Task(name=name, pictures=len(seconds), found=found if is_any else None, false=false, seconds=middle)


def _whole(faces: Sequence[Photo]) -> Iterator[Case]:
    for photo in faces:
        yield photo, _middle(photo)


def _tilted(faces: Sequence[Photo]) -> Iterator[Case]:
    for photo in faces:
        for angle in (-_TILT, _TILT):
            yield photo_of(photo.image.rotate(angle, Image.Resampling.BICUBIC)), _middle(photo)


def _small(faces: Sequence[Photo]) -> Iterator[Case]:
    """Each photograph at two sizes, set into a scene: the side of the face is that of its box in the photograph."""
    rng = np.random.default_rng(_SEED)
    for number, photo in enumerate(faces):
        found = face_finder().find(photo)
        own_side = found[0].box.width if found else min(photo.image.size)
        for side in _SMALL:
            scene = draw_scene(rng, number)
            shrunk = photo.image.convert("RGB")
            scale = side / own_side
            shrunk = shrunk.resize(
                (round(shrunk.width * scale), round(shrunk.height * scale)), Image.Resampling.LANCZOS
            )
            x, y = (int(rng.integers(limit - own)) for limit, own in zip(SIZE, shrunk.size, strict=True))
            scene.paste(shrunk, (x, y))
            own = _middle(photo_of(shrunk))
            yield photo_of(scene), Box(x + own.x, y + own.y, own.width, own.height)


def _faceless() -> Iterator[Case]:
    rng = np.random.default_rng(_SEED + 1)
    for number in range(_SCENES):
        yield photo_of(draw_scene(rng, number)), None


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
        yield photo_of(Image.fromarray(wall).resize((columns * side, rows * side), Image.Resampling.BICUBIC)), None


def _crops(dataset: ImageDataset) -> Iterator[Case]:
    rows = dataset.splits["test" if "test" in dataset.splits else next(iter(dataset.splits))]
    for row in rows[:_CROPS]:
        yield photo_of(_picture(dataset.images[row])), None


def _picture(image: UInt8Images) -> Image.Image:
    return Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)


def _middle(photo: Photo) -> Box:
    """The square in the middle of a tight crop, which is about where its face is."""
    side = min(photo.width, photo.height)
    return Box.around((photo.width / 2, photo.height / 2), side, side)
