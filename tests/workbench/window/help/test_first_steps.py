"""Whoever starts the program for the first time is led from nothing to an answer of a network of their own."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.workbench.window import predicting
from tests.workbench.window.training import SECONDS, run_of
from workbench.app.window import MainWindow
from workbench.state.first_steps import SOURCE, Step
from workbench.views.tokens import Size

LONGEST_SECONDS = 120


def click(window: MainWindow, step: Step, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.guide.steps[step], Qt.MouseButton.LeftButton)


def state_of(window: MainWindow, step: Step) -> str:
    return window.guide.steps[step].accessibleName().rpartition(", ")[2]


def draw_a_one(window: MainWindow, qtbot: QtBot) -> None:
    panel = predicting.content_of(window).picture.drawing
    qtbot.waitUntil(panel.isVisible, timeout=SECONDS)
    paper = panel.canvas.paper()
    across = paper.x() + paper.width() // 2
    points = [QPoint(across, paper.y() + paper.height() * tenth // 10) for tenth in (2, 4, 6, 8)]
    qtbot.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(panel.canvas, point)
    qtbot.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=points[-1])


@pytest.mark.timed
def test_three_clicks_lead_to_a_trained_network_that_answers_in_under_two_minutes(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    window.session.resume()
    assert window.guide.isVisible()
    assert [state_of(window, step) for step in Step] == ["to do"] * len(Step)
    began = time.monotonic()
    click(window, Step.LOAD, qtbot)
    qtbot.waitUntil(lambda: Step.LOAD in window.session.first_steps.done, timeout=2 * SECONDS)
    dataset = window.session.datasets.dataset
    assert dataset is not None
    assert dataset.source.partition(":")[0] == SOURCE
    click(window, Step.TRAIN, qtbot)
    qtbot.waitUntil(lambda: state_of(window, Step.TRAIN) == "being done", timeout=SECONDS)
    qtbot.waitUntil(lambda: Step.TRAIN in window.session.first_steps.done, timeout=5 * SECONDS)
    click(window, Step.ASK, qtbot)
    run_id, models = run_of(window).run_id, window.session.models
    qtbot.waitUntil(lambda: models.current is not None and models.current.run_id == run_id, timeout=SECONDS)
    draw_a_one(window, qtbot)
    qtbot.waitUntil(lambda: Step.ASK in window.session.first_steps.done, timeout=SECONDS)
    seconds = time.monotonic() - began
    assert run_of(window).experiment.name == "Digits, quick"
    assert [state_of(window, step) for step in Step] == ["done"] * len(Step)
    assert "F1" in window.guide.words.accessibleName()
    assert seconds < LONGEST_SECONDS


def test_the_guide_is_shown_at_the_first_start_alone_and_comes_back_from_the_help_menu(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    first.session.resume()
    assert first.guide.isVisible()
    qtbot.mouseClick(first.guide.dismiss, Qt.MouseButton.LeftButton)
    assert first.guide.isHidden()
    first.close()
    again = open_window()
    again.session.resume()
    assert again.guide.isHidden()
    next(action for action in again.rail.help.menu().actions() if action.text() == "First steps").trigger()
    assert again.guide.isVisible()


def test_what_was_done_without_the_guide_is_ticked_in_it(loaded: MainWindow) -> None:
    loaded.session.first_steps.reopen()
    assert state_of(loaded, Step.LOAD) == "done"
    assert loaded.session.first_steps.next_step is Step.TRAIN
    assert loaded.guide.steps[Step.TRAIN].objectName() == "primary"


def test_the_guide_can_be_gone_through_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.session.first_steps.reopen()
    window.activateWindow()
    window.guide.steps[Step.LOAD].setFocus()
    qtbot.keyClick(window.guide.steps[Step.LOAD], Qt.Key.Key_Tab)
    assert window.focusWidget() is window.guide.steps[Step.TRAIN]
    window.guide.dismiss.setFocus()
    qtbot.keyClick(window.guide.dismiss, Qt.Key.Key_Return)
    assert window.guide.isHidden()


def test_no_step_is_cut_off_where_there_is_little_room(window: MainWindow, qtbot: QtBot) -> None:
    window.session.first_steps.reopen()
    window.showNormal()
    window.resize(*Size.LEAST_WINDOW)
    for width in (window.guide.width(), Size.WELCOME // 2):
        window.guide.resize(width, window.guide.sizeHint().height())
        qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in steps_of(window)))
        assert window.guide.dismiss.geometry().right() < window.guide.width()


def steps_of(window: MainWindow) -> list[QPushButton]:
    return list(window.guide.steps.values())
