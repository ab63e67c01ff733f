"""Layers are put together by keyboard, by mouse and by buttons alike."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.workbench.window.design.actions import ALT, CONTROL, LEFT, click_layer, kinds
from workbench.state.design import Design
from workbench.views.design.content import Content


def test_layers_are_added_copied_moved_and_removed_by_keyboard_alone(
    content: Content, design: Design, qtbot: QtBot
) -> None:
    layers = content.layers.layers
    layers.setFocus()
    qtbot.keyClick(layers, Qt.Key.Key_Down)
    qtbot.keyClick(layers, Qt.Key.Key_Up)
    qtbot.keyClick(layers, Qt.Key.Key_Down, ALT)
    assert kinds(design) == ["Flatten", "Dropout", "Dense", "Dense", "Dropout", "Dense"]
    qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)
    qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)
    assert kinds(design)[:3] == ["Dense", "Flatten", "Dropout"]
    qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)
    assert design.current_layer == 0
    qtbot.keyClick(layers, Qt.Key.Key_D, CONTROL)
    assert kinds(design)[:3] == ["Dense", "Dense", "Flatten"]
    qtbot.keyClick(layers, Qt.Key.Key_Delete)
    assert kinds(design)[:3] == ["Dense", "Flatten", "Dropout"]
    for _ in range(5):
        qtbot.keyClick(layers, Qt.Key.Key_Z, CONTROL)
    assert kinds(design) == ["Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense"]


def test_layers_are_put_in_order_by_the_mouse(content: Content, design: Design, qtbot: QtBot) -> None:
    layers = content.layers.layers
    start, end = layers.area(2).center(), layers.area(0).center() - QPoint(0, 5)
    qtbot.mousePress(layers.viewport(), LEFT, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(layers.viewport(), start + (end - start) * step / 5)
    qtbot.mouseRelease(layers.viewport(), LEFT, pos=end)
    assert kinds(design)[:3] == ["Dropout", "Flatten", "Dense"]
    assert design.current_layer == 0
    assert content.layers.fault == ""


def test_a_click_without_a_drag_only_chooses(content: Content, design: Design, qtbot: QtBot) -> None:
    before = design.version
    click_layer(qtbot, content, 3)
    assert (design.version, design.current_layer) == (before, 3)
    assert content.layer.title == "Dense"
    assert set(content.layer.boxes) == {
        f"network.layers[3].{name}" for name in ("units", "activation", "use_bias", "kernel_initializer", "l1", "l2")
    }


def test_buttons_do_to_layers_what_keys_do(content: Content, design: Design, qtbot: QtBot) -> None:
    click_layer(qtbot, content, 1)
    for tool in ("down", "copy", "up", "remove"):
        qtbot.mouseClick(content.layers.tools[tool], LEFT)
    assert kinds(design) == ["Flatten", "Dropout", "Dense", "Dense", "Dropout", "Dense"]
    action = next(one for one in content.layers.add.menu().actions() if one.text() == "BatchNormalization")
    action.trigger()
    assert kinds(design)[design.current_layer] == "BatchNormalization"
    design.undo()
    assert "BatchNormalization" not in kinds(design)


def test_return_on_a_layer_leads_to_its_first_field(content: Content, design: Design, qtbot: QtBot) -> None:
    design.choose_layer(3)
    content.layers.layers.setFocus()
    qtbot.keyClick(content.layers.layers, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is content.boxes["network.layers[3].units"].editor
    design.choose_layer(0)
    qtbot.keyClick(content.layers.layers, Qt.Key.Key_Return)
    assert design.current_layer == 0
