"""The button that opens TensorBoard, with the real one behind it."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.tensorboard.names import EVENTS
from tests.workbench.window.conftest import Desktop
from tests.workbench.window.training import (
    SECONDS,
    SOURCE,
    content_of,
    experiment,
    record_of,
    show_reported_run,
    wait_for_end,
)
from workbench.app.window import MainWindow
from workbench.state.session import Session
from workbench.views.train.tensorboard_button import TensorBoardButton

OpenWindow = Callable[[], MainWindow]


def click(qtbot: QtBot, button: TensorBoardButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answers(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"), timeout=5)
    try:
        connection.request("GET", "/data/runs")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def test_the_button_starts_it_once_opens_the_browser_and_it_ends_with_the_window(
    open_window: OpenWindow, qtbot: QtBot, desktop: Desktop
) -> None:
    window = open_window()
    show_reported_run(window, qtbot, epochs=2)
    button = content_of(window).earlier.open_tensorboard
    width = button.width()
    click(qtbot, button)
    assert button.text() == "Starting"
    click(qtbot, button)
    qtbot.waitUntil(lambda: bool(desktop.opened), timeout=SECONDS)
    assert (button.text(), button.width()) == ("Open TensorBoard", width)
    (opened,) = desktop.opened
    url = opened.toString()
    assert answers(url)
    click(qtbot, button)
    assert [one.toString() for one in desktop.opened] == [url, url]
    window.close()
    assert not answers(url)


def test_closing_the_window_while_it_starts_leaves_nothing(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    show_reported_run(window, qtbot, epochs=2)
    click(qtbot, content_of(window).earlier.open_tensorboard)
    window.close()
    assert not window.session.tensorboard.is_starting


def test_what_stands_in_its_way_is_said_beside_the_button(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    show_reported_run(window, qtbot, epochs=2)
    links = window.session.workspace / EVENTS
    links.write_bytes(b"")
    earlier = content_of(window).earlier
    click(qtbot, earlier.open_tensorboard)
    qtbot.waitUntil(earlier.error.isVisible, timeout=SECONDS)
    assert "names of the runs cannot be written" in earlier.error.text
    assert earlier.open_tensorboard.text() == "Open TensorBoard"
    qtbot.mouseClick(earlier.error.dismiss, Qt.MouseButton.LeftButton)
    assert not earlier.error.isVisible()


def test_histograms_are_written_once_they_are_chosen_and_the_choice_is_remembered(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    window.session.settings.choose(weight_histograms=True)
    window.session.training.start(experiment(1), SOURCE)
    wait_for_end(window, qtbot)
    written = b"".join(path.read_bytes() for path in (record_of(window).folder / EVENTS).glob("events*"))
    assert b"weights/dense_1/kernel" in written
    window.close()
    assert Session(window.session.workspace).training.histograms
