"""Training what is missing of the report's tables: as ordinary runs, stopped and gone on with, across starts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.runs.records import RunRecord
from core.training.events import Outcome
from tests.workbench.window.contents import wait_for
from tests.workbench.window.report.reproducing import (
    DIGITS,
    FACES,
    card_of,
    cells_of,
    choose_row,
    click,
    content_of,
    page_on,
    wait_until_read,
)
from tests.workbench.window.training import run_of, wait_for_epoch, worker_process
from workbench.app.window import MainWindow
from workbench.views.report.content import Content


@pytest.fixture
def endless(on_report: MainWindow, content: Content) -> MainWindow:
    """With as many updates as in the report, a row takes thousands of epochs of so few images."""
    on_report.session.reproducing.choose(length="updates")
    content_of(on_report)
    return on_report


def runs_of(window: MainWindow) -> list[RunRecord]:
    store = window.session.store()
    return [store.run(run.run_id) for run in reversed(store.runs())]


def train_row(window: MainWindow, content: Content, place: int, qtbot: QtBot, epoch: int = 1) -> None:
    """Train a row of digits until an epoch is done, while nothing else is trained."""
    click(choose_row(content, "digits", place).row_actions.train)
    wait_for(lambda: window.session.reproducing.orders.current is not None)
    wait_for_epoch(window, qtbot, epoch)


def names_in_queue(window: MainWindow) -> list[str]:
    return [order.experiment.name for order in window.session.training.queue]


def test_a_row_is_trained_as_an_ordinary_run_and_its_figure_stands_beside_the_report_s(
    on_report: MainWindow, content: Content
) -> None:
    click(choose_row(content, "digits", 1).row_actions.train)
    wait_for(lambda: on_report.session.reproducing.orders.is_going)
    assert on_report.pages["report"].isVisible()
    assert "Training Plain 2: 200-200-200" in content.options.words.accessibleName()
    wait_until_read(on_report)

    (run,) = runs_of(on_report)
    assert run.outcome is Outcome.COMPLETED
    assert run.name == "Report: digits, plain 2"
    assert cells_of(content, "digits", "Ours")[1].endswith("%")
    assert list(content.sections["digits"].curves.plot.lines) == [run.run_id]
    chosen = card_of(content, "digits").table.selectionModel().selectedRows()
    assert [index.row() for index in chosen] == [1]


def test_one_click_queues_every_row_in_the_order_of_the_tables_and_another_takes_them_back(
    endless: MainWindow, content: Content, qtbot: QtBot
) -> None:
    QTest.keyClick(endless, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for_epoch(endless, qtbot)
    names = names_in_queue(endless)
    assert len(names) == 13
    assert [name.partition(":")[0] for name in names] == ["Report"] * 13
    assert names[0] == "Report: digits, plain 2"
    assert "13 more wait" in content.options.words.accessibleName()
    assert cells_of(content, "faces", "Ours") == ["waiting"] * 5
    assert cells_of(content, "digits", "Ours")[0].startswith("epoch ")

    click(content.options.stop)
    wait_until_read(endless)
    assert not endless.session.training.queue
    (run,) = runs_of(endless)
    assert run.outcome is Outcome.STOPPED
    assert cells_of(content, "digits", "Ours")[0] == f"{run.epochs_done:,} of {run.epochs_planned:,} epochs"
    assert cells_of(content, "faces", "Ours") == ["not trained"] * 5


def test_what_was_stopped_goes_on_at_the_next_start_with_one_click(
    endless: MainWindow, content: Content, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    train_row(endless, content, 0, qtbot)
    click(content.options.stop)
    wait_until_read(endless)
    (first,) = runs_of(endless)
    endless.close()

    again = open_window()
    again.session.training.threads = 1
    again.show_page("report")
    content = content_of(again)
    assert cells_of(content, "digits", "Ours")[0] == f"{first.epochs_done:,} of {first.epochs_planned:,} epochs"
    train_row(again, content, 0, qtbot, first.epochs_done + 1)
    click(content.options.stop)
    wait_until_read(again)
    second = runs_of(again)[-1]
    assert second.parent == first.run_id
    assert second.epochs[0].epoch == first.epochs_done + 1


def test_a_run_that_fails_is_said_beside_its_row_and_the_next_one_is_trained(
    endless: MainWindow, content: Content, qtbot: QtBot
) -> None:
    for place in (0, 1):
        click(choose_row(content, "digits", place).row_actions.train)
        wait_for(lambda place=place: cells_of(content, "digits", "Ours")[place] != "not trained")
    wait_for_epoch(endless, qtbot)
    worker_process().kill()
    wait_for(card_of(content, "digits").faults.isVisible)

    assert cells_of(content, "digits", "Ours")[0] == "failed"
    assert "Report: digits, plain 1" in card_of(content, "digits").faults.text()
    wait_for(lambda: run_of(endless).experiment.name == "Report: digits, plain 2")
    wait_for_epoch(endless, qtbot)
    click(content.options.stop)
    wait_until_read(endless)
    train_row(endless, content, 0, qtbot)
    assert not card_of(content, "digits").faults.isVisible()
    assert cells_of(content, "digits", "Ours")[0].startswith("epoch ")
    click(content.options.stop)
    wait_until_read(endless)


def test_what_is_taken_out_of_the_queue_waits_no_more(endless: MainWindow, content: Content, qtbot: QtBot) -> None:
    click(card_of(content, "digits").train)
    wait_for(lambda: endless.session.training.run is not None)
    wait_for_epoch(endless, qtbot)
    training = endless.session.training
    training.remove(training.queue[1])

    assert cells_of(content, "digits", "Ours")[1:4] == ["waiting", "not trained", "waiting"]
    assert "4 more wait" in content.options.words.accessibleName()
    click(content.options.stop)
    wait_until_read(endless)


def test_what_is_going_is_not_queued_a_second_time(endless: MainWindow, content: Content, qtbot: QtBot) -> None:
    train_row(endless, content, 0, qtbot)
    click(card_of(content, "digits").train)
    wait_for(lambda: len(endless.session.training.queue) == 5)

    assert "Report: digits, plain 1" not in names_in_queue(endless)
    assert not card_of(content, "digits").train.isEnabled()
    click(content.options.stop)
    wait_until_read(endless)


def test_the_welcome_shows_the_tables_and_trains_at_once(open_window: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = open_window()
    window.session.training.threads = 1
    window.session.reproducing.choose(digits=DIGITS, faces=FACES, engine="numpy", length="updates")
    window.show_page("report")
    click(page_on(window).welcome.train)
    wait_for(lambda: window.session.training.run is not None)
    wait_for_epoch(window, qtbot)
    content = content_of(window)

    assert cells_of(content, "digits", "Ours")[1:] == ["waiting"] * 5
    click(content.options.stop)
    wait_until_read(window)
