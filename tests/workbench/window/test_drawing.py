"""A digit is drawn with the mouse, and the model says what it is while it is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.pictures import decode_picture
from core.models.predictor import Predictor
from tests.workbench.window.predicting import answers_of, content_of, drop, local, pixels_of, predictions_of, wait
from workbench.app.window import MainWindow
from workbench.views.predict.canvas import SIDE
from workbench.views.predict.drawing_panel import DrawingPanel

LINE = ((0.5, 0.2), (0.5, 0.4), (0.5, 0.8))
BAR = ((0.3, 0.3), (0.7, 0.3))


@pytest.fixture
def panel(asking: MainWindow, qtbot: QtBot) -> DrawingPanel:
    content = content_of(asking)
    qtbot.mouseClick(content.picture.draw_button, Qt.MouseButton.LeftButton)
    assert content.picture.drawing.isVisible()
    return content.picture.drawing


def draw(qtbot: QtBot, panel: DrawingPanel, points: tuple[tuple[float, float], ...]) -> None:
    canvas, paper = panel.canvas, panel.canvas.paper()
    first, *others = (QPoint(int(paper.x() + x * paper.width()), int(paper.y() + y * paper.width())) for x, y in points)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
    for point in others:
        qtbot.mouseMove(canvas, point)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=others[-1] if others else first)


def wait_for_answer(qtbot: QtBot, window: MainWindow, count: int = 1) -> None:
    predictions = predictions_of(window)
    qtbot.waitUntil(lambda: len(predictions.entries) == count and not any(entry.waits for entry in predictions.entries))
    wait(qtbot, window)


def test_what_is_drawn_is_asked_about_as_black_ink_on_white_paper(
    asking: MainWindow, panel: DrawingPanel, second_model: Predictor, qtbot: QtBot
) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)

    entry = predictions_of(asking).entries[0]
    drawn = np.asarray(entry.picture.decoded())
    assert drawn.shape == (SIDE, SIDE, 3)
    assert drawn[0, 0].tolist() == [255, 255, 255]
    assert drawn[SIDE // 2, SIDE // 2].tolist() == [0, 0, 0]
    expected = second_model.predict(decode_picture(entry.picture.content, "drawing 1"))
    assert answers_of(asking)[0].probabilities == expected.probabilities
    assert np.array_equal(pixels_of(content_of(asking).seen.view.picture)[..., :1], expected.seen)


def test_each_stroke_changes_the_answer_about_the_same_drawing(
    asking: MainWindow, panel: DrawingPanel, qtbot: QtBot
) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)
    entry, before = predictions_of(asking).entries[0], answers_of(asking)[0].probabilities
    line = entry.picture.content
    draw(qtbot, panel, BAR)
    qtbot.waitUntil(lambda: entry.picture.content != line and not entry.waits)

    assert answers_of(asking)[0].probabilities != before
    assert [entry.picture.name for entry in predictions_of(asking).entries] == ["drawing 1"]


def test_undo_gives_back_the_drawing_and_its_answer(asking: MainWindow, panel: DrawingPanel, qtbot: QtBot) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)
    entry = predictions_of(asking).entries[0]
    line, before = entry.picture.content, answers_of(asking)[0].probabilities
    draw(qtbot, panel, BAR)
    qtbot.waitUntil(lambda: entry.picture.content != line and not entry.waits)

    qtbot.keyClick(panel.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: entry.picture.content == line and not entry.waits)
    assert answers_of(asking)[0].probabilities == before
    assert panel.redo_button.isEnabled()


def test_a_white_sheet_is_no_picture_and_clearing_can_be_undone(
    asking: MainWindow, panel: DrawingPanel, qtbot: QtBot
) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)

    qtbot.mouseClick(panel.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not predictions_of(asking).entries)
    assert content_of(asking).answer.headline == "No picture yet"
    qtbot.mouseClick(panel.undo_button, Qt.MouseButton.LeftButton)
    wait_for_answer(qtbot, asking)


def test_the_eraser_takes_ink_away_as_wide_as_it_is_set(asking: MainWindow, panel: DrawingPanel, qtbot: QtBot) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)
    entry = predictions_of(asking).entries[0]
    ink = np.asarray(entry.picture.decoded()) < 128

    qtbot.mouseClick(panel.tools.buttons[1], Qt.MouseButton.LeftButton)
    panel.thickness.setValue(panel.thickness.maximum())
    draw(qtbot, panel, ((0.5, 0.3),))
    before = entry.picture
    qtbot.waitUntil(lambda: entry.picture is not before)
    left = np.asarray(entry.picture.decoded()) < 128
    assert not left[int(0.3 * SIDE), SIDE // 2].any()
    assert left[int(0.7 * SIDE), SIDE // 2].all()
    assert left.sum() < ink.sum()


def test_done_leaves_the_drawing_in_the_list_and_the_next_is_another(
    asking: MainWindow, panel: DrawingPanel, qtbot: QtBot
) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)
    qtbot.mouseClick(panel.done_button, Qt.MouseButton.LeftButton)
    assert content_of(asking).picture.view.isVisible()

    qtbot.keyClick(asking, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    draw(qtbot, panel, BAR)
    wait_for_answer(qtbot, asking, count=2)
    assert [entry.picture.name for entry in predictions_of(asking).entries] == ["drawing 1", "drawing 2"]


def test_a_picture_that_is_dropped_takes_the_drawing_s_place(
    asking: MainWindow, panel: DrawingPanel, digits: Path, qtbot: QtBot
) -> None:
    draw(qtbot, panel, LINE)
    wait_for_answer(qtbot, asking)
    drop(asking, local(digits / "0.png"))
    wait_for_answer(qtbot, asking, count=2)

    assert not panel.isVisible()
    assert content_of(asking).picture.view.isVisible()


def test_a_stroke_off_the_paper_draws_nothing(asking: MainWindow, panel: DrawingPanel, qtbot: QtBot) -> None:
    draw(qtbot, panel, ((-0.02, 0.5),))
    QApplication.processEvents()
    assert not panel.undo_button.isEnabled()
    assert not predictions_of(asking).entries
