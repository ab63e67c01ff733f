"""What is done with runs from the window, as it is afterwards in the store and on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from core.runs.store import RunStore
from tests.workbench.trained import Trained
from tests.workbench.window.contents import content_on, page_of, wait_for
from tests.workbench.window.training import record_of, wait_for_end
from workbench.app.window import MainWindow
from workbench.views.runs.content import Content
from workbench.views.runs.page import RunsPage
from workbench.views.runs.runs_model import COLUMNS
from workbench.views.train.more_epochs import MoreEpochsDialog


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def names(content: Content) -> list[str]:
    return [run.name for run in content.runs.table.runs.rows]


def write(content: Content, title: str, text: str) -> None:
    """Choose the cell of the newest run and type into it, as with F2."""
    table = content.runs.table
    place = [column.title for column in COLUMNS].index(title)
    table.setCurrentIndex(table.model().index(0, place))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F2)
    field = next(field for field in table.findChildren(QLineEdit) if field.isVisible())
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for(lambda: not field.isVisible())


def test_name_tags_and_notes_are_written_in_the_table_and_kept(content: Content, on_runs: MainWindow) -> None:
    write(content, "Run", "deeper")
    write(content, "Tags", "report,  best , report")
    write(content, "Notes", "Learns slowly at first.")
    wait_for(lambda: content.runs.table.runs.rows[0].notes)
    run = content.runs.table.runs.rows[0]
    assert (run.name, run.tags, run.notes) == ("deeper", ("best", "report"), "Learns slowly at first.")
    record = on_runs.session.store().run(run.run_id)
    assert (record.name, record.tags, record.notes) == (run.name, run.tags, run.notes)
    write(content, "Tags", "best")
    wait_for(lambda: on_runs.session.store().run(run.run_id).tags == ("best",))


def test_an_empty_name_is_refused_with_a_reason(content: Content) -> None:
    write(content, "Run", " ")
    wait_for(content.runs.error.isVisible)
    assert "empty" in content.runs.error.text
    click(content.runs.error.dismiss)
    assert not content.runs.error.isVisible()
    assert names(content) == ["second", "first"]


def test_deleted_runs_come_back_with_one_click(content: Content, trained: Trained) -> None:
    table = content.runs.table
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    wait_for(lambda: not names(content))
    assert content.runs.notice.text == "2 runs are in the trash."
    click(content.runs.notice.undo)
    wait_for(lambda: names(content) == ["second", "first"])
    assert content.runs.notice.text == "2 runs are back."
    assert not content.runs.notice.undo.isVisible()
    assert table.runs.rows[1].run_id == trained.run_ids[0]


def test_what_was_done_before_the_page_was_looked_at_is_said_on_it(
    trained: Trained, with_runs: Path, open_window: Callable[[], MainWindow]
) -> None:
    assert with_runs.is_dir()
    window = open_window()
    window.session.run_actions.delete([trained.run_ids[0]])
    wait_for(lambda: window.session.run_actions.said)
    window.show_page("runs")
    notice = content_on(page_of(window, RunsPage)).runs.notice
    assert notice.isVisible()
    assert notice.text.endswith("is in the trash.")


def test_a_run_is_restored_from_the_trash_later(content: Content) -> None:
    card = content.runs
    card.table.selectRow(0)
    click(card.buttons.delete)
    wait_for(lambda: names(content) == ["first"])
    card.filter.state.menu().actions()[-1].trigger()
    assert (card.title, names(content)) == ("Trash", ["second"])
    assert not card.buttons.delete.isVisible()
    card.table.selectRow(0)
    click(card.buttons.restore)
    wait_for(lambda: not names(content))
    card.filter.state.menu().actions()[0].trigger()
    assert names(content) == ["second", "first"]


def test_the_experiment_of_a_run_is_opened_in_design(content: Content, on_runs: MainWindow) -> None:
    content.runs.table.selectRow(1)
    click(content.runs.buttons.design)
    wait_for(on_runs.rail.buttons["design"].isChecked)
    design = on_runs.session.design
    assert design.draft["name"] == "first"
    assert design.draft["epochs"] == 2


def test_running_again_says_that_the_result_is_identical(
    content: Content, on_runs: MainWindow, trained: Trained, qtbot: QtBot
) -> None:
    content.runs.table.selectRow(0)
    click(content.runs.buttons.again)
    wait_for(on_runs.rail.buttons["train"].isChecked)
    wait_for_end(on_runs, qtbot)
    on_runs.show_page("runs")
    wait_for(lambda: "identical" in content.runs.notice.text)
    assert f"#{trained.run_ids[1][-4:]}" in content.runs.notice.text
    wait_for(lambda: len(names(content)) == 3)


def test_a_finished_run_gets_more_epochs_from_the_list_of_all_runs(
    content: Content, on_runs: MainWindow, qtbot: QtBot, trained: Trained
) -> None:
    go_on = content.runs.buttons.go_on
    content.runs.table.selectRow(1)
    assert go_on.text() == "More epochs…"
    click(go_on)
    dialog = on_runs.findChild(MoreEpochsDialog)
    assert dialog is not None
    dialog.more.setText("1")
    click(dialog.go_on)
    wait_for(on_runs.rail.buttons["train"].isChecked)
    wait_for_end(on_runs, qtbot)
    child = record_of(on_runs)
    assert (child.parent, child.epochs_done) == (trained.run_ids[0], 3)


def test_a_run_travels_to_another_workspace_as_one_file(
    content: Content, on_runs: MainWindow, tmp_path: Path, trained: Trained
) -> None:
    file = tmp_path / "run.zip"
    actions, store = on_runs.session.run_actions, on_runs.session.store()
    actions.export(trained.run_ids[0], file)
    wait_for(lambda: not actions.is_busy)
    with RunStore(tmp_path / "elsewhere") as elsewhere:
        elsewhere.import_run(file)
        assert elsewhere.run(trained.run_ids[0]).epochs == store.run(trained.run_ids[0]).epochs
    assert str(file) in content.runs.notice.text
    actions.import_files([file])
    wait_for(content.runs.error.isVisible)
    assert "in this workspace already" in content.runs.error.text


def test_what_needs_a_run_cannot_be_pressed_without_one(content: Content) -> None:
    actions, table = content.runs.buttons, content.runs.table
    table.clearSelection()
    for_one = (actions.design, actions.go_on, actions.export)
    assert not any(button.isEnabled() for button in (*for_one, actions.again, actions.delete))
    assert actions.import_button.isEnabled()
    table.selectAll()
    assert actions.delete.isEnabled()
    assert not any(button.isEnabled() for button in for_one)
