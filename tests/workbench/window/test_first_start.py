"""The first start, with no data at hand: one click trains, and what it trained answers, also the next time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.training.events import Outcome
from tests.workbench.window import predicting
from tests.workbench.window.training import SECONDS, content_of, record_of, train_page, wait_for_end, wait_for_epoch
from workbench.app.window import MainWindow


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ask_about(window: MainWindow, picture: Path, qtbot: QtBot) -> dict[str, float]:
    predicting.drop(window, predicting.local(picture))
    predicting.wait(qtbot, window)
    (answer,) = predicting.answers_of(window)
    assert f"{answer.label} (" in predicting.content_of(window).answer.headline
    return answer.probabilities


def test_whoever_has_no_data_has_a_model_that_answers_after_one_click_and_still_at_the_next_start(
    open_window: Callable[[], MainWindow], digits: Path, qtbot: QtBot
) -> None:
    first = open_window()
    first.session.resume()
    click(qtbot, first.rail.buttons["train"])
    with qtbot.waitSignal(first.session.training.run_started, timeout=2 * SECONDS):
        click(qtbot, train_page(first).welcome.quick)
    wait_for_epoch(first, qtbot)
    controls = content_of(first).run.controls
    qtbot.keyClick(first, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    wait_for_end(first, qtbot)
    assert record_of(first).outcome is Outcome.STOPPED
    click(qtbot, controls.predict)
    qtbot.waitUntil(lambda: first.session.models.current is not None)
    answer = ask_about(first, digits / "0.png", qtbot)
    first.close()

    again = open_window()
    again.session.resume()
    click(qtbot, again.rail.buttons["predict"])
    qtbot.waitUntil(lambda: again.session.models.current is not None)
    assert ask_about(again, digits / "0.png", qtbot) == answer
