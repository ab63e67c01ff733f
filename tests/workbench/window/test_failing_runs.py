"""What goes wrong in training is said beside the controls, and the window goes on."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.training.events import Outcome
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
    worker_process,
)
from workbench.app.window import MainWindow
from workbench.state.live_run import Phase

FREE_FOR_THE_RECORD = 128 * 1024


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")
@pytest.mark.parametrize("crash", [signal.SIGSEGV, signal.SIGKILL], ids=["crash", "kill"])
def test_a_worker_that_dies_is_explained_with_its_log_and_the_next_run_starts(
    window: MainWindow, qtbot: QtBot, crash: signal.Signals
) -> None:
    training = window.session.training
    training.start(experiment(ENDLESS), SOURCE)
    training.start(experiment(2, name="the next one"), SOURCE)
    wait_for_epoch(window, qtbot, 2)
    run_id, ends = run_of(window).run_id, []
    training.run_finished.connect(ends.append)
    os.kill(worker_process().pid or 0, crash)
    qtbot.waitUntil(lambda: len(ends) == 2, timeout=SECONDS)

    error = content_of(window).run.error
    assert ends[0] == run_id
    assert error.isVisible()
    assert f"signal {crash.value}" in error.text
    assert f"#{run_id[-4:]}" in error.text
    assert "Train it again" in error.text
    assert ("Segmentation fault" in error.details) == (crash is signal.SIGSEGV)
    failed = window.session.store().run(run_id)
    assert failed.outcome is Outcome.FAILED
    assert failed.epochs_done >= 2
    assert (record_of(window).name, record_of(window).outcome) == ("the next one", Outcome.COMPLETED)
    qtbot.mouseClick(error.dismiss, Qt.MouseButton.LeftButton)
    assert not error.isVisible()


def test_a_dataset_folder_that_is_gone_is_named(window: MainWindow, qtbot: QtBot, picture_folder: Path) -> None:
    shutil.rmtree(picture_folder)
    window.session.training.start(experiment(2), str(picture_folder))
    wait_for_end(window, qtbot)

    error = content_of(window).run.error
    assert error.isVisible()
    assert f"There is no file, folder or built-in dataset {picture_folder}" in error.text
    assert content_of(window).run.controls.again.isVisible()


def test_a_dataset_folder_that_vanishes_during_training_costs_nothing(
    window: MainWindow, qtbot: QtBot, picture_folder: Path
) -> None:
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": 2}]
    window.session.training.start(experiment(ENDLESS, network={"layers": layers}), str(picture_folder))
    wait_for_epoch(window, qtbot)
    shutil.rmtree(picture_folder)
    wait_for_epoch(window, qtbot, run_of(window).epoch + 2)
    window.session.training.stop()
    wait_for_end(window, qtbot)
    assert record_of(window).artifact("model") is not None


def train_until_the_disk_is_full(window: MainWindow, qtbot: QtBot, disk: Path) -> None:
    window.session.training.start(experiment(ENDLESS), SOURCE)
    wait_for_epoch(window, qtbot, 2)
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(max(0, free - FREE_FOR_THE_RECORD)))
    qtbot.waitUntil(lambda: run_of(window).phase is Phase.PAUSED, timeout=SECONDS)


def test_a_disk_that_fills_up_during_training_pauses_the_run_which_goes_on_when_there_is_room(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(small_disk / "workspace"))
    window = open_window()
    train_until_the_disk_is_full(window, qtbot, small_disk)

    error, controls = content_of(window).run.error, content_of(window).run.controls
    assert error.isVisible()
    assert "disk is full" in error.text
    assert "press Continue" in error.text
    stored = run_of(window).checkpoint_epoch
    qtbot.mouseClick(controls.pause, Qt.MouseButton.LeftButton)
    assert not error.isVisible()
    # Still full.
    qtbot.waitUntil(error.isVisible, timeout=SECONDS)
    assert run_of(window).checkpoint_epoch == stored

    (small_disk / "filler").unlink()
    qtbot.mouseClick(controls.pause, Qt.MouseButton.LeftButton)
    wait_for_epoch(window, qtbot, stored + 3)
    assert not error.isVisible()
    window.session.training.stop()
    wait_for_end(window, qtbot)
    record = record_of(window)
    assert record.outcome is Outcome.STOPPED
    assert record.artifact("model") is not None
    assert [row.epoch for row in record.epochs] == list(range(1, record.epochs_done + 1))


def test_a_disk_that_is_full_at_the_start_pauses_the_run_before_its_first_batch(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(small_disk / "workspace"))
    window = open_window()
    window.session.store()
    (small_disk / "filler").write_bytes(bytes(shutil.disk_usage(small_disk).free))
    window.session.training.start(experiment(2), SOURCE)
    qtbot.waitUntil(lambda: run_of(window).phase is Phase.PAUSED, timeout=SECONDS)

    error, controls = content_of(window).run.error, content_of(window).run.controls
    assert "disk is full" in error.text
    assert "press Continue" in error.text
    assert run_of(window).caption.endswith("paused")
    (small_disk / "filler").unlink()
    qtbot.mouseClick(controls.pause, Qt.MouseButton.LeftButton)
    wait_for_end(window, qtbot)
    assert not error.isVisible()
    assert record_of(window).outcome is Outcome.COMPLETED


@pytest.mark.parametrize("is_kept", [True, False], ids=["stop", "discard"])
def test_a_run_that_waits_for_room_can_be_ended(
    small_disk: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_window: Callable[[], MainWindow],
    qtbot: QtBot,
    is_kept: bool,
) -> None:
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(small_disk / "workspace"))
    window = open_window()
    train_until_the_disk_is_full(window, qtbot, small_disk)
    training = window.session.training
    if is_kept:
        training.stop()
    else:
        training.discard()
    wait_for_end(window, qtbot)
    (small_disk / "filler").unlink()

    record = record_of(window)
    assert record.epochs_done >= 2
    # Without room there is no model, but the state to go on from.
    assert (record.outcome in (Outcome.FAILED, Outcome.INTERRUPTED)) == is_kept
    assert (record.checkpoint is not None) == is_kept


def test_a_loss_that_is_no_number_any_more_ends_the_run_with_advice(window: MainWindow, qtbot: QtBot) -> None:
    wild = {"type": "SGD", "learning_rate": 100.0, "momentum": 0.9}
    window.session.training.start(experiment(50, optimizer=wild, loss={"reduction": "sum"}), SOURCE)
    wait_for_end(window, qtbot)

    assert record_of(window).outcome is Outcome.DIVERGED
    assert "Lower the learning rate" in content_of(window).run.error.text


def test_a_workspace_that_may_not_be_written_is_explained(
    open_window: Callable[[], MainWindow], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workspace").write_text("a file, where a folder is wanted")
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(tmp_path / "workspace"))
    window = open_window()
    window.session.training.start(experiment(2), SOURCE)
    wait_for_end(window, qtbot)
    assert "Choose another workspace" in content_of(window).run.error.text
