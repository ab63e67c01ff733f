"""A workspace in which a sweep was really worked on, on a few images."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from core.data.open import open_dataset
from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool
from core.sweeps.kept import keep_sweep
from core.sweeps.sweep import run_sweep
from tests.workbench.window.sweeps.sweeping import SOURCE, space


@pytest.fixture(scope="session")
def swept(tmp_path_factory: pytest.TempPathFactory, _one_cache_for_all_tests: None) -> Path:
    """A workspace with a finished sweep of two rates."""
    workspace = tmp_path_factory.mktemp("swept") / "workspace"
    dataset = open_dataset(SOURCE)
    with RunStore(workspace) as store:
        record = keep_sweep(workspace, space(), dataset)
        for _ in run_sweep(record, store, ProcessPool(1, 1), lambda _size: dataset):
            pass
    return workspace


@pytest.fixture
def with_sweep(swept: Path) -> Path:
    """The test's workspace, with that sweep in it."""
    workspace = Path(os.environ["WORKBENCH_WORKSPACE"])
    shutil.copytree(swept, workspace, dirs_exist_ok=True)
    return workspace
