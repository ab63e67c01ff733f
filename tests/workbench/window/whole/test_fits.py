"""Nothing is cut, at the least size that the window is made for, on a large screen, and with large text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from tests.workbench.window.contents import wait_for
from tests.workbench.window.whole.fitting import cut, nameless, outside, scrolled_sideways, unseen_focus
from workbench.app.window import MainWindow
from workbench.views.theme import Theme

SMALL, LARGE = (1280, 720), (3840, 2160)
TURNS, MILLISECONDS_A_TURN = 200, 20
# Tables with more columns than there is room for are meant to be scrolled; so are pages, with large text.
MEANT = ("QTableView", "RunsTable", "PageArea")


@pytest.fixture(autouse=True)
def _usual_text(theme: Theme) -> Iterator[None]:
    yield
    theme.set_text_size(100)
    wait_for(lambda: theme.is_settled)


def faults(window: MainWindow) -> list[str]:
    sideways = (area for area in scrolled_sideways(window) if not area.startswith(MEANT))
    return [*cut(window), *outside(window), *sideways]


def left_on(window: MainWindow, page: str) -> list[str]:
    """What is wrong on a page once everything on it has found its place, for which it has a while."""
    window.show_page(page)
    for _ in range(TURNS):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, MILLISECONDS_A_TURN)
        if not faults(window):
            return []
    return faults(window)


def resize(window: MainWindow, theme: Theme, text: int, size: tuple[int, int]) -> None:
    theme.set_text_size(text)
    wait_for(lambda: theme.is_settled)
    window.showNormal()
    window.resize(*size)


def test_nothing_is_cut_in_a_small_window_and_every_control_has_a_name_and_a_visible_focus(
    whole: MainWindow, theme: Theme
) -> None:
    resize(whole, theme, 100, SMALL)
    whole.activateWindow()
    found = {}
    for page in whole.pages:
        found[page] = [*left_on(whole, page), *nameless(whole), *unseen_focus(whole)]
    assert not {page: wrong for page, wrong in found.items() if wrong}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "size"), [(100, LARGE), (125, SMALL), (150, SMALL), (150, LARGE)])
def test_nothing_is_cut_on_a_large_screen_or_with_large_text(
    whole: MainWindow, theme: Theme, text: int, size: tuple[int, int]
) -> None:
    resize(whole, theme, text, size)
    found = {page: left_on(whole, page) for page in whole.pages}
    assert not {page: wrong for page, wrong in found.items() if wrong}
