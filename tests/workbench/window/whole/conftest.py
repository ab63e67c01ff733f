"""A window in which every page has its content: runs, a sweep, a measured model and answers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.data.open import open_dataset
from core.runs.store import RunStore
from core.sweeps.executors import ProcessPool
from core.sweeps.kept import keep_sweep
from core.sweeps.sweep import run_sweep
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.sweeps.sweeping import SOURCE, space
from tests.workbench.window.whole.loading import load_all
from workbench.app.window import MainWindow


@pytest.fixture(scope="session")
def used(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two runs, and a sweep of two more."""
    workspace = tmp_path_factory.mktemp("used") / "workspace"
    shutil.copytree(trained.workspace, workspace)
    dataset = open_dataset(SOURCE)
    with RunStore(workspace) as store:
        record = keep_sweep(workspace, space(), dataset)
        for _ in run_sweep(record, store, ProcessPool(1, 1), lambda _size: dataset):
            pass
    return workspace


@pytest.fixture
def whole(used: Path, open_window: Callable[[], MainWindow], digits: Path) -> MainWindow:
    shutil.copytree(used, os.environ["WORKBENCH_WORKSPACE"], dirs_exist_ok=True)
    window = open_window()
    load_all(window, DATA, sorted(digits.glob("*.png")))
    return window
