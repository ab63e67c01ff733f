"""A window with a model that was trained, and the data it was trained on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from tests.workbench.conftest import DATA
from tests.workbench.window.contents import wait_for
from tests.workbench.window.evaluate.measuring import content_of, page_of
from workbench.app.window import MainWindow


@pytest.fixture
def ready(asking: MainWindow, open_source: Callable[[MainWindow, str], ImageDataset]) -> MainWindow:
    """On the Evaluate page, with everything there, and nothing measured."""
    open_source(asking, DATA)
    asking.show_page("evaluate")
    wait_for(lambda: page_of(asking).content)
    return asking


@pytest.fixture
def measured(ready: MainWindow, qtbot: QtBot) -> MainWindow:
    """After a click on Evaluate."""
    with qtbot.waitSignal(ready.session.evaluating.changed, timeout=30_000):
        qtbot.mouseClick(content_of(ready).summary.start, Qt.MouseButton.LeftButton)
    return ready
