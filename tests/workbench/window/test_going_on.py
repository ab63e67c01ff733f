"""Runs that are over go on from the window, and what a crash cut short is offered at the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.sweeps.kept import keep_sweep
from core.sweeps.space import SearchSpace
from core.training.control import Control
from core.training.events import CheckpointSaved, Outcome
from core.training.start import run_experiment
from tests.workbench.window.training import (
    ENDLESS,
    SECONDS,
    SOURCE,
    content_of,
    experiment,
    record_of,
    run_of,
    wait_for_end,
    wait_for_epoch,
    wait_for_plots,
)
from workbench.app.window import MainWindow
from workbench.views.train.more_epochs import MoreEpochsDialog

OpenWindow = Callable[[], MainWindow]
ROOT = Path(__file__).resolve().parents[3]

TRAIN_AND_BE_KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from workbench.state.session import Session
from tests.workbench.window.training import ENDLESS, SOURCE, experiment

def look():
    run = session.training.run
    if run and run.checkpoint_epoch > 1:
        print(run.run_id, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    application = QApplication(sys.argv)
    session = Session(Path(os.environ["WORKBENCH_WORKSPACE"]))
    session.training.run_changed.connect(look)
    session.training.start(experiment(ENDLESS), SOURCE)
    application.exec()
"""


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def interrupted(epochs: int, after: int, name: str = "cut short") -> RunRecord:
    """A run of the test's workspace whose process is gone."""
    with RunStore(Path(os.environ["WORKBENCH_WORKSPACE"])) as store:
        chosen = experiment(epochs, name=name)
        with closing(run_experiment(chosen, open_dataset(SOURCE), store, Control())) as events:  # type: ignore[type-var]
            for event in events:
                if isinstance(event, CheckpointSaved) and event.epoch == after:
                    break
        return store.run(event.run_id)


