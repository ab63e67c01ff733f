"""What the check of faces is trained on: windows of 48 x 48 grays, faces and others, as the search gives them.

    .venv/bin/python packaging/face_check_data.py FER_ZIP SVHN_FOLDER FILE.npz
    .venv/bin/workbench train face-check --data FILE.npz --save face-check.workbench

Faces are those of FER2013's folder `train`, in their own frame, and set into scenes and found there; and drawn ones of
the built-in `sketch-faces`. Others are
whatever the search takes for a face in scenes without one, in walls of house numbers and in crops of digits; parts
of faces; and pieces cut anywhere. A fifth of the faces, and scenes drawn apart, are the part that is reported on.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from faceless_scenes import Grays, draw_scene
from PIL import Image

from core.data.builtin.sketch_faces import draw_sketch_faces
from core.data.open import open_dataset
from core.preprocessing.pipeline import grayscale
from core.vision.boxes import Box
from core.vision.cascade import Cascade, Search
from core.vision.windows import Window, cut

SIDE: Final = 48
CLASSES: Final = ("face", "other")
_TILTS: Final = (-18.0, 0.0, 18.0)
_SCENE: Final = (480, 360)


class Counts(NamedTuple):
    """How much there is of what in one part of the data."""

    faces: int
    drawn: int
    scenes: int
    mosaics: int
    crops: int


PARTS: Final = {"train": Counts(12_000, 2_500, 2_000, 700, 3_000), "test": Counts(2_000, 400, 300, 100, 700)}


def main() -> None:
    """Make the file."""
    faces_zip, svhn, place = sys.argv[1:]
    faces, digits = _read_faces(Path(faces_zip)), _read_digits(svhn)
    arrays: dict[str, npt.NDArray[Any]] = {}
    start = 0
    for seed, (part, counts) in enumerate(PARTS.items()):
        its_faces = faces[start : start + counts.faces]
        start += counts.faces
        its_digits = digits[: len(digits) * 4 // 5] if part == "train" else digits[len(digits) * 4 // 5 :]
        images, labels = _part(np.random.default_rng(seed), counts, its_faces, its_digits)
        arrays |= {f"x_{part}": images, f"y_{part}": labels}
        print(part, dict(zip(CLASSES, np.bincount(labels).tolist(), strict=True)), flush=True)
    np.savez_compressed(place, classes=np.array(CLASSES), **arrays)  # type: ignore[arg-type] # names of arrays


def _part(rng: np.random.Generator, counts: Counts, faces: Grays, digits: Grays) -> tuple[Grays, npt.NDArray[np.int64]]:
    found: dict[bool, list[Grays]] = {True: [*faces, *_drawn(rng, counts.drawn)], False: []}
    cascade = Cascade()
    for scene, boxes in _scenes(rng, counts, faces, digits):
        for is_face, window in _judged(rng, cascade, scene, boxes):
            found[is_face].append(cut(scene, window, SIDE))
    found[False] += [_part_of(rng, face) for face in faces[: len(faces) // 8]]
    found[False] += [cut(crop, Window(16, 16, 32), SIDE) for crop in _some(rng, digits, counts.crops)]
    images = np.stack(found[True] + found[False])[..., None]
    return images, np.repeat(np.arange(2), [len(found[True]), len(found[False])])


def _scenes(rng: np.random.Generator, counts: Counts, faces: Grays, digits: Grays) -> Iterator[tuple[Grays, list[Box]]]:
    """Scenes with the boxes of the faces in them: none in every second drawn one, none in walls of digits."""
    for number in range(counts.scenes):
        scene = draw_scene(rng, _SCENE)
        yield _with_faces(rng, scene, faces) if number % 2 else (scene, [])
    for _ in range(counts.mosaics):
        side = int(rng.integers(24, 90))
        rows, columns = _SCENE[1] // side + 1, _SCENE[0] // side + 1
        tiles = [np.asarray(Image.fromarray(one).resize((side, side))) for one in _some(rng, digits, rows * columns)]
        yield np.vstack([np.hstack(tiles[row * columns : (row + 1) * columns]) for row in range(rows)]), []


def _with_faces(rng: np.random.Generator, scene: Grays, faces: Grays) -> tuple[Grays, list[Box]]:
    """Up to six faces of 30 to 160 pixels set into a scene, some of them tilted, none over another."""
    canvas = Image.fromarray(scene)
    boxes: list[Box] = []
    for face in _some(rng, faces, int(rng.integers(1, 7))):
        side = int(30 * (160 / 30) ** rng.random())
        x, y = (int(rng.integers(limit - side)) for limit in _SCENE)
        box = Box(x, y, side, side)
        if any(box.overlap(other) for other in boxes):
            continue
        angle = float(rng.normal(0, 9))
        whole = np.ones((SIDE, SIDE), np.uint8) * 255
        turned, mask = (
            Image.fromarray(one).resize((side, side), Image.Resampling.BICUBIC).rotate(angle, Image.Resampling.BICUBIC)
            for one in (face, whole)
        )
        canvas.paste(turned, (x, y), mask)
        boxes.append(box)
    return np.asarray(canvas), boxes


def _judged(
    rng: np.random.Generator, cascade: Cascade, scene: Grays, boxes: list[Box]
) -> Iterator[tuple[bool, Window]]:
    """What the search finds, and whether it is a face; what frames one badly is neither. Then a few pieces besides."""
    search = Search(max(scene.shape), 24, float(rng.choice(_TILTS)), neighbors=1)
    for window in cascade.candidates(scene, search):
        overlap = max((_box(window).overlap(box) for box in boxes), default=0.0)
        if overlap > 0.55 or overlap < 0.25:
            yield overlap > 0.55, window
    for _ in range(2):
        side = float(rng.uniform(24, 200))
        x, y = rng.random(2) * scene.shape[::-1]
        window = Window(float(x), float(y), side, float(rng.choice(_TILTS)))
        if all(_box(window).overlap(box) < 0.2 for box in boxes):
            yield False, window


def _part_of(rng: np.random.Generator, face: Grays) -> Grays:
    """An eye, a mouth, a cheek: a piece of a face at most half as wide."""
    side = float(rng.uniform(12, 26))
    x, y = rng.uniform(side / 2, SIDE - side / 2, 2)
    return cut(face, Window(float(x), float(y), side), SIDE)


def _drawn(rng: np.random.Generator, count: int) -> Grays:
    images, _ = draw_sketch_faces(rng, count)
    return grayscale(images)[..., 0] if images.shape[-1] == 3 else images[..., 0]


def _box(window: Window) -> Box:
    return Box.around((window.x, window.y), window.side, window.side)


def _some(rng: np.random.Generator, images: Grays, count: int) -> Grays:
    return images[rng.integers(len(images), size=count)]


def _read_faces(path: Path) -> Grays:
    """As many as all parts need, uint8 (N, 48, 48), of the folder `train`; those that are blank are left out."""
    count = sum(counts.faces for counts in PARTS.values())
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if "/train/" in name and name.endswith(".jpg"))
        chosen = np.random.default_rng(0).permutation(names)[: count + 100]
        images = [np.asarray(Image.open(io.BytesIO(archive.read(name))).convert("L")) for name in chosen]
    return np.stack([image for image in images if image.std() > 5][:count])


def _read_digits(svhn: str) -> Grays:
    """Crops of house numbers, photographed and drawn, in an order of no meaning: uint8 (N, 32, 32)."""
    stacks = []
    for source in (svhn, "street-digits:10000"):
        dataset = open_dataset(source)
        stacks.append(grayscale(np.asarray(dataset.images[list(dataset.splits["train"])]))[..., 0])
    together = np.concatenate(stacks)
    return together[np.random.default_rng(0).permutation(len(together))]


if __name__ == "__main__":
    main()
