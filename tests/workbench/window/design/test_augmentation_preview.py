"""Seeing on the Design page what augmentation does, and which fields have an effect."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.workbench.window.design.actions import LEFT, choose, show, type_into
from workbench.app.window import MainWindow
from workbench.views.design.content import Content
from workbench.views.design.editors import FlagEditor


def unfold(content: Content, title: str) -> None:
    section = content.training.sections[title]
    section.heading.setChecked(True)


def with_preview(window: MainWindow, qtbot: QtBot) -> Content:
    content = show(window)
    unfold(content, "Augmentation")
    qtbot.waitUntil(lambda: bool(content.augmented.rows))
    return content


def test_versions_follow_the_fields_and_the_original_stays(loaded: MainWindow, qtbot: QtBot) -> None:
    content = with_preview(loaded, qtbot)
    originals = [row[0] for row in content.augmented.rows]
    assert all(picture == row[0] for row in content.augmented.rows for picture in row)

    with qtbot.waitSignal(loaded.session.design.augmented.changed):
        type_into(qtbot, content, "augmentation.polarity", "1")

    assert [row[0] for row in content.augmented.rows] == originals
    for row in content.augmented.rows:
        negative = QImage(row[0])
        negative.invertPixels()
        assert all(picture == negative for picture in row[1:])


def test_again_shows_other_draws(loaded: MainWindow, qtbot: QtBot) -> None:
    content = with_preview(loaded, qtbot)
    with qtbot.waitSignal(loaded.session.design.augmented.changed):
        type_into(qtbot, content, "augmentation.brightness", "0.5")
    before = content.augmented.rows
    with qtbot.waitSignal(loaded.session.design.augmented.changed):
        qtbot.mouseClick(content.augmented.again, LEFT)
    assert content.augmented.rows != before
    assert [row[0] for row in content.augmented.rows] == [row[0] for row in before]


def test_a_wrong_strength_is_explained_and_the_last_versions_stay(loaded: MainWindow, qtbot: QtBot) -> None:
    content = with_preview(loaded, qtbot)
    before = content.augmented.rows
    type_into(qtbot, content, "augmentation.rotation", "x")
    assert content.boxes["augmentation.rotation"].error == 'must be a number, got "x"'
    assert content.augmented.rows == before


def test_without_data_the_preview_says_what_it_waits_for(window: MainWindow) -> None:
    content = show(window)
    unfold(content, "Augmentation")
    assert content.augmented.words == "Open a dataset to see it"
    assert not content.augmented.again.isEnabled()


def test_images_are_made_only_where_somebody_looks(loaded: MainWindow, qtbot: QtBot) -> None:
    content = with_preview(loaded, qtbot)
    content.training.sections["Augmentation"].heading.setChecked(False)
    before = content.augmented.rows
    loaded.session.design.set_value("augmentation.polarity", 1.0)
    assert content.augmented.rows == before
    unfold(content, "Augmentation")
    qtbot.waitUntil(lambda: content.augmented.rows != before)


def test_a_field_without_effect_is_greyed_until_it_has_one(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    boxes = content.boxes
    unfold(content, "Augmentation")
    unfold(content, "Loss")
    assert not boxes["augmentation.erasing_area"].editor.isEnabled()
    type_into(qtbot, content, "augmentation.erasing", "0.5")
    assert boxes["augmentation.erasing_area"].editor.isEnabled()
    assert not boxes["loss.listed_weights"].editor.isEnabled()
    choose(qtbot, boxes["loss.class_weights"].editor, "Listed")
    assert boxes["loss.listed_weights"].editor.isEnabled()


def test_class_weights_are_typed_as_names_with_numbers(loaded: MainWindow, qtbot: QtBot) -> None:
    content, design = show(loaded), loaded.session.design
    unfold(content, "Loss")
    design.set_value("loss.class_weights", "listed")
    line = type_into(qtbot, content, "loss.listed_weights", "1: 2, 7: 0.5")
    assert design.draft["loss"]["listed_weights"] == {"1": 2.0, "7": 0.5}
    assert design.problems == []
    assert line.text() == "1: 2, 7: 0.5"
    type_into(qtbot, content, "loss.listed_weights", "1: much")
    assert content.boxes["loss.listed_weights"].error.startswith("must be names of classes with a weight each")
    type_into(qtbot, content, "loss.listed_weights", "ten: 2")
    assert content.boxes["loss.listed_weights"].error.startswith("there is no class ten; the classes are: ")
    type_into(qtbot, content, "loss.listed_weights", "1: 0")
    assert content.boxes["loss.listed_weights"].error == "the weight of 1 must be more than 0 and at most 1,000"


def test_averaging_is_switched_on_with_its_default_and_off_again(loaded: MainWindow, qtbot: QtBot) -> None:
    content, design = show(loaded), loaded.session.design
    unfold(content, "Weight averaging")
    switch = content.training.sections["Weight averaging"].switch
    assert isinstance(switch, FlagEditor)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert design.draft["weight_averaging"] == {"decay": 0.999}
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert design.draft["weight_averaging"] is None


def test_a_section_that_is_unfolded_at_the_foot_comes_into_view(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    content.training.sections["Augmentation"].heading.setChecked(True)
    heading = content.training.sections["Augmentation"].heading
    qtbot.waitUntil(lambda: not content.augmented.visibleRegion().isEmpty())
    assert not heading.visibleRegion().isEmpty()


def test_the_window_starts_without_opencv() -> None:
    lines = ("import sys", "import workbench.app.window", "assert 'cv2' not in sys.modules")
    subprocess.run([sys.executable, "-c", ";".join(lines)], check=True)
