"""A convolutional network is put together in the window by clicks and keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.workbench.window.design.actions import CONTROL, LEFT, click_layer, kinds, show, type_into
from workbench.app.window import MainWindow
from workbench.views.design.content import Content

TIMES = "\N{MULTIPLICATION SIGN}"


def add(content: Content, kind: str) -> None:
    """Choose a type from the menu of the button, which no mouse reaches on a screen without windows."""
    next(action for action in content.layers.add.menu().actions() if action.text() == kind).trigger()


def test_a_convolution_is_added_moved_to_where_images_are_and_undone(loaded: MainWindow, qtbot: QtBot) -> None:
    content, design = show(loaded), loaded.session.design
    click_layer(qtbot, content, 0)
    add(content, "Conv2D")
    assert kinds(design)[:2] == ["Flatten", "Conv2D"]
    assert "Conv2D takes images, but receives 1024 numbers in a row; put it before Flatten" in content.layers.fault
    assert not content.train.button.isEnabled()

    qtbot.mouseClick(content.layers.tools["up"], LEFT)
    assert content.layers.fault == ""
    assert content.train.button.isEnabled()
    type_into(qtbot, content, "network.layers[0].filters", "8")
    type_into(qtbot, content, "network.layers[0].kernel_size", "5")
    settings = f"8 filters {chr(0xB7)} 5 pixels"
    assert content.layers.layers.row_texts(0) == ("Conv2D", settings, f"32 {TIMES} 32 {TIMES} 8", "208")

    add(content, "MaxPooling2D")
    assert content.layers.layers.row_texts(1)[1:3] == ("2 pixels", f"16 {TIMES} 16 {TIMES} 8")
    assert content.network.drawing.accessibleName().startswith(
        f"The network's widths: 32 {TIMES} 32 {TIMES} 1 to 32 {TIMES} 32 {TIMES} 8 to 16 {TIMES} 16 {TIMES} 8 to 200"
    )
    assert kinds(design)[:3] == ["Conv2D", "MaxPooling2D", "Flatten"]
    for _ in range(5):
        qtbot.keyClick(content.layers.layers, Qt.Key.Key_Z, CONTROL)
    assert "Conv2D" not in kinds(design)


def test_a_square_larger_than_the_image_is_explained_at_its_layer(loaded: MainWindow, qtbot: QtBot) -> None:
    content, design = show(loaded), loaded.session.design
    design.start_from("digits-cnn")
    place = kinds(design).index("MaxPooling2D")
    click_layer(qtbot, content, place)
    type_into(qtbot, content, f"network.layers[{place}].pool_size", "33")
    assert "squares of 33 x 33 are larger than the 32 x 32 image" in content.layers.fault
    type_into(qtbot, content, f"network.layers[{place}].pool_size", "2")
    assert content.layers.fault == ""
