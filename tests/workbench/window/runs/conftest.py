"""A window on a workspace with runs that were really trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workbench.window.contents import content_on, page_of
from workbench.app.window import MainWindow
from workbench.views.runs.content import Content
from workbench.views.runs.page import RunsPage


@pytest.fixture
def on_runs(with_runs: Path, open_window: Callable[[], MainWindow]) -> MainWindow:
    """A window that shows the two runs of the workspace."""
    assert with_runs.is_dir()
    window = open_window()
    window.show_page("runs")
    return window


@pytest.fixture
def content(on_runs: MainWindow) -> Content:
    return content_on(page_of(on_runs, RunsPage))
