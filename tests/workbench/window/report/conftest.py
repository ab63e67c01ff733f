"""A window on a workspace in which a part of the report's tables was really trained, on a few images."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.data.open import open_dataset
from core.reproduction.finding import wanted_runs
from core.reproduction.planning import Options, plan
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.workbench.window.report.reproducing import DIGITS, FACES, choose_small, content_of
from workbench.app.window import MainWindow
from workbench.views.report.content import Content


@pytest.fixture(scope="session")
def reproduced(tmp_path_factory: pytest.TempPathFactory, _one_cache_for_all_tests: None) -> Path:
    """A workspace with a row of digits and the members of the committee, which nobody has united."""
    workspace = tmp_path_factory.mktemp("reproduced") / "workspace"
    options = Options(engines=("numpy",), rows=("digits/plain-1", "keras"))
    tables = plan(options, {"digits": open_dataset(DIGITS), "faces": open_dataset(FACES)})
    with RunStore(workspace) as store:
        for wanted in list(wanted_runs(tables, store)):
            for _ in run_experiment(wanted.experiment, wanted.dataset, store, Control(), threads=1):
                pass
    return workspace


@pytest.fixture
def with_rows(reproduced: Path) -> Path:
    """The test's workspace, with these rows in it."""
    workspace = Path(os.environ["WORKBENCH_WORKSPACE"])
    shutil.copytree(reproduced, workspace, dirs_exist_ok=True)
    return workspace


@pytest.fixture
def on_report(open_window: Callable[[], MainWindow]) -> MainWindow:
    """A window that shows the tables on small data, each row on the NumPy engine."""
    window = open_window()
    choose_small(window)
    return window


@pytest.fixture
def content(on_report: MainWindow) -> Content:
    return content_of(on_report)
