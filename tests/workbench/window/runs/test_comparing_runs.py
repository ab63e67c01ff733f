"""Ticked runs beside each other: their curves, what differs, and which model is better."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from core.data.open import open_dataset
from core.models.bundle import load_bundle
from core.models.comparing import compare_models
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from resources.palette import DARK, LIGHT, Palette
from tests.core.runs.run_events import metrics
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.contents import wait_for
from tests.workbench.window.predicting import choose
from workbench.app.window import MainWindow
from workbench.state.curves import Curves
from workbench.views.runs.content import Content
from workbench.views.runs.drawing import Drawing, smoothed
from workbench.views.theme import Appearance, Theme
from workbench.views.tokens import Size


def tick_all(content: Content, window: MainWindow) -> None:
    content.runs.table.selectAll()
    QTest.keyClick(content.runs.table, Qt.Key.Key_Space)
    count = len(content.runs.table.runs.rows)
    wait_for(lambda: len(window.session.comparison.runs) == count)


def drawn(content: Content, run_id: str) -> list[list[float]]:
    return [column.tolist() for column in content.curves.plot.lines[run_id].getOriginalDataset()]


def test_a_tick_lays_the_curves_of_a_run_over_the_others(
    content: Content, on_runs: MainWindow, trained: Trained
) -> None:
    table, store = content.runs.table, on_runs.session.store()
    assert content.curves.words.isVisible()
    box: QRect = table.visualRect(table.model().index(0, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(15, box.height() // 2))
    wait_for(lambda: on_runs.session.comparison.runs)
    epochs = store.run(trained.run_ids[1]).epochs
    assert drawn(content, trained.run_ids[1]) == [[1, 2, 3], [row.validation_accuracy for row in epochs]]
    assert not content.curves.words.isVisible()

    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(15, box.height() // 2))
    wait_for(lambda: not on_runs.session.comparison.runs)
    assert content.curves.words.isVisible()


@pytest.mark.parametrize(("appearance", "palette"), [(Appearance.LIGHT, LIGHT), (Appearance.DARK, DARK)])
def test_the_box_of_a_ticked_run_has_a_tick_in_it(
    content: Content, on_runs: MainWindow, theme: Theme, appearance: Appearance, palette: Palette
) -> None:
    theme.set_appearance(appearance)
    wait_for(lambda: theme.is_settled)
    table = content.runs.table
    row = table.visualRect(table.model().index(0, 0))
    box = QRect(row.left(), row.top(), Size.TABLE_ROW, row.height())
    tick_all(content, on_runs)
    table.clearSelection()
    shown = colors_in(table, box)
    assert shown.count(QColor(palette.on_accent)) >= 5
    assert shown.count(QColor(palette.accent)) > shown.count(QColor(palette.on_accent))


def colors_in(table: QTableView, area: QRect) -> list[QColor]:
    picture = table.viewport().grab(area).toImage()
    return [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]


def test_curves_are_drawn_by_time_on_a_logarithmic_scale(
    content: Content, on_runs: MainWindow, trained: Trained
) -> None:
    tick_all(content, on_runs)
    choose(content.curves.figure.menu(), "train loss")
    choose(content.curves.axis.menu(), "time")
    choose(content.curves.scale.menu(), "log")
    for run_id in trained.run_ids:
        epochs = on_runs.session.store().run(run_id).epochs
        xs, ys = drawn(content, run_id)
        np.testing.assert_allclose(xs, np.cumsum([row.seconds for row in epochs]))
        np.testing.assert_allclose(ys, np.log10([row.train_loss for row in epochs]))


def test_smoothing_averages_without_a_pull_to_zero_and_leaves_gaps_as_they_are() -> None:
    smooth = smoothed(np.array([1.0, 1.0, np.nan, 1.0]), 0.9)
    np.testing.assert_allclose(smooth, [1.0, 1.0, np.nan, 1.0])
    assert smoothed(np.array([0.0, 1.0]), 0.5)[1] == (0.25 * 0 + 0.5 * 1) / 0.75
    curves = Curves([metrics(1), metrics(2, validation_loss=np.nan)])
    _, losses = Drawing(figure="validation_loss", is_log=True).points(curves)
    assert np.isnan(losses).tolist() == [False, True]


def test_only_the_settings_that_differ_are_told_beside_the_results(content: Content, on_runs: MainWindow) -> None:
    assert "Tick two runs" in content.compare.words.text()
    tick_all(content, on_runs)
    lines = {line.name: line.values for line in content.compare.lines}
    assert lines["epochs"] == ("3", "2")
    assert list(lines) == ["epochs", "state", "epochs done", "validation accuracy", "validation loss", "time"]
    records = [run.record for run in on_runs.session.comparison.runs]
    assert lines["validation accuracy"] == tuple(f"{one.best_validation_accuracy:.1%}" for one in records)


def test_the_better_of_two_models_is_told_in_the_words_of_the_command_line(
    content: Content, on_runs: MainWindow, trained: Trained
) -> None:
    tick_all(content, on_runs)
    QTest.mouseClick(content.compare.ask, Qt.MouseButton.LeftButton)
    comparison = on_runs.session.comparison
    wait_for(lambda: comparison.sentence or comparison.error)
    second, first = (load_bundle(model) for model in reversed(trained.models))
    found = compare_models(second, first, open_dataset(DATA), None)
    names = [run.name for run in comparison.runs]
    assert content.compare.sentence.text().startswith(found.sentence(*names))
    content.runs.table.runs.tick(content.runs.table.runs.rows[0], is_ticked=False)
    wait_for(lambda: not content.compare.sentence.isVisible())


def test_runs_with_the_same_figures_are_called_identical(content: Content, on_runs: MainWindow) -> None:
    store: RunStore = on_runs.session.store()
    first = store.runs()[-1]
    run_experiment_to_its_end(store, first.run_id)
    on_runs.session.runs.refresh()
    wait_for(lambda: len(content.runs.table.runs.rows) == 3)
    for run in on_runs.session.runs.runs:
        if run.name == "first":
            on_runs.session.comparison.tick(run.run_id, True)
    wait_for(lambda: len(on_runs.session.comparison.runs) == 2)
    assert "Identical" in content.compare.words.text()


def run_experiment_to_its_end(store: RunStore, run_id: str) -> None:
    list(run_experiment(store.run(run_id).experiment, open_dataset(DATA), store, Control()))


def test_a_deleted_run_is_compared_no_longer(content: Content, on_runs: MainWindow, trained: Trained) -> None:
    tick_all(content, on_runs)
    on_runs.session.run_actions.delete([trained.run_ids[0]])
    wait_for(lambda: [run.record.run_id for run in on_runs.session.comparison.runs] == [trained.run_ids[1]])
    assert list(content.curves.plot.lines) == [trained.run_ids[1]]
