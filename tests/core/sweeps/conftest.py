from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
