"""Pictures that look like photographs to a computer, and folders of them with faults planted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

SIDE = 32

Picture = npt.NDArray[np.uint8]


def photograph(seed: int, side: int = SIDE) -> Picture:
    """Large shapes with fine detail, uint8 (side, side): no two of different seeds are alike."""
    chance = np.random.default_rng(seed)
    shapes = Image.fromarray(chance.integers(0, 256, (6, 6), np.uint8)).resize((side, side), Image.Resampling.BICUBIC)
    detail = chance.normal(0, 12, (side, side))
    return (np.asarray(shapes) * 0.8 + 25 + detail).clip(0, 255).astype(np.uint8)


def save(picture: Picture, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(folder / name)


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """Sixty pictures of cats and dogs, and these faults.

    Picture 0 of the cats is there twice in train and once in test; picture 1 of the cats is called a dog too; 2 is in
    test as a JPEG, brighter; a black one and a nearly black one; one of another size, in colour; one file cut off.
    """
    root = tmp_path / "pets"
    for number in range(60):
        save(photograph(number), root / "train" / ("cats" if number < 55 else "dogs"), f"{number}.png")
    for number in range(100, 106):
        save(photograph(number), root / "test" / ("cats" if number % 2 else "dogs"), f"{number}.png")
    save(photograph(0), root / "train" / "cats", "again.png")
    save(photograph(0), root / "test" / "cats", "again.png")
    save(photograph(1), root / "train" / "dogs", "not-a-dog.png")
    brighter = (photograph(2) * 0.8 + 50).astype(np.uint8)
    Image.fromarray(brighter).save(root / "test" / "cats" / "brighter.jpg", quality=80)
    save(np.zeros((SIDE, SIDE), np.uint8), root / "train" / "dogs", "black.png")
    dark = (np.arange(SIDE * SIDE).reshape(SIDE, SIDE) % 3).astype(np.uint8)
    save(dark, root / "train" / "dogs", "dark.png")
    colored = np.stack([photograph(200, 40), photograph(201, 40), photograph(202, 40)], axis=-1)
    save(colored, root / "test" / "dogs", "large.png")
    (root / "train" / "dogs" / "broken.png").write_bytes((root / "train" / "dogs" / "56.png").read_bytes()[:60])
    return root
