"""Designing an experiment in the window, with real clicks and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from core.experiment.fields import fields_of, leaf_paths
from core.experiment.recipes import open_draft_file
from core.experiment.spec import Experiment
from tests.workbench.window.contents import wait_for
from tests.workbench.window.design.actions import (
    CONTROL,
    LEFT,
    SHIFT,
    choose,
    click_layer,
    kinds,
    line_of,
    show,
    type_into,
)
from workbench.app.window import MainWindow
from workbench.state.design import Design
from workbench.views.cards import ElidedLabel
from workbench.views.design.content import Content
from workbench.views.design.page import DesignPage
from workbench.views.theme import Appearance, Theme
from workbench.views.tokens import Size

OpenWindow = Callable[[], MainWindow]


def test_training_the_first_recipe_is_one_click_away(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    with qtbot.waitSignal(loaded.session.design.train_requested) as request:
        qtbot.mouseClick(content.train.button, LEFT)
    experiment, source = request.args
    assert (experiment.name, source) == ("Digits, quick", "street-digits:300")
    assert loaded.pipeline.chips["experiment"].name == "Digits, quick"


def test_the_page_is_made_before_it_is_asked_for_once_there_is_data(loaded: MainWindow, qtbot: QtBot) -> None:
    page = loaded.pages["design"]
    assert isinstance(page, DesignPage)
    qtbot.waitUntil(lambda: page.content is not None)
    assert not page.isVisible()
    assert loaded.pages["data"].isVisible()


def test_without_data_the_page_says_so_and_leads_there(window: MainWindow, content: Content, qtbot: QtBot) -> None:
    assert not content.train.button.isEnabled()
    assert content.train.reason == "Open a dataset to train on."
    assert content.cost.note == "Open a dataset to see shapes."
    assert content.layers.layers.row_texts(0) == ("Flatten", "", "?", "0")
    qtbot.mouseClick(content.cost.lead, LEFT)
    assert window.pages["data"].isVisible()


def test_every_layer_shows_what_comes_out_of_it_and_what_it_learns(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    rows = [content.layers.layers.row_texts(place)[2:] for place in range(-1, 6)]
    times = "\N{MULTIPLICATION SIGN}"
    assert rows[:3] == [(f"32 {times} 32 {times} 1", "\N{EN DASH}"), ("1,024", "0"), ("200", "205,000")]
    assert rows[-1] == ("10", "2,010")
    assert content.cost.facts["Parameters"] == "247,210"
    qtbot.waitUntil(lambda: content.cost.facts["An epoch, about"].endswith(" s"))


def test_a_wrong_number_is_explained_beside_it_at_once_and_holds_up_training(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    click_layer(qtbot, content, 1)
    line = type_into(qtbot, content, "network.layers[1].units", "0")
    type_into(qtbot, content, "epochs", "many")
    assert content.boxes["network.layers[1].units"].error == "must be at least 1, got 0"
    assert content.boxes["epochs"].error == 'must be a whole number, got "many"'
    assert content.layers.fault == "network.layers[1].units: must be at least 1, got 0"
    assert content.layers.layers.row_texts(1)[2:] == ("?", "?")
    assert content.cost.facts["Parameters"] == "2,010 + ?"
    assert not content.train.button.isEnabled()
    assert content.train.reason == "2 fields need attention."

    type_into(qtbot, content, "network.layers[1].units", "100")
    type_into(qtbot, content, "epochs", "3")
    assert content.boxes["network.layers[1].units"].error == content.train.reason == ""
    assert content.train.button.isEnabled()
    assert line.text() == "100"


def test_a_click_on_the_reason_leads_to_the_field_even_in_a_folded_section(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    section = content.training.sections["Loss"]
    assert not section.heading.isChecked()
    loaded.session.design.set_value("loss.log_offset", 5)
    qtbot.mouseClick(content.train.lead, LEFT)
    assert section.heading.isChecked()
    assert line_of(content, "loss.log_offset").isVisible()
    assert QApplication.focusWidget() is line_of(content, "loss.log_offset")


def test_small_numbers_are_kept_as_typed_and_stepped_by_keys_and_buttons(
    content: Content, design: Design, qtbot: QtBot
) -> None:
    line = type_into(qtbot, content, "optimizer.learning_rate", "0.00015")
    assert design.draft["optimizer"]["learning_rate"] == 0.00015
    assert line.text() == "0.00015"
    type_into(qtbot, content, "optimizer.learning_rate", "1e-3")
    assert line.text() == "1e-3"
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert (line.text(), design.draft["optimizer"]["learning_rate"]) == ("0.002", 0.002)
    up = line.findChild(QWidget, "stepper")
    assert up is not None
    qtbot.mouseClick(up, LEFT)
    assert design.draft["optimizer"]["learning_rate"] == 0.003


def test_undo_and_redo_work_inside_a_field_and_take_back_what_was_typed_as_one(
    content: Content, design: Design, qtbot: QtBot
) -> None:
    line = type_into(qtbot, content, "epochs", "123")
    qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert (design.draft["epochs"], line.text()) == (15, "15")
    qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert (design.draft["epochs"], line.text()) == (123, "123")
    qtbot.mouseClick(content.experiment.undo, LEFT)
    assert line.text() == "15"
    assert not content.experiment.undo.isEnabled()


def test_every_field_of_the_experiment_can_be_reached(content: Content, design: Design, qtbot: QtBot) -> None:
    design.set_value("early_stopping", {"patience": 5, "minimum_improvement": 0.0})
    reached = set(content.boxes)
    for place in range(len(kinds(design))):
        design.choose_layer(place)
        reached |= set(content.boxes)
    # The Data page decides what is trained on; the list itself holds the layers.
    wanted = set(leaf_paths(design.draft, fields_of(Experiment))) - {"data.source", "network.layers"}
    assert reached == wanted


def test_in_the_smallest_window_no_label_of_a_setting_is_cut_off(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    loaded.resize(*Size.LEAST_WINDOW)
    labels = [label for label in content.training.findChildren(ElidedLabel) if label.buddy() and label.isVisible()]
    assert len(labels) > 5
    qtbot.waitUntil(lambda: all(label.text() == label.accessibleName() for label in labels))


def test_another_optimizer_brings_its_own_fields(content: Content, design: Design, qtbot: QtBot) -> None:
    switch = content.training.sections["Optimizer"].switch
    assert switch is not None
    choose(qtbot, switch, "Adam")
    assert design.draft["optimizer"] == {
        "type": "Adam",
        "learning_rate": 0.001,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-7,
        "weight_decay": 0.0,
    }
    assert line_of(content, "optimizer.epsilon").text() == "1e-07"
    assert "optimizer.momentum" not in content.boxes
    qtbot.keyClick(switch, Qt.Key.Key_Z, CONTROL)
    assert line_of(content, "optimizer.momentum").text() == "0.9"


def test_early_stopping_is_switched_on_and_off(content: Content, design: Design, qtbot: QtBot) -> None:
    section = content.training.sections["Early stopping"]
    qtbot.mouseClick(section.heading, LEFT)
    assert section.switch is not None
    qtbot.keyClick(section.switch, Qt.Key.Key_Space)
    assert design.draft["early_stopping"] == {"patience": 10, "minimum_improvement": 0.0}
    type_into(qtbot, content, "early_stopping.patience", "4")
    qtbot.keyClick(section.switch, Qt.Key.Key_Space)
    assert design.draft["early_stopping"] is None
    assert "early_stopping.patience" not in content.boxes


def test_colour_of_the_images_changes_the_shapes(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    qtbot.mouseClick(content.training.sections["Preprocessing"].heading, LEFT)
    choose(qtbot, content.boxes["preprocessing.color"].editor, "RGB")
    assert content.layers.layers.row_texts(0)[2] == "3,072"
    assert loaded.session.design.draft["preprocessing"]["color"] == "rgb"


def test_one_click_fits_the_output_to_the_classes(loaded: MainWindow, qtbot: QtBot) -> None:
    content, design = show(loaded), loaded.session.design
    assert not content.layers.fit.isVisible()
    click_layer(qtbot, content, 5)
    type_into(qtbot, content, "network.layers[5].units", "7")
    assert "set its units to 10" in content.layers.fault
    qtbot.mouseClick(content.layers.fit, LEFT)
    assert design.draft["network"]["layers"][5]["units"] == 10
    assert not content.layers.fit.isVisible()
    assert content.train.button.isEnabled()


def test_changes_to_the_recipe_are_listed_until_they_are_taken_back(
    content: Content, design: Design, qtbot: QtBot
) -> None:
    type_into(qtbot, content, "optimizer.momentum", "0.5")
    design.add_layer("Dropout")
    assert [change.path for change in content.changes.changes] == ["network.layers[2]", "optimizer.momentum"]
    choose(qtbot, content.experiment.recipes, "Digits, quick")
    design.start_from("digits-quick")
    assert content.changes.changes == []


def test_a_recipe_is_chosen_and_taken_back(content: Content, design: Design, qtbot: QtBot) -> None:
    choose(qtbot, content.experiment.recipes, "Faces, MLP")
    assert design.name == line_of(content, "name").text() == "Faces, MLP"
    assert line_of(content, "data.classes").text() == "angry, fear, happy, sad"
    while design.can_undo:
        qtbot.keyClick(content.experiment.recipes, Qt.Key.Key_Z, CONTROL)
    assert line_of(content, "name").text() == "Digits, quick"
    choose(qtbot, content.experiment.recipes, "Blank")
    assert kinds(design) == ["Flatten", "Dense"]


def test_an_experiment_is_saved_to_a_file_and_a_bad_file_is_explained_beside_the_buttons(
    content: Content, design: Design, qtbot: QtBot, tmp_path: Path
) -> None:
    type_into(qtbot, content, "epochs", "many")
    design.save_file(tmp_path / "mine.json")
    assert open_draft_file(tmp_path / "mine.json")["epochs"] == "many"
    (tmp_path / "bad.json").write_text('{"name": "no network"}')
    design.open_file(tmp_path / "bad.json")
    assert content.experiment.error.isVisible()
    assert "bad.json is not valid: network" in content.experiment.error.text
    dismiss = content.experiment.error.dismiss
    qtbot.waitUntil(lambda: dismiss.visibleRegion().contains(dismiss.rect().center()))
    qtbot.mouseClick(dismiss, LEFT)
    assert not content.experiment.error.isVisible()
    design.start_blank()
    design.open_file(tmp_path / "mine.json")
    assert line_of(content, "epochs").text() == "many"


def test_the_draft_and_the_folded_sections_are_as_they_were_left(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window()
    content = show(first)
    type_into(qtbot, content, "name", "Mine")
    type_into(qtbot, content, "epochs", "")
    qtbot.mouseClick(content.training.sections["Optimizer"].heading, LEFT)
    first.close()

    second = open_window()
    assert second.pipeline.chips["experiment"].name == "Mine"
    content = show(second)
    assert line_of(content, "epochs").text() == ""
    assert content.train.reason == "1 field needs attention."
    assert not content.training.sections["Optimizer"].heading.isChecked()


def test_the_help_of_a_field_is_shown_when_it_is_entered(content: Content, qtbot: QtBot) -> None:
    content.boxes["optimizer.momentum"].editor.setFocus()
    qtbot.waitUntil(lambda: "Share of the last step" in content.training.help.toPlainText())
    assert "At least 0, less than 1." in content.training.help.toPlainText()


def test_the_drawing_shows_the_widths_and_chooses_layers(loaded: MainWindow, qtbot: QtBot) -> None:
    content = show(loaded)
    drawing = content.network.drawing
    assert drawing.accessibleName() == "The network's widths: 1,024 to 200 to 200 to 10"
    qtbot.mouseClick(drawing, LEFT, pos=drawing.block(2).center().toPoint())
    assert loaded.session.design.current_layer == 3


def test_every_control_has_a_name_and_is_reached_by_tab(content: Content, window: MainWindow, qtbot: QtBot) -> None:
    for section in content.training.sections.values():
        section.heading.setChecked(True)
    controls = [
        widget
        for widget in content.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert not [widget for widget in controls if not widget.accessibleName() and not getattr(widget, "text", str)()]
    reached, current = set(), content.layers.layers
    current.setFocus()
    while (focused := QApplication.focusWidget()) not in reached:
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert not [widget for widget in controls if widget not in reached]


def test_the_page_follows_the_theme(loaded: MainWindow, theme: Theme) -> None:
    content = show(loaded)
    light = content.grab().toImage()
    theme.set_appearance(Appearance.DARK)
    wait_for(lambda: theme.is_settled)
    dark = content.grab().toImage()
    middle = light.rect().center()
    assert light.pixelColor(middle).lightness() > 128 > dark.pixelColor(middle).lightness()


def test_another_dataset_is_judged_at_once(
    loaded: MainWindow, tmp_path: Path, open_source: Callable[[MainWindow, str], ImageDataset], picture_folder: Path
) -> None:
    content = show(loaded)
    open_source(loaded, str(picture_folder))
    assert content.layers.layers.row_texts(0)[2] == "64"
    assert content.layers.fit.text() == "Give the output 2 units"
