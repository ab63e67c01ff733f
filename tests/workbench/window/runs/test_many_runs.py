"""The table of runs in a workspace of many years: there at once, and narrowed while one types.

Minutes long: `python3 packaging/test.py -m slow tests/workbench/window/runs`.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.benchmarks.many_runs import NEEDLE, RUNS, fill_workspace, run_id
from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.window import MainWindow
from workbench.views.runs.content import Content
from workbench.views.runs.page import RunsPage

pytestmark = [pytest.mark.slow, pytest.mark.timed]

MOST_MS_TO_OPEN, MOST_MS_TO_FILTER = 500, 100


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    """On a workspace of many runs, loaded as far as the window loads while nobody asks for anything."""
    fill_workspace(Path(os.environ["WORKBENCH_WORKSPACE"]))
    window = open_window()
    ready: list[bool] = []
    window.session.preloading.when_done(lambda: ready.append(True))
    wait_for(lambda: ready)
    return window


def test_five_thousand_runs_with_a_million_epochs_are_shown_and_filtered_at_once(
    window: MainWindow, qtbot: QtBot
) -> None:
    opened = milliseconds(lambda: open_runs(window))
    content = content_on(page_of(window, RunsPage))
    assert content.runs.table.runs.rowCount() == RUNS
    again = [milliseconds(lambda: come_back(window)) for _ in range(3)]
    typed = list(type_letters(content, qtbot, f"n {NEEDLE[-9:]}"))
    assert [run.run_id for run in content.runs.table.runs.rows] == [run_id(RUNS // 2)]
    cleared = milliseconds(content.runs.filter.field.clear)
    chosen = milliseconds(lambda: content.runs.filter.choose_state(3))
    assert content.runs.table.runs.rowCount() == RUNS // 10
    print(  # noqa: T201 - for whoever wants the figures
        f"opened in {opened:.0f} ms, again in {statistics.median(again):.0f} ms; a letter of the filter takes "
        f"{statistics.median(typed):.0f} ms, at most {max(typed):.0f}; clearing it {cleared:.0f}, a state {chosen:.0f}"
    )
    assert opened < MOST_MS_TO_OPEN
    assert max(*again) < MOST_MS_TO_OPEN
    assert max(*typed, cleared, chosen) < MOST_MS_TO_FILTER


def milliseconds(act: Callable[[], object]) -> float:
    """Until what it did is on the screen."""
    started = time.perf_counter()
    act()
    QApplication.processEvents()
    return 1_000 * (time.perf_counter() - started)


def open_runs(window: MainWindow) -> None:
    window.show_page("runs")
    content = content_on(page_of(window, RunsPage))
    wait_for(lambda: content.runs.table.runs.rowCount() and content.isVisible())


def come_back(window: MainWindow) -> None:
    """To the page, with what has happened in the meantime."""
    window.show_page("predict")
    window.show_page("runs")
    wait_for(lambda: not window.session.runs.is_reading)


def type_letters(content: Content, qtbot: QtBot, text: str) -> Iterator[float]:
    field = content.runs.filter.field
    for letter in text:
        yield milliseconds(lambda letter=letter: qtbot.keyClicks(field, letter, Qt.KeyboardModifier.NoModifier))
