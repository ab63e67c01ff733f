"""The Sweeps page: begins searches, shows them as they go, and hands on what they found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.runs.store import RunStore
from core.sweeps.space import save_space, space_names
from core.sweeps.study import TrialState
from core.training.events import Outcome
from tests.workbench.window.contents import wait_for
from tests.workbench.window.sweeps.sweeping import (
    RATE,
    SOURCE,
    cells_of,
    click,
    content_of,
    dialog_of,
    space,
    start,
    sweeps_page,
    view_of,
    wait_for_end,
    wait_for_epochs,
)
from workbench.app.closing import ClosingDialog
from workbench.app.window import MainWindow
from workbench.state.sweep_order import Effort, SweepOrder
from workbench.views.sweeps.delete_dialog import DeleteDialog


def test_the_empty_page_offers_the_searches_that_ship(window: MainWindow) -> None:
    window.show_page("sweeps")
    welcome = sweeps_page(window).welcome
    assert set(welcome.ready) == set(space_names())
    click(welcome.ready["digits-rate-dropout-width"])
    dialog = dialog_of(window)
    assert dialog.boxes["pruner"].editor.currentText() == "Median"
    assert dialog.boxes["trials"].editor.text() == "30"
    assert dialog.words.text() == "Choose the images."
    assert not dialog.start.isEnabled()
    dialog.source.chosen.emit(SOURCE)
    assert dialog.words.text() == "30 trials in all."
    assert dialog.start.isEnabled()
    dialog.reject()


def test_a_sweep_file_is_begun_as_its_dialog_says_and_every_trial_is_a_run(window: MainWindow, tmp_path: Path) -> None:
    save_space(tmp_path / "rates.json", space())
    window.show_page("sweeps")
    window.session.preloading.when_done(lambda: window.session.sweeping.want(str(tmp_path / "rates.json")))
    dialog = dialog_of(window)
    dialog.source.chosen.emit(SOURCE)
    assert dialog.words.text() == "The grid has 2 trials."
    dialog.boxes["threads_per_run"].editor.setText("1")
    dialog.boxes["threads_per_run"].editor.textEdited.emit("1")
    click(dialog.start)
    content = wait_for_end(window)

    view = view_of(window)
    assert [trial.state for trial in view.trials] == [TrialState.COMPLETED] * 2
    assert cells_of(content, "Learning rate") == ["0.001", "0.05"]
    assert cells_of(content, "Epochs") == ["2", "2"]
    assert cells_of(content, "State") == ["completed"] * 2
    store = window.session.store()
    assert {run.run_id for run in store.runs()} == {trial.run_id for trial in view.trials}
    assert all(store.run(trial.run_id).blas_threads == 1 for trial in view.trials)
    assert "2 of 2 trials · finished" in content.sweep.words.accessibleName()


def test_a_budget_without_an_end_is_said_before_anything_is_trained(window: MainWindow) -> None:
    window.session.preloading.when_done(lambda: window.session.sweeping.order_wanted.emit(space(sampler="random")))
    window.show_page("sweeps")
    dialog = dialog_of(window)
    dialog.source.chosen.emit(SOURCE)
    assert dialog.words.text() == "Say how many trials or minutes it may take."
    editor = dialog.boxes["minutes"].editor
    editor.textEdited.emit("-1")
    assert dialog.boxes["minutes"].error == "must be greater than 0.0, got -60"
    editor.textEdited.emit("0.5")
    assert not dialog.boxes["minutes"].error
    assert dialog.start.isEnabled()
    dialog.reject()


def test_the_best_trial_is_named_and_its_values_go_into_the_design_as_one_step(
    with_sweep: Path, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    content = content_of(window)
    best = view_of(window).best
    assert best is not None
    assert content.sweep.best.text() == f"{best.value:.1%}"
    assert content.sweep.which.text() == f"best so far, in trial {best.number}"
    assert content.sweep.values.accessibleName() == f"Learning rate {best.values[RATE]}"

    design = window.session.design
    before = design.draft
    click(content.sweep.trial_actions.design)
    assert window.pages["design"].isVisible()
    assert design.draft["optimizer"]["learning_rate"] == best.values[RATE]
    assert design.draft["network"] == view_of(window).record.space.model_dump()["base"]["network"]
    design.undo()
    assert design.draft == before


def test_values_are_set_in_the_draft_that_they_were_found_for(
    with_sweep: Path, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    content_of(window)
    view, design = view_of(window), window.session.design
    design.open_space(view.record.space, "rates.json")
    design.set_value("name", "Mine")
    assert view.best is not None
    window.session.sweeping.use_in_design(view.record.space, view.best)
    assert design.name == "Mine"
    assert design.version.origin == "rates.json"
    assert RATE in design.varying.fields
    assert design.draft["optimizer"]["learning_rate"] == view.best.values[RATE]


def test_chosen_trials_are_shown_among_the_runs_and_one_answers_about_pictures(
    with_sweep: Path, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    content = content_of(window)
    content.trials.table.selectAll()
    assert not content.trials.trial_actions.predict.isEnabled()
    click(content.trials.trial_actions.show_runs)
    assert window.pages["runs"].isVisible()
    assert set(window.session.comparison.ticked) == {trial.run_id for trial in view_of(window).trials}

    window.show_page("sweeps")
    content.trials.table.selectRow(1)
    click(content.trials.trial_actions.predict)
    assert window.pages["predict"].isVisible()
    wait_for(lambda: window.session.models.current and window.session.models.predictor)
    wait_for(lambda: window.session.models.current.run_id == view_of(window).trials[1].run_id)


def test_trials_are_sorted_by_what_they_came_to(with_sweep: Path, open_window: Callable[[], MainWindow]) -> None:
    content = content_of(open_window())
    titles = [column.title for column in content.trials.model.columns]
    content.trials.table.sortByColumn(titles.index("Val. acc."), Qt.SortOrder.DescendingOrder)
    figures = [float(cell.rstrip("%")) for cell in cells_of(content, "Val. acc.")]
    assert figures == sorted(figures, reverse=True)


def test_a_sweep_is_stopped_kept_and_goes_on_at_the_next_start(
    window: MainWindow, open_window: Callable[[], MainWindow]
) -> None:
    start(window, space(epochs=300))
    wait_for_epochs(window)
    content = content_of(window)
    assert content.sweep.stop.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    content = wait_for_end(window)
    assert cells_of(content, "State")[0] == "cut short"
    assert "can go on" in content.sweep.words.accessibleName()
    (first,) = window.session.store().runs()
    window.close()

    again = open_window()
    content = content_of(again)
    click(content.sweep.go_on)
    dialog = dialog_of(again)
    assert not dialog.boxes["sampler"].editor.isEnabled()
    click(dialog.start)
    wait_for_epochs(again, first.epochs_done + 2)
    again.session.sweeping.stop()
    wait_for_end(again)
    runs = {run.run_id: run for run in again.session.store().runs()}
    child = next(run for run in runs.values() if run.parent == first.run_id)
    assert child.run_id == view_of(again).trials[0].run_id
    assert child.epochs_done > first.epochs_done


def test_closing_the_window_asks_and_keeps_what_the_sweep_has(window: MainWindow) -> None:
    start(window, space(epochs=300))
    wait_for_epochs(window)
    window.close()
    assert window.isVisible()
    (dialog,) = window.findChildren(ClosingDialog)
    assert not dialog.discard.isVisible()
    click(dialog.keep)
    assert not window.isVisible()
    with RunStore(window.session.workspace) as store:
        (run,) = store.runs()
    assert run.outcome is Outcome.STOPPED


def test_another_sweep_has_to_wait_and_the_reason_is_said(window: MainWindow) -> None:
    start(window, space(epochs=300))
    wait_for_epochs(window)
    start(window, space(name="Another"))
    assert "Two rates is being worked on" in str(window.session.sweeping.error)
    assert content_of(window).sweep.error.isVisible()
    window.session.sweeping.stop()
    wait_for_end(window)


def test_images_that_cannot_be_read_end_the_sweep_with_the_reason_on_the_page(window: MainWindow) -> None:
    sweeping = window.session.sweeping
    sweeping.start(SweepOrder(space(), "nowhere.zip", Effort()))
    wait_for(lambda: not sweeping.is_going)
    welcome = sweeps_page(window).welcome
    wait_for(welcome.error.isVisible)
    assert "nowhere.zip" in welcome.error.text
    click(welcome.error.dismiss)
    assert not welcome.error.isVisible()


def test_a_deleted_sweep_is_gone_and_its_runs_stay(with_sweep: Path, open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    content = content_of(window)
    click(content.sweeps.delete)
    (question,) = window.findChildren(DeleteDialog)
    click(question.cancel)
    assert view_of(window)
    click(content.sweeps.delete)
    question = next(one for one in window.findChildren(DeleteDialog) if one.isVisible())
    click(question.delete)
    wait_for(sweeps_page(window).welcome.isVisible)
    assert len(window.session.store().runs()) == 2
