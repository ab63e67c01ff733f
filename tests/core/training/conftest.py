from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.runs.store import RunStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    with RunStore(tmp_path / "workspace") as opened:
        yield opened
