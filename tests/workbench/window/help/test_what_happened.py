"""After a run, the window says what happened in it; it is quiet while there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.runs.diagnosis import diagnosis_of
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.workbench.window.contents import content_on, page_of, wait_for
from tests.workbench.window.training import SECONDS, content_of, experiment, record_of, run_of, wait_for_end
from workbench.app.window import MainWindow
from workbench.views.runs.page import RunsPage

SOURCE = "street-digits:300"
BY_HEART = experiment(
    20, schedule={}, optimizer={"type": "SGD", "learning_rate": 0.03, "momentum": 0.9}, augmentation={}, name="By heart"
)


def finish(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.happened.changed, timeout=SECONDS):
        window.session.training.start(BY_HEART, SOURCE)
    wait_for_end(window, qtbot)


def test_a_run_that_learnt_by_heart_is_told_so_with_its_numbers_and_leads_to_the_glossary(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page("train")
    finish(window, qtbot)
    card = content_of(window).happened
    qtbot.waitUntil(card.isVisible)
    record = record_of(window)
    (first, *_) = diagnosis_of(window.session.store(), record)
    assert first.kind == "overfitting"
    assert first.words in card.findings.text
    assert first.advice in card.findings.text
    card.findings.rows[0].link.click()
    assert window.help.window is not None
    assert window.help.window.address == "term:overfitting"


def test_what_was_said_of_a_run_is_gone_when_the_next_one_begins(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("train")
    finish(window, qtbot)
    assert window.session.happened.findings
    window.session.training.start(experiment(100_000), SOURCE)
    qtbot.waitUntil(lambda: run_of(window).started is not None, timeout=SECONDS)
    assert not window.session.happened.findings
    assert content_of(window).happened.isHidden()
    window.session.training.discard()
    wait_for_end(window, qtbot)


def test_an_old_run_is_told_of_on_train_after_a_new_start_and_on_runs_when_it_is_ticked(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    first = open_window()
    workspace: Path = first.session.workspace
    first.close()
    with RunStore(workspace) as store:
        list(run_experiment(BY_HEART, open_dataset(SOURCE), store, Control(), threads=1))
    window = open_window()
    with qtbot.waitSignal(window.session.happened.changed, timeout=SECONDS):
        window.session.resume()
    window.show_page("train")
    card = content_of(window).happened
    qtbot.waitUntil(card.isVisible)
    window.show_page("runs")
    content = content_on(page_of(window, RunsPage))
    wait_for(lambda: window.session.runs.runs)
    (run,) = window.session.runs.runs
    window.session.comparison.tick(run.run_id, is_ticked=True)
    wait_for(lambda: content.compare.findings.rows)
    assert content.compare.findings.text == card.findings.text
    assert content.compare.title == "What happened"
    window.session.comparison.tick(run.run_id, is_ticked=False)
    wait_for(lambda: not content.compare.findings.rows)
    assert content.compare.title == "What differs"
