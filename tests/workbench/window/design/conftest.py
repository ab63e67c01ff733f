"""The Design page of a window."""

from __future__ import annotations

import pytest

from tests.workbench.window.design.actions import show
from workbench.app.window import MainWindow
from workbench.state.design import Design
from workbench.views.design.content import Content


@pytest.fixture
def design(window: MainWindow) -> Design:
    return window.session.design


@pytest.fixture
def content(window: MainWindow) -> Content:
    return show(window)
