"""Ticking "vary" beside fields in Design: bounds, faults, undo, files, and the sweep that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from core.experiment.draft import draft_of
from core.experiment.recipes import save_draft
from core.sweeps.space import load_space, save_space
from core.sweeps.study import TrialState
from tests.core.sweeps.experiments import small
from tests.workbench.window.contents import wait_for
from tests.workbench.window.design.actions import show
from tests.workbench.window.sweeps.sweeping import RATE, SOURCE, click, dialog_of, space, view_of, wait_for_end
from workbench.app.window import MainWindow
from workbench.views.design.content import Content
from workbench.views.design.vary_box import VaryBox
from workbench.views.design.vary_editor import NumberVary, WordsVary

UNITS, ACTIVATION = "network.layers[1].units", "network.layers[1].activation"


@pytest.fixture
def designed(window: MainWindow, open_source: Callable[[MainWindow, str], ImageDataset]) -> MainWindow:
    """A window with a small experiment that fits the open images."""
    open_source(window, SOURCE)
    window.session.design.open_draft(draft_of(small(epochs=2)))
    show(window)
    window.session.design.choose_layer(1)
    return window


@pytest.fixture
def content(designed: MainWindow) -> Content:
    return show(designed)


def vary_of(content: Content, path: str) -> VaryBox:
    vary = content.boxes[path].vary
    assert vary is not None
    return vary


def tick(content: Content, path: str, qtbot: QtBot) -> VaryBox:
    """Tick "vary" by keyboard."""
    vary = vary_of(content, path)
    vary.toggle.setFocus()
    qtbot.keyClick(vary.toggle, Qt.Key.Key_Space)
    assert vary.toggle.isChecked()
    # What is put into a layout is shown with the next turn of the event loop.
    wait_for(lambda: vary.editor and vary.editor.isVisible())
    return vary


def numbers_of(vary: VaryBox) -> NumberVary:
    assert isinstance(vary.editor, NumberVary)
    return vary.editor


def retype(line: NumberVary, part: str, text: str, qtbot: QtBot) -> None:
    editor = getattr(line, part)
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)


def test_a_number_that_is_ticked_varies_around_its_value_and_the_experiment_keeps_it(
    designed: MainWindow, content: Content, qtbot: QtBot
) -> None:
    design = designed.session.design
    assert not content.train.sweep.isVisible()
    vary = tick(content, RATE, qtbot)
    assert vary.toggle.accessibleName() == "Vary learning rate"
    assert (numbers_of(vary).low.text(), numbers_of(vary).high.text()) == ("0.005", "0.5")
    assert numbers_of(vary).log.isChecked()
    assert design.draft["optimizer"]["learning_rate"] == 0.05
    assert not design.problems
    assert content.train.sweep.isEnabled()
    assert content.train.button.isEnabled()


def test_ends_that_cannot_stand_are_said_beside_the_field_and_hold_back_the_sweep_alone(
    designed: MainWindow, content: Content, qtbot: QtBot
) -> None:
    vary = tick(content, RATE, qtbot)
    retype(numbers_of(vary), "low", "7", qtbot)
    assert vary.error == "must be more than low, 7, got 0.5"
    assert numbers_of(vary).high.property("wrong")
    assert not content.train.sweep.isEnabled()
    assert content.train.button.isEnabled()
    retype(numbers_of(vary), "low", "zero", qtbot)
    assert vary.error == 'must be a number, got "zero"'
    retype(numbers_of(vary), "low", "0.01", qtbot)
    assert not vary.error
    assert content.train.sweep.isEnabled()


def test_ticking_and_typing_are_undone_step_by_step(designed: MainWindow, content: Content, qtbot: QtBot) -> None:
    design = designed.session.design
    vary = tick(content, RATE, qtbot)
    retype(numbers_of(vary), "high", "0.25", qtbot)
    design.undo()
    assert numbers_of(vary).high.text() == "0.5"
    design.undo()
    assert not vary.toggle.isChecked()
    assert not design.varying.fields
    design.redo()
    assert vary.toggle.isChecked()


def test_words_are_chips_and_a_layer_takes_what_varies_along_when_it_moves(
    designed: MainWindow, content: Content, qtbot: QtBot
) -> None:
    design = designed.session.design
    vary = tick(content, ACTIVATION, qtbot)
    assert isinstance(vary.editor, WordsVary)
    click(vary.editor.chips["sigmoid"])
    assert "sigmoid" not in design.varying.fields[ACTIVATION]["values"]
    tick(content, UNITS, qtbot)
    design.move_layer(2)
    assert set(design.varying.fields) == {"network.layers[2].activation", "network.layers[2].units"}
    assert vary_of(content, "network.layers[2].units").toggle.isChecked()
    design.remove_layer()
    assert not design.varying.fields


def test_what_varies_is_there_again_at_the_next_start(
    designed: MainWindow, content: Content, qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    tick(content, RATE, qtbot)
    designed.close()
    again = show(open_window())
    assert vary_of(again, RATE).toggle.isChecked()
    assert numbers_of(vary_of(again, RATE)).high.text() == "0.5"


def test_a_sweep_is_saved_as_a_file_and_opened_with_its_settings(
    designed: MainWindow, content: Content, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.json"
    tick(content, RATE, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(file), "Sweeps (*.json)"))
    click(content.experiment.save_button)
    (varied,) = load_space(str(file)).vary
    assert (varied.path, varied.type) == (RATE, "range")

    save_space(file, space(sampler="random", trials=7, seconds=90))
    designed.session.design.open_file(file)
    assert vary_of(content, RATE).toggle.isChecked()
    assert designed.session.design.varying.fields[RATE]["values"] == [0.001, 0.05]
    click(content.train.sweep)
    dialog = dialog_of(designed)
    assert dialog.boxes["trials"].editor.text() == "7"
    assert dialog.boxes["minutes"].editor.text() == "1.5"
    dialog.reject()


def test_an_experiment_alone_can_be_saved_while_something_varies(
    designed: MainWindow, content: Content, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.json"
    tick(content, RATE, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(file), "Experiments (*.json)"))
    click(content.experiment.save_button)
    save_draft(tmp_path / "same.json", designed.session.design.draft)
    assert file.read_text() == (tmp_path / "same.json").read_text()


def test_what_was_ticked_is_trained_as_a_sweep(designed: MainWindow, content: Content, qtbot: QtBot) -> None:
    vary = tick(content, RATE, qtbot)
    numbers_of(vary).way.edited.emit("choices")
    retype(numbers_of(vary), "numbers", "0.01, 0.05", qtbot)
    click(content.train.sweep)
    dialog = dialog_of(designed)
    sampler = dialog.boxes["sampler"].editor
    sampler.edited.emit("grid")
    dialog.boxes["trials"].editor.edited.emit(None)
    assert dialog.words.text() == "The grid has 2 trials."
    dialog.boxes["threads_per_run"].editor.edited.emit(1)
    click(dialog.start)
    wait_for_end(designed)
    view = view_of(designed)
    assert [trial.values[RATE] for trial in view.trials] == [0.01, 0.05]
    assert [trial.state for trial in view.trials] == [TrialState.COMPLETED] * 2
    assert view.record.source == SOURCE
