"""The pictures of this start and of earlier ones, as thumbnails on the Predict page."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.workbench.window.predicting import choose, content_of, drop, local, predictions_of, wait
from workbench.app.window import MainWindow
from workbench.views.predict.tried_pane import TriedPane

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tried(asking: MainWindow, digits: Path, qtbot: QtBot) -> MainWindow:
    """With three pictures asked about, shown as thumbnails."""
    drop(asking, local(*(digits / f"{number}.png" for number in range(3))))
    wait(qtbot, asking)
    choose(content_of(asking).asked.scope.menu(), "earlier too")
    qtbot.waitUntil(lambda: len(asking.session.tried.pictures) == 3)
    return asking


def pane_of(window: MainWindow) -> TriedPane:
    return content_of(window).asked.tried


def click(window: MainWindow, row: int, qtbot: QtBot) -> None:
    view = pane_of(window).pictures
    area = view.visualRect(view.model().index(row, 0))
    qtbot.mouseClick(view.viewport(), LEFT, pos=area.center())


def test_a_click_on_a_thumbnail_shows_its_picture_again(tried: MainWindow, qtbot: QtBot) -> None:
    assert not pane_of(tried).copy_button.isEnabled()
    click(tried, 0, qtbot)
    assert predictions_of(tried).position == 2
    wait(qtbot, tried)
    assert content_of(tried).picture.view.accessibleName().startswith("2.png")
    assert content_of(tried).asked.quiet == "3"


def test_thumbnails_are_walked_and_removed_by_keyboard_and_come_back(tried: MainWindow, qtbot: QtBot) -> None:
    pane = pane_of(tried)
    pane.pictures.setFocus()
    click(tried, 0, qtbot)
    qtbot.keyClick(pane.pictures, Qt.Key.Key_Right)
    qtbot.keyClick(pane.pictures, Qt.Key.Key_Return)
    assert predictions_of(tried).position == 1

    qtbot.keyClick(pane.pictures, Qt.Key.Key_Delete)
    assert [one.name for one in tried.session.tried.pictures] == ["2.png", "0.png"]
    qtbot.mouseClick(pane.undo_button, LEFT)
    assert [one.name for one in tried.session.tried.pictures] == ["2.png", "1.png", "0.png"]
    assert not pane.undo_button.isVisible()


def test_an_answer_is_copied_in_words_and_saved_as_a_table(tried: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    pane, picture = pane_of(tried), tried.session.tried.pictures[0]
    click(tried, 0, qtbot)
    qtbot.mouseClick(pane.copy_button, LEFT)
    words = QGuiApplication.clipboard().text()
    assert words == f"2.png: {picture.label} ({100 * picture.probability:.1f}%), answered by second"
    pane.save_answer(picture, tmp_path / "answer.csv")
    with (tmp_path / "answer.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["probability"]) == picture.probability
    pane.save_answer(picture, tmp_path / "answer.csv" / "more.csv")
    assert "cannot be written" in pane.error.text


def test_they_are_there_again_at_the_next_start(
    tried: MainWindow, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    tried.session.close()
    tried.close()
    again = open_window()
    with qtbot.waitSignal(again.session.models.changed):
        again.session.resume()
    again.show_page("predict")
    assert content_of(again).asked.scope.accessibleName() == ": earlier too"
    qtbot.waitUntil(lambda: len(again.session.tried.pictures) == 3)
    click(again, 1, qtbot)
    qtbot.waitUntil(lambda: len(predictions_of(again).entries) == 1)
    wait(qtbot, again)
    assert content_of(again).picture.view.accessibleName().startswith("1.png")
