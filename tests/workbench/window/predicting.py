"""Asking a model about pictures in a window, as a user does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.models.answers import Answer
from tests.workbench.window.contents import MILLISECONDS, content_on, page_of
from workbench.app.window import MainWindow
from workbench.state.predictions import Predictions
from workbench.views.predict.content import Content
from workbench.views.predict.page import PredictPage


def predict_page(window: MainWindow) -> PredictPage:
    return page_of(window, PredictPage)


def content_of(window: MainWindow) -> Content:
    return content_on(predict_page(window))


def predictions_of(window: MainWindow) -> Predictions:
    return window.session.predictions


def answers_of(window: MainWindow) -> list[Answer]:
    answers = [entry.answer for entry in predictions_of(window).entries]
    assert all(answers)
    return [answer for answer in answers if answer]


def local(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window: MainWindow, data: QMimeData) -> None:
    page, where = predict_page(window), QPoint(60, 60)
    button, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(where, action, data, button, keys)
    move = QDragMoveEvent(where, action, data, button, keys)
    for event in (enter, move):
        event.ignore()
        QApplication.sendEvent(page, event)
        assert event.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(where), action, data, button, keys))


def wait(qtbot: QtBot, window: MainWindow) -> None:
    """Until everything has its answer, and the current picture is there to be seen."""
    predictions = predictions_of(window)

    def is_shown() -> bool:
        current, look = predictions.current, predictions.look
        failed = current is not None and current.answer is not None and current.answer.error is not None
        return failed or current is None or (look is not None and look.picture is current.picture)

    qtbot.waitUntil(lambda: not predictions.is_busy and is_shown(), timeout=MILLISECONDS)


def paste(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, window)


def choose(menu: QMenu, name: str) -> None:
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text().partition("\t")[0] == name).trigger()


def pixels_of(picture: QImage) -> np.ndarray:
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    # A copy: the picture's own memory goes with it.
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
