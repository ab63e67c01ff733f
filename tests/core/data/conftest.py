"""Small sources of every format, written by the formats' own libraries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("WORKBENCH_CACHE", str(folder))
    return folder


@pytest.fixture
def class_folders(tmp_path: Path) -> Path:
    """Train and test with classes 2 and 10 of six and three gray 8 x 8 PNGs each."""
    generator = np.random.default_rng(1)
    folder = tmp_path / "source" / "photos"
    for part, count in (("train", 6), ("test", 3)):
        for name in ("10", "2"):
            (folder / part / name).mkdir(parents=True)
            for number in range(count):
                pixels = generator.integers(0, 256, (8, 8), np.uint8)
                Image.fromarray(pixels).save(folder / part / name / f"{number}.png")
    return folder
