"""A field explains itself: in words, with a formula, in a drawing of what is set, and by a way into the glossary."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QFocusEvent, QHelpEvent, QImage, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resources.teaching.texts import field_texts
from workbench.app.window import MainWindow
from workbench.state.design import Design
from workbench.views.design.content import Content
from workbench.views.help.documents import PICTURE
from workbench.views.help.drawings.registry import DRAWINGS, picture_of
from workbench.views.theme import Appearance, Theme

MOMENTUM = "optimizer.momentum"


def enter(content: Content, path: str) -> None:
    """As with Tab or a click."""
    editor = content.boxes[path].editor
    QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusIn))


def shown_picture(content: Content) -> QImage:
    image = content.training.help.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(PICTURE))
    assert isinstance(image, QImage)
    return image


def test_a_field_is_explained_with_its_formula_and_its_bounds_when_it_is_entered(
    content: Content, qtbot: QtBot
) -> None:
    content.boxes[MOMENTUM].editor.setFocus()
    qtbot.waitUntil(lambda: "Share of the last step" in content.training.help.toPlainText())
    shown = content.training.help.toPlainText()
    assert field_texts()["SGD.momentum"].formula.partition(",")[0] in shown
    assert "At least 0, less than 1." in shown


def test_fields_of_layers_are_explained_in_the_same_place(content: Content, design: Design) -> None:
    design.choose_layer(1)
    enter(content, "network.layers[1].kernel_initializer")
    assert "Glorot" in content.training.help.toPlainText()


def test_the_drawing_is_of_what_is_set(content: Content, design: Design) -> None:
    design.set_value("schedule.shape", "constant")
    enter(content, "schedule.shape")
    before = shown_picture(content).copy()
    design.set_value("schedule.shape", "one_cycle")
    assert shown_picture(content) != before
    rising = shown_picture(content).copy()
    design.set_value("schedule.rise", 0.8)
    assert shown_picture(content) != rising


@pytest.mark.parametrize("wrong", [2.5, -1, "much", None])
def test_a_wrong_value_does_not_keep_a_field_from_being_explained(
    content: Content, design: Design, wrong: object
) -> None:
    enter(content, MOMENTUM)
    design.set_value(MOMENTUM, wrong)
    assert "Share of the last step" in content.training.help.toPlainText()
    design.set_value("epochs", wrong)
    enter(content, "schedule.shape")
    assert not shown_picture(content).isNull()


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("values", [{}, {"rate": "x", "momentum": None, "kernel_size": 99, "epochs": 0, "stride": -1}])
def test_every_drawing_shows_something_in_light_and_in_dark(name: str, values: dict[str, Any], theme: Theme) -> None:
    light = picture_of(name, values, theme, 1.0)
    theme.set_appearance(Appearance.DARK)
    dark = picture_of(name, values, theme, 1.0)
    theme.set_appearance(Appearance.LIGHT)
    blank = QImage(light.size(), light.format())
    blank.fill(Qt.GlobalColor.transparent)
    assert light != blank
    assert light != dark


def test_every_drawing_that_a_text_names_is_there() -> None:
    assert {one.picture for one in field_texts().values() if one.picture} == set(DRAWINGS)


def test_a_link_and_f1_lead_from_a_field_into_the_glossary(content: Content, window: MainWindow, qtbot: QtBot) -> None:
    content.boxes[MOMENTUM].editor.setFocus()
    qtbot.waitUntil(lambda: "Share of the last step" in content.training.help.toPlainText())
    assert 'href="term:momentum"' in content.training.help.toHtml()
    content.training.help.anchorClicked.emit(QUrl("term:sgd"))
    assert window.help.window is not None
    assert window.help.window.address == "term:sgd"
    window.help.window.close()
    window.activateWindow()
    content.boxes[MOMENTUM].editor.setFocus()
    qtbot.waitUntil(content.boxes[MOMENTUM].editor.hasFocus)
    qtbot.keyClick(content.boxes[MOMENTUM].editor, Qt.Key.Key_F1)
    assert window.help.window.address == "term:momentum"


@pytest.mark.qt_log_ignore("does not support raise")  # what has no screen says of every tool tip
def test_whoever_points_at_a_field_reads_the_same_in_a_tool_tip(content: Content) -> None:
    editor = content.boxes[MOMENTUM].editor
    point = QPoint(5, 5)
    QApplication.sendEvent(editor, QHelpEvent(QEvent.Type.ToolTip, point, editor.mapToGlobal(point)))
    tip = editor.toolTip()
    assert "At least 0, less than 1." in tip
    assert field_texts()["SGD.momentum"].text[:30] in tip
    assert "href" not in tip
