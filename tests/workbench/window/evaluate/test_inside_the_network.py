"""The inside of the network that is shown is that of the model that was measured, on the picture that was chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.models.bundle import load_bundle
from core.models.committee import save_model
from core.models.insight import activations, first_weights
from core.models.predictor import Predictor
from core.models.uniting import unite
from resources.palette import DARK, LIGHT
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.contents import wait_for
from tests.workbench.window.evaluate.measuring import content_of, outcome_of
from tests.workbench.window.predicting import choose
from workbench.app.window import MainWindow
from workbench.views.evaluate.view_line import INSIDE, MISTAKES
from workbench.views.theme import Appearance, Theme


def click(qtbot: QtBot, widget: QWidget, point: QPoint | None = None) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point or widget.rect().center())


def look_inside(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, content_of(window).line.views.buttons[INSIDE])
    wait_for(lambda: window.session.insight.followed)


def wait_for_current(window: MainWindow) -> None:
    def is_there() -> bool:
        followed = window.session.insight.followed
        return followed is not None and followed.row == content_of(window).selection.row

    wait_for(is_there)


@pytest.fixture
def inside(measured: MainWindow, qtbot: QtBot) -> MainWindow:
    """After a click on "Inside the network"."""
    look_inside(measured, qtbot)
    return measured


def test_nothing_is_looked_into_before_somebody_asks_for_it(measured: MainWindow) -> None:
    assert measured.session.insight.opened is None
    assert content_of(measured).matrix.isVisible()
    assert not content_of(measured).weights.isVisible()
    assert not content_of(measured).line.member.isVisible()


def test_the_weights_are_those_of_the_model_that_was_measured(inside: MainWindow, trained: Trained) -> None:
    card, expected = content_of(inside).weights, first_weights(load_bundle(trained.models[1]))
    assert expected is not None
    assert card.isVisible()
    assert not content_of(inside).matrix.isVisible()
    assert card.quiet == "dense_1"
    assert f"{expected.units} units" in card.words.text()
    middle = card.wall.area_of(0).topLeft() + QPoint(20, 20)
    low, high = expected.weights[0].min(), expected.weights[0].max()
    assert card.wall.words_at(middle) == f"Unit 1: weights from {low:.3g} to {high:.3g}"


def test_the_layers_follow_the_picture_that_is_chosen_in_the_gallery(
    inside: MainWindow, trained: Trained, qtbot: QtBot
) -> None:
    content = content_of(inside)
    click(qtbot, content.gallery.grid.viewport(), content.gallery.grid.tile_area(1).center())
    wait_for_current(inside)
    row = int(outcome_of(inside).examination.rows[outcome_of(inside).mistakes[1]])
    assert content.activations.quiet == f"image {row:,}"
    expected = activations(Predictor(load_bundle(trained.models[1])), open_dataset(DATA).images[row])
    wall, logits = content.activations.wall, expected.layers[-1]
    assert [part.title for part in wall.parts] == [
        "input",
        *(layer.name for layer in expected.layers[:-1]),
        f"{logits.name}, logits",
    ]
    assert wall.parts[-1].words(3) == f"{expected.classes[3]}: {logits.values[3]:.3g}"
    assert wall.parts[-2].quiet.endswith("as above") == np.array_equal(
        expected.layers[-2].values, expected.layers[-3].values
    )


def test_the_layers_follow_a_cell_that_was_opened_before(measured: MainWindow, qtbot: QtBot) -> None:
    content, label = content_of(measured), int(outcome_of(measured).confusion.matrix.diagonal().argmax())
    view = content.matrix.view
    click(qtbot, view, view.cell_area(label, label).center().toPoint())
    look_inside(measured, qtbot)
    row = int(outcome_of(measured).examination.rows[outcome_of(measured).cell(label, label)[0]])
    assert content.activations.quiet == f"image {row:,}"


def test_where_a_cell_is_empty_the_first_picture_goes_through_the_layers(measured: MainWindow, qtbot: QtBot) -> None:
    content = content_of(measured)
    true, predicted = np.argwhere(outcome_of(measured).confusion.matrix == 0)[0].tolist()
    click(qtbot, content.matrix.view, content.matrix.view.cell_area(true, predicted).center().toPoint())
    look_inside(measured, qtbot)
    assert content.activations.quiet == f"image {outcome_of(measured).examination.rows[0]:,}"


def test_the_way_back_leads_to_the_matrix_at_its_old_width(inside: MainWindow, qtbot: QtBot) -> None:
    content = content_of(inside)
    click(qtbot, content.line.views.buttons[MISTAKES])
    before = content.columns.sizes()
    assert content.matrix.isVisible()
    look_inside(inside, qtbot)
    assert content.columns.sizes() != before
    click(qtbot, content.line.views.buttons[MISTAKES])
    assert content.columns.sizes() == before


def test_another_model_s_inside_takes_the_place_of_the_one_before(
    inside: MainWindow, trained: Trained, qtbot: QtBot
) -> None:
    summary, models, insight = content_of(inside).summary, inside.session.models, inside.session.insight
    with qtbot.waitSignal(models.changed):
        choose(summary.model.offered, "first")
    with qtbot.waitSignal(inside.session.evaluating.changed, timeout=30_000):
        click(qtbot, summary.start)
    wait_for(lambda: insight.followed)
    expected = first_weights(load_bundle(trained.models[0]))
    assert expected is not None
    assert insight.opened is not None
    assert insight.opened.weights is not None
    np.testing.assert_array_equal(insight.opened.weights.weights, expected.weights)


def test_of_a_committee_each_member_can_be_looked_into(
    ready: MainWindow, trained: Trained, tmp_path: Path, qtbot: QtBot
) -> None:
    members, file = [load_bundle(model) for model in trained.models], tmp_path / "both.workbench"
    save_model(file, unite("both", members))
    session, content = ready.session, content_of(ready)
    with qtbot.waitSignal(session.models.changed):
        session.models.choose_file(file)
    with qtbot.waitSignal(session.evaluating.changed, timeout=30_000):
        click(qtbot, content.summary.start)
    look_inside(ready, qtbot)
    assert content.line.member.text() == "member first"
    choose(content.line.member.menu(), "second")
    wait_for(lambda: session.insight.followed)
    expected = first_weights(members[1])
    assert content.line.member.text() == "member second"
    assert expected is not None
    assert session.insight.opened is not None
    assert session.insight.opened.weights is not None
    np.testing.assert_array_equal(session.insight.opened.weights.weights, expected.weights)
    click(qtbot, content.line.views.buttons[MISTAKES])
    assert not content.line.member.isVisible()


def test_a_weight_of_the_largest_size_has_the_strongest_colour_in_light_and_dark(
    inside: MainWindow, theme: Theme
) -> None:
    wall, opened = content_of(inside).weights.wall, inside.session.insight.opened
    assert opened is not None
    assert opened.weights is not None
    scaled = opened.weights.scaled[0]
    line, column, _ = np.unravel_index(int(np.abs(scaled).argmax()), scaled.shape)
    corner = wall.area_of(0).topLeft()
    side = sum(wall.words_at(corner + QPoint(x, 0)).startswith("Unit 1:") for x in range(wall.viewport().width()))
    pixel = QPoint(int((column + 0.5) * side / scaled.shape[1]), int((line + 0.5) * side / scaled.shape[0]))
    for appearance, palette in ((Appearance.DARK, DARK), (Appearance.LIGHT, LIGHT)):
        theme.set_appearance(appearance)
        wait_for(lambda: theme.is_settled)
        strongest = palette.positive if scaled.max() == 1 else palette.negative
        assert wall.viewport().grab().toImage().pixelColor(corner + pixel).name().upper() == strongest


def test_the_wall_is_walked_along_by_keyboard(inside: MainWindow, qtbot: QtBot) -> None:
    wall = content_of(inside).activations.wall
    wall.setFocus()
    qtbot.keyClick(wall, Qt.Key.Key_PageDown)
    assert wall.verticalScrollBar().value() > 0
    content = content_of(inside)
    kept = wall.verticalScrollBar().value()
    content.selection.set_position(2)
    wait_for_current(inside)
    assert wall.verticalScrollBar().value() == kept
