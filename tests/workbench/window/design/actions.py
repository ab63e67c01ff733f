"""What people do on the Design page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.workbench.window.contents import content_on, page_of
from workbench.app.window import MainWindow
from workbench.state.design import Design
from workbench.views.design.content import Content
from workbench.views.design.page import DesignPage
from workbench.views.tokens import Size

LEFT, CONTROL, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def show(window: MainWindow) -> Content:
    window.show_page("design")
    content = content_on(page_of(window, DesignPage))
    # The screen of tests without a display is narrower than three columns with all that is in them.
    window.showNormal()
    window.resize(*Size.WINDOW)
    window.activateWindow()
    return content


def line_of(content: Content, path: str) -> QLineEdit:
    editor = content.boxes[path].editor
    assert isinstance(editor, QLineEdit)
    return editor


def type_into(qtbot: QtBot, content: Content, path: str, text: str) -> QLineEdit:
    """Replace a field's text, keystroke by keystroke."""
    line = line_of(content, path)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    return line


def choose(qtbot: QtBot, combo: QWidget, words: str) -> None:
    """Choose by keyboard from a closed list."""
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    while combo.currentText() != words:
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() != before, f"{words} cannot be chosen"


def kinds(design: Design) -> list[str]:
    return [layer["type"] for layer in design.draft["network"]["layers"]]


def click_layer(qtbot: QtBot, content: Content, place: int) -> None:
    layers = content.layers.layers
    layers.scrollToItem(layers.topLevelItem(place + 1))
    qtbot.mouseClick(layers.viewport(), LEFT, pos=layers.area(place).center())
