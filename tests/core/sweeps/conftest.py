from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.runs.store import RunStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    with RunStore(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def digits() -> ImageDataset:
    return open_dataset("street-digits:200")


@pytest.fixture(scope="session")
def squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 200 noisy squares in three classes, which any network learns at once."""
    path = tmp_path_factory.mktemp("data") / "squares.npz"
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 200)
    noise = rng.integers(-50, 50, (200, 8, 8, 1))
    images = (noise + 60 + 60 * labels[:, None, None, None]).clip(0, 255).astype(np.uint8)
    np.savez(path, images=images, labels=labels)
    return path
