"""The table of all runs: found, ordered, and shown with the columns that were chosen."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.runs.records import RunSummary
from core.training.events import Outcome
from tests.workbench.trained import Trained
from tests.workbench.window.contents import content_on, page_of, wait_for
from tests.workbench.window.training import SOURCE, experiment, wait_for_end
from workbench.app.window import MainWindow
from workbench.views.runs.content import Content
from workbench.views.runs.page import RunsPage
from workbench.views.runs.runs_model import COLUMNS, RunsModel
from workbench.views.runs.runs_table import RunsTable
from workbench.views.tokens import Space
from workbench.views.train.words import duration

FILTER_MS = 100


def names(table: RunsTable) -> list[str]:
    return [run.name for run in table.runs.rows]


def many_runs(count: int) -> tuple[RunSummary, ...]:
    return tuple(
        RunSummary(
            run_id=f"20261124-{place // 60:04}-{place:04}",
            name=f"run {place % 50} of a series",
            source=f"/data/faces-{place % 7}",
            data_sha256="d" * 64,
            backend="keras" if place % 3 else "numpy",
            architecture=f"2304-{place % 100 + 1}-7",
            blas_threads=1,
            created=1e9 + place,
            outcome=list(Outcome)[place % len(Outcome)],
            epochs_planned=50,
            epochs_done=place % 50,
            seconds=place / 10,
            best_validation_accuracy=place % 997 / 997,
            tags=("report",) if place % 5 == 0 else (),
            notes="needle" if place == count // 2 else "",
        )
        for place in range(count)
    )


def test_every_run_is_listed_with_what_decides_about_it(content: Content, trained: Trained) -> None:
    model = content.runs.table.runs
    assert [run.run_id for run in model.rows] == list(reversed(trained.run_ids))
    newest = {column.title: model.index(0, place).data() for place, column in enumerate(COLUMNS)}
    run = model.rows[0]
    assert newest["Run"] == f"#{run.run_id[-4:]}  second"
    assert (newest["State"], newest["Dataset"], newest["Engine"]) == ("completed", "street-digits:600", "NumPy")
    assert newest["Network"] == run.architecture
    assert newest["Validation"] == f"{run.best_validation_accuracy:.1%}"
    assert newest["Epochs"] == "3/3"
    assert content.runs.quiet == "2 in all"


def test_the_time_of_a_long_run_has_room(content: Content) -> None:
    table = content.runs.table
    (place,) = (place for place, column in enumerate(COLUMNS) if column.title == "Time")
    room = table.columnWidth(place) - 2 * Space.CONTROL
    assert max(table.fontMetrics().horizontalAdvance(duration(seconds)) for seconds in (3599, 86_340)) <= room


def test_without_runs_the_page_says_how_to_get_one(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("runs")
    page = page_of(window, RunsPage)
    wait_for(lambda: window.session.runs.is_known)
    assert page.content is None
    qtbot.mouseClick(page.welcome.train, Qt.MouseButton.LeftButton)
    assert window.rail.buttons["train"].isChecked()


def test_typing_words_leaves_the_runs_in_which_all_of_them_occur(content: Content, qtbot: QtBot) -> None:
    card = content.runs
    qtbot.keyClicks(card.filter.field, "SEC street")
    assert names(card.table) == ["second"]
    assert card.quiet == "1 of 2"
    qtbot.keyClicks(card.filter.field, " nowhere")
    assert names(card.table) == []
    assert card.words.isVisible()
    card.filter.field.clear()
    assert names(card.table) == ["second", "first"]


def test_a_word_can_be_looked_for_in_one_field_alone(content: Content, qtbot: QtBot) -> None:
    field, table = content.runs.filter.field, content.runs.table
    for text, found in (("name:first", ["first"]), ("network:first", []), ("street-digits:600", ["second", "first"])):
        field.clear()
        qtbot.keyClicks(field, text)
        assert names(table) == found


def test_runs_are_filtered_by_their_state(content: Content) -> None:
    card, states = content.runs, [action.text() for action in content.runs.filter.state.menu().actions()]
    card.filter.state.menu().actions()[states.index("diverged")].trigger()
    assert names(card.table) == []
    card.filter.state.menu().actions()[states.index("completed")].trigger()
    assert names(card.table) == ["second", "first"]


def test_a_click_on_a_title_orders_the_runs_and_keeps_those_that_are_chosen(content: Content, qtbot: QtBot) -> None:
    table = content.runs.table
    table.selectRow(0)
    chosen = table.chosen_ids
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(0) + 30, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(table) == ["first", "second"]
    assert table.chosen_ids == chosen
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(table) == ["second", "first"]


def test_columns_that_were_chosen_are_there_again_after_a_restart(
    content: Content, on_runs: MainWindow, open_window: Callable[[], MainWindow]
) -> None:
    titles = [column.title for column in COLUMNS]
    menu = content.runs.filter.columns.menu()
    menu.aboutToShow.emit()
    actions = {action.text(): action for action in menu.actions()}
    actions["Epochs"].trigger()
    actions["Engine"].trigger()
    on_runs.close()
    again = open_window()
    again.show_page("runs")
    table = content_on(page_of(again, RunsPage)).runs.table
    assert not table.isColumnHidden(titles.index("Epochs"))
    assert table.isColumnHidden(titles.index("Engine"))


def test_a_run_is_listed_while_it_is_trained(content: Content, on_runs: MainWindow, qtbot: QtBot) -> None:
    training = on_runs.session.training
    training.start(experiment(100_000, name="going"), SOURCE)
    on_runs.show_page("runs")
    table = content.runs.table
    wait_for(lambda: names(table)[0] == "going" and table.runs.rows[0].epochs_done > 1)
    assert table.runs.rows[0].state == "running"
    training.stop()
    wait_for_end(on_runs, qtbot)
    wait_for(lambda: table.runs.rows[0].state == "stopped")


@pytest.mark.timed
@pytest.mark.parametrize("text", ["n", "needle", "network:2304-7"])
def test_five_thousand_runs_are_filtered_and_sorted_at_once(content: Content, with_runs: Path, text: str) -> None:
    assert with_runs.is_dir()
    runs, table = many_runs(5_000), content.runs.table
    table.runs.take(runs)
    took = []
    for words in (text, "", text):
        start = time.perf_counter()
        table.runs.show_only(words, "")
        table.viewport().repaint()
        took.append(1_000 * (time.perf_counter() - start))
    assert min(took) < FILTER_MS
    start = time.perf_counter()
    table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert 1_000 * (time.perf_counter() - start) < FILTER_MS
    table.runs.show_only("needle", "")
    assert [run.run_id for run in table.runs.rows] == [runs[2_500].run_id]


def test_runs_without_a_figure_stand_below_those_with_one() -> None:
    model = RunsModel()
    first, second, third = many_runs(3)
    model.take((first, second.model_copy(update={"best_validation_accuracy": None}), third))
    model.sort(5, Qt.SortOrder.DescendingOrder)
    assert model.rows[-1].run_id == second.run_id