def opened_after_a_crash(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    window = open_window()
    with qtbot.waitSignal(window.session.interruptions.changed, timeout=SECONDS):
        window.session.resume()
    return window


def losses(record: RunRecord) -> list[float]:
    return [row.train_loss for row in record.epochs]


def test_a_finished_run_gets_more_epochs_as_a_child_that_shows_the_whole_curve(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.training.start(experiment(2), SOURCE)
    wait_for_end(window, qtbot)
    before = record_of(window)
    controls = content_of(window).run.controls
    assert controls.go_on.text() == "More epochs…"
    click(qtbot, controls.go_on)
    dialog = window.findChild(MoreEpochsDialog)
    assert dialog is not None
    dialog.more.setText("3")
    with qtbot.waitSignal(window.session.training.requested):
        click(qtbot, dialog.go_on)
    wait_for_end(window, qtbot)
    wait_for_plots(window, qtbot)

    child = record_of(window)
    assert (child.parent, child.epochs_planned, child.outcome) == (before.run_id, 5, Outcome.COMPLETED)
    assert window.session.store().run(before.run_id) == before
    plot = content_of(window).loss.plot
    assert plot is not None
    assert plot.curves["train"].getOriginalDataset()[1].tolist() == losses(before) + losses(child)


def test_a_stopped_run_is_resumed_from_the_list_of_earlier_runs(window: MainWindow, qtbot: QtBot) -> None:
    training = window.session.training
    training.start(experiment(ENDLESS, name="stopped"), SOURCE)
    wait_for_epoch(window, qtbot, 2)
    training.stop()
    wait_for_end(window, qtbot)
    stopped = record_of(window)
    training.start(experiment(1, name="another"), SOURCE)
    wait_for_end(window, qtbot)
    earlier = content_of(window).earlier
    qtbot.waitUntil(lambda: earlier.table.model().rowCount() == 1)
    assert not earlier.go_on.isVisible()
    earlier.table.selectRow(0)
    with qtbot.waitSignal(training.requested, timeout=SECONDS):
        click(qtbot, earlier.go_on)
    wait_for_epoch(window, qtbot, stopped.epochs_done + 1)
    training.stop()
    wait_for_end(window, qtbot)

    child = record_of(window)
    assert (child.name, child.parent) == ("stopped", stopped.run_id)
    assert child.epochs[0].epoch == stopped.epochs_done + 1


def test_the_next_start_says_which_run_was_cut_short_and_goes_on_with_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    broken = interrupted(epochs=4, after=2)
    window = opened_after_a_crash(open_window, qtbot)
    assert window.interruptions.isVisible()
    assert f"cut short (#{broken.run_id[-4:]}) was cut short in epoch 3 of 4" in window.interruptions.text
    with qtbot.waitSignal(window.session.training.requested, timeout=SECONDS):
        click(qtbot, window.interruptions.resume)
    wait_for_end(window, qtbot)

    assert not window.interruptions.isVisible()
    whole = record_of(window)
    assert (whole.run_id, whole.outcome, whole.epochs_done) == (broken.run_id, Outcome.COMPLETED, 4)
    assert whole.epochs[:2] == broken.epochs


def test_all_runs_that_were_cut_short_go_on_one_after_the_other(open_window: OpenWindow, qtbot: QtBot) -> None:
    broken = [interrupted(epochs=2, after=1, name=name) for name in ("one", "two")]
    window = opened_after_a_crash(open_window, qtbot)
    assert window.interruptions.text.startswith("2 runs were cut short")
    with qtbot.waitSignal(window.session.training.requested, timeout=SECONDS):
        click(qtbot, window.interruptions.resume)
    wait_for_end(window, qtbot)
    assert [window.session.store().run(run.run_id).outcome for run in broken] == [Outcome.COMPLETED] * 2


def test_what_goes_on_or_is_deleted_elsewhere_is_no_longer_offered(open_window: OpenWindow, qtbot: QtBot) -> None:
    first, second = (interrupted(epochs=2, after=1, name=name) for name in ("one", "two"))
    window = opened_after_a_crash(open_window, qtbot)
    window.session.training.go_on(first.run_id)
    qtbot.waitUntil(lambda: window.interruptions.text.startswith("two"), timeout=SECONDS)
    wait_for_end(window, qtbot)
    window.session.run_actions.delete([second.run_id])
    qtbot.waitUntil(lambda: not window.interruptions.isVisible(), timeout=SECONDS)


def test_trials_of_a_sweep_are_left_to_the_sweep(open_window: OpenWindow, qtbot: QtBot) -> None:
    trial, other = (interrupted(epochs=2, after=1, name=name) for name in ("trial", "other"))
    with RunStore(Path(os.environ["WORKBENCH_WORKSPACE"])) as store:
        base = experiment(2).model_dump(mode="json")
        vary = {"type": "choices", "path": "optimizer.learning_rate", "values": [0.1, 0.01]}
        space = SearchSpace.model_validate({"name": "rates", "base": base, "vary": [vary], "sampler": "grid"})
        store.tag(trial.run_id, keep_sweep(store.workspace, space, open_dataset(SOURCE)).tag)
    window = opened_after_a_crash(open_window, qtbot)
    assert window.interruptions.text.startswith(f"other (#{other.run_id[-4:]}) was cut short")


def test_what_was_dismissed_is_not_said_again(open_window: OpenWindow, qtbot: QtBot) -> None:
    broken = interrupted(epochs=4, after=1)
    window = opened_after_a_crash(open_window, qtbot)
    click(qtbot, window.interruptions.dismiss)
    assert not window.interruptions.isVisible()
    window.close()

    again = opened_after_a_crash(open_window, qtbot)
    assert not again.interruptions.isVisible()
    qtbot.waitUntil(lambda: again.session.training.run is not None, timeout=SECONDS)
    assert run_of(again).run_id == broken.run_id
    again.show_page("train")
    qtbot.waitUntil(content_of(again).run.controls.go_on.isVisible, timeout=SECONDS)


def test_after_an_orderly_end_nothing_is_offered(window: MainWindow, open_window: OpenWindow, qtbot: QtBot) -> None:
    window.session.training.start(experiment(ENDLESS), SOURCE)
    wait_for_epoch(window, qtbot)
    window.session.training.stop()
    window.close()
    again = opened_after_a_crash(open_window, qtbot)
    assert not again.interruptions.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal on Windows")
def test_a_window_that_was_killed_while_it_trained_offers_to_go_on_the_next_time(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    command = [sys.executable, "-c", TRAIN_AND_BE_KILLED]
    killed = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    run_id = killed.stdout.strip()
    window = open_window()
    qtbot.waitUntil(lambda: window.session.store().run(run_id).outcome is not None, timeout=SECONDS)
    with qtbot.waitSignal(window.session.interruptions.changed, timeout=SECONDS):
        window.session.resume()

    assert f"(#{run_id[-4:]}) was cut short in epoch" in window.interruptions.text
    assert window.session.store().run(run_id).epochs_done >= 2
