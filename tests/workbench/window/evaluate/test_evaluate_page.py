"""A model is measured in the window, and every figure leads to its pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from resources.palette import DARK, LIGHT
from tests.workbench.cli.processes import workbench_process
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.contents import wait_for
from tests.workbench.window.evaluate.measuring import content_of, outcome_of, page_of
from tests.workbench.window.predicting import choose
from workbench.app.window import MainWindow
from workbench.views.theme import Appearance, Theme, font
from workbench.views.tokens import Size, Type

OpenSource = Callable[[MainWindow, str], ImageDataset]


def click(qtbot: QtBot, widget: QWidget, point: QPoint | None = None) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point or widget.rect().center())


def largest_confusion(window: MainWindow) -> tuple[int, int]:
    mistakes = outcome_of(window).confusion.matrix * (1 - np.eye(len(outcome_of(window).classes), dtype=int))
    true, predicted = divmod(int(mistakes.argmax()), len(mistakes))
    return true, predicted


def test_without_a_model_the_page_says_how_to_come_to_one(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, window.rail.buttons["evaluate"])
    welcome = page_of(window).welcome
    assert welcome.isVisible()
    assert "No model yet" in welcome.invitation.text
    assert not welcome.data_button.isVisible()
    click(qtbot, welcome.train_button)
    assert window.pages["train"].isVisible()


def test_with_a_model_alone_the_page_leads_to_the_data(asking: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, asking.rail.buttons["evaluate"])
    welcome = page_of(asking).welcome
    assert "No dataset yet" in welcome.invitation.text
    click(qtbot, welcome.data_button)
    assert asking.pages["data"].isVisible()


def test_evaluate_stands_between_train_and_predict_and_the_model_s_chip_still_opens_predict(
    ready: MainWindow, qtbot: QtBot
) -> None:
    keys = list(ready.pages)
    assert keys[keys.index("train") : keys.index("predict") + 1] == ["train", "evaluate", "predict"]
    click(qtbot, ready.pipeline.chips["model"])
    assert ready.pages["predict"].isVisible()


def test_before_it_is_asked_for_nothing_is_measured_and_the_page_says_what_to_press(ready: MainWindow) -> None:
    assert ready.session.evaluating.outcome is None
    assert not content_of(ready).matrix.isVisible()
    assert content_of(ready).summary.figures["Accuracy"].text == "\N{EN DASH}"


def test_the_window_s_figures_are_the_command_line_s(measured: MainWindow, trained: Trained) -> None:
    result = workbench_process("evaluate", trained.models[1], "--data", DATA, "--json")
    expected, evaluation = json.loads(result.stdout), outcome_of(measured).evaluation
    assert evaluation.accuracy == expected["accuracy"]
    assert evaluation.loss == expected["loss"]
    figures, low, high = content_of(measured).summary.figures, *expected["accuracy_interval"]
    assert figures["Accuracy"].text == f"{expected['accuracy']:.1%} 95%: {low:.1%} to {high:.1%}"
    assert figures["Macro F1"].text == f"{expected['macro_f1']:.1%}"
    assert figures["Loss"].text == f"{expected['loss']:.4f} nats"
    assert figures["Images"].text == f"{expected['images']} of {expected['split']}"


def test_cells_say_counts_or_shares_of_their_row_or_column(measured: MainWindow) -> None:
    card, matrix = content_of(measured).matrix, outcome_of(measured).confusion.matrix
    true, predicted = largest_confusion(measured)
    count = matrix[true, predicted]
    assert card.view.text_of(true, predicted) == f"{count}"
    choose(card.normalisation.menu(), "by true class")
    assert card.view.text_of(true, predicted) == f"{count / matrix[true].sum():.0%}"
    choose(card.normalisation.menu(), "by predicted class")
    assert card.view.text_of(true, predicted) == f"{count / matrix[:, predicted].sum():.0%}"


def test_a_cell_opens_exactly_its_pictures_the_surest_first(
    measured: MainWindow, trained: Trained, qtbot: QtBot
) -> None:
    content, (true, predicted) = content_of(measured), largest_confusion(measured)
    click(qtbot, content.matrix.view, content.matrix.view.cell_area(true, predicted).center().toPoint())

    dataset = open_dataset(DATA)
    rows = np.arange(dataset.splits["test"].start, dataset.splits["test"].stop)
    answers = Predictor(load_bundle(trained.models[1])).probabilities_of_rows(dataset.images, rows)
    is_there = (dataset.labels[rows] == true) & (answers.argmax(axis=1) == predicted)
    assert sorted(content.selection.rows.tolist()) == rows[is_there].tolist()
    shares = answers[content.selection.rows - rows[0], predicted]
    assert (np.diff(shares) <= 0).all()
    assert f"{dataset.classes[true]} taken for {dataset.classes[predicted]}" in content.gallery.shown.text()
    assert content.gallery.quiet == f"{is_there.sum()}"


def test_in_the_lowest_window_the_cells_still_have_room_for_what_they_say(measured: MainWindow, qtbot: QtBot) -> None:
    measured.resize(*Size.LEAST_WINDOW)
    view = content_of(measured).matrix.view
    least = QFontMetrics(font(Type.BADGE)).height()
    qtbot.waitUntil(lambda: view.isVisible() and view.cell_area(0, 0).height() >= least)


def test_cells_are_reached_and_opened_by_keyboard(measured: MainWindow, qtbot: QtBot) -> None:
    content = content_of(measured)
    view = content.matrix.view
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.current == (1, 1)
    assert view.accessibleDescription().startswith("True 1, predicted 1: ")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert (
        content.selection.rows.tolist()
        == outcome_of(measured).examination.rows[outcome_of(measured).cell(1, 1)].tolist()
    )


def test_an_empty_cell_says_so_instead_of_showing_an_empty_pane(measured: MainWindow, qtbot: QtBot) -> None:
    content, (true, predicted) = (
        content_of(measured),
        np.argwhere(outcome_of(measured).confusion.matrix == 0)[0].tolist(),
    )
    click(qtbot, content.matrix.view, content.matrix.view.cell_area(true, predicted).center().toPoint())
    assert content.gallery.words.isVisible()
    assert "There are none" in content.gallery.words.text()
    assert content.stored.title == "No image"
    assert content.answer.title == "Answer"


def test_the_surest_mistakes_come_first_and_the_least_sure_hits_are_a_choice_away(measured: MainWindow) -> None:
    gallery, outcome = content_of(measured).gallery, outcome_of(measured)
    answers = [outcome.answer(place) for place in gallery.places.tolist()]
    assert answers
    assert all(true != predicted for true, predicted, _ in answers)
    assert [share for *_, share in answers] == sorted((share for *_, share in answers), reverse=True)
    choose(gallery.shown.menu(), "Least confident hits")
    answers = [outcome.answer(place) for place in gallery.places.tolist()]
    assert all(true == predicted for true, predicted, _ in answers)
    assert [share for *_, share in answers] == sorted(share for *_, share in answers)


def test_a_picture_of_the_gallery_is_shown_closely_with_the_model_s_answer(measured: MainWindow, qtbot: QtBot) -> None:
    content, outcome = content_of(measured), outcome_of(measured)
    grid = content.gallery.grid
    click(qtbot, grid.viewport(), grid.tile_area(2).center())
    place = int(outcome.mistakes[2])
    true, predicted, share = outcome.answer(place)
    assert content.stored.title == f"Image {outcome.examination.rows[place]:,}"
    assert content.stored.facts[0] == true
    assert content.answer.title == f"{predicted}, {share:.1%}"
    assert content.answer.bars.rows[0][0] == predicted
    assert grid.accessibleDescription().endswith(f"{share:.1%}")
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert content.selection.position == 0


def test_figures_that_were_there_before_the_page_was_looked_at_come_with_their_picture(
    asking: MainWindow, open_source: OpenSource, qtbot: QtBot
) -> None:
    open_source(asking, DATA)
    with qtbot.waitSignal(asking.session.evaluating.changed, timeout=30_000):
        asking.session.evaluating.start()
    asking.show_page("evaluate")
    wait_for(lambda: page_of(asking).content)
    row = outcome_of(asking).examination.rows[outcome_of(asking).mistakes[0]]
    assert content_of(asking).stored.title == f"Image {row:,}"
    assert content_of(asking).matrix.isVisible()


def test_classes_are_sorted_by_a_click_on_a_head(measured: MainWindow, qtbot: QtBot) -> None:
    table = content_of(measured).classes.table
    header, model = table.horizontalHeader(), content_of(measured).classes.model
    assert [line.name for line in model.rows] == list(outcome_of(measured).classes)
    recall = QPoint(header.sectionViewportPosition(2) + header.sectionSize(2) // 2, header.height() // 2)
    for _ in range(2):
        click(qtbot, header.viewport(), recall)
    values = [line.figures.recall for line in model.rows]
    assert len(set(values)) > 2
    assert values in (sorted(values), sorted(values, reverse=True))
    first = values
    click(qtbot, header.viewport(), recall)
    assert [line.figures.recall for line in model.rows] != first


def test_the_reliability_diagram_has_the_error_of_calibration(measured: MainWindow) -> None:
    card, found = content_of(measured).reliability, outcome_of(measured).reliability
    assert card.quiet == f"ECE {found.expected_calibration_error:.1%}"
    assert card.words.startswith("It is ")
    filled = next(one for one in found.bins if one.images and one.accuracy)
    assert card.view.bar_area(filled).height() > 0
    assert f"{filled.images:,} images" in card.view.words_of(filled)


def test_figures_of_what_is_no_longer_chosen_stay_and_say_so(measured: MainWindow, qtbot: QtBot) -> None:
    summary, before = content_of(measured).summary, outcome_of(measured)
    assert summary.stale.accessibleName() == ""
    choose(summary.part.menu(), "train")
    assert outcome_of(measured) is before
    assert "second on test" in summary.stale.accessibleName()
    with qtbot.waitSignal(measured.session.evaluating.changed, timeout=30_000):
        click(qtbot, summary.start)
    assert outcome_of(measured).evaluation.split == "train"
    assert summary.stale.accessibleName() == ""


def test_a_smaller_part_is_measured_after_a_larger_one_was_looked_through(measured: MainWindow, qtbot: QtBot) -> None:
    content = content_of(measured)
    for part in ("train", "test"):
        choose(content.summary.part.menu(), part)
        with qtbot.waitSignal(measured.session.evaluating.changed, timeout=30_000):
            click(qtbot, content.summary.start)
        qtbot.keyClick(content.gallery.grid, Qt.Key.Key_End)
    assert content.gallery.place == int(outcome_of(measured).mistakes[-1])
    assert content.selection.position == len(outcome_of(measured).mistakes) - 1


def test_a_measurement_is_given_up_by_a_click_and_the_figures_before_stay(measured: MainWindow, qtbot: QtBot) -> None:
    summary, before = content_of(measured).summary, outcome_of(measured)
    choose(summary.part.menu(), "train")
    click(qtbot, summary.start)
    assert summary.progress.isVisible()
    assert not summary.start.isEnabled()
    click(qtbot, summary.cancel)
    assert not measured.session.evaluating.is_busy
    assert outcome_of(measured) is before
    assert summary.figures["Accuracy"].isVisible()
    assert summary.start.isEnabled()


def test_another_model_can_be_chosen_on_the_page(measured: MainWindow, qtbot: QtBot) -> None:
    summary, models = content_of(measured).summary, measured.session.models
    with qtbot.waitSignal(models.changed):
        choose(summary.model.offered, "first")
    with qtbot.waitSignal(measured.session.evaluating.changed, timeout=30_000):
        click(qtbot, summary.start)
    assert outcome_of(measured).title == "first"
    assert content_of(measured).matrix.isVisible()


def test_what_cannot_be_measured_says_why_beside_the_button(
    ready: MainWindow, open_source: OpenSource, picture_folder: Path, qtbot: QtBot
) -> None:
    open_source(ready, str(picture_folder))
    summary = content_of(ready).summary
    with qtbot.waitSignal(ready.session.evaluating.error_changed):
        click(qtbot, summary.start)
    qtbot.waitUntil(summary.error.isVisible)
    assert "pets has none of the classes that the model knows" in summary.error.text
    assert summary.start.isEnabled()
    click(qtbot, summary.error.dismiss)
    assert not summary.error.isVisible()


def test_another_dataset_takes_the_figures_of_the_one_before_away(
    measured: MainWindow, open_source: OpenSource
) -> None:
    open_source(measured, "street-digits:300")
    assert measured.session.evaluating.outcome is None
    assert not content_of(measured).matrix.isVisible()
    assert content_of(measured).summary.figures["Accuracy"].text == "\N{EN DASH}"


def test_the_matrix_follows_light_and_dark(measured: MainWindow, theme: Theme) -> None:
    view = content_of(measured).matrix.view
    best = int(outcome_of(measured).confusion.matrix.diagonal().argmax())
    area = view.cell_area(best, best)
    beside_the_number = QPoint(round(area.left()) + 2, round(area.center().y()))
    for appearance, palette in ((Appearance.DARK, DARK), (Appearance.LIGHT, LIGHT)):
        theme.set_appearance(appearance)
        wait_for(lambda: theme.is_settled)
        assert view.grab().toImage().pixelColor(beside_the_number).name().upper() == palette.accent
