"""Two thousand runs started and stopped, and eight hours of reports: nothing grows.

More than an hour long, or some minutes with CYCLES=100 and HOURS=1 in the environment:
`python3 packaging/test.py -m slow tests/endurance/test_no_growth.py`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.training.events import Outcome, Progress
from tests.core.runs.run_events import epoch_ended, finished, started
from tests.endurance.footprint import Footprint
from tests.workbench.window.training import ENDLESS, RUN_ID, SECONDS, SOURCE, experiment
from workbench.app.window import MainWindow
from workbench.state.live_run import LiveRun
from workbench.state.session import Session
from workbench.views.theme import Appearance, Theme

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts what Linux tells of a process"),
]

CYCLES = int(os.environ.get("CYCLES", "2000"))
HOURS = float(os.environ.get("HOURS", "8"))
EPOCH_SECONDS, REPORTS_A_SECOND = 10, 30
# What an allocator may keep of what it was given back.
MEGABYTES = 24.0


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """On a workspace and a folder for temporary files of its own, the latter of nobody else."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    open_dataset(SOURCE)
    application = QCoreApplication.instance()
    session = Session(tmp_path / "workspace")
    opened = MainWindow(Theme(application, Appearance.LIGHT), session)
    qtbot.addWidget(opened)
    opened.show()
    opened.show_page("train")
    yield opened
    session.close()
    opened.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def start_and_stop(window: MainWindow, qtbot: QtBot) -> None:
    training = window.session.training
    training.start(experiment(ENDLESS), SOURCE)
    qtbot.waitUntil(lambda: training.run is not None and training.run.metrics is not None, timeout=SECONDS)
    training.discard()
    qtbot.waitUntil(lambda: not training.is_busy, timeout=SECONDS)
    assert training.run is not None
    assert training.run.finished is not None
    assert training.run.finished.outcome is Outcome.DISCARDED


def test_runs_that_come_and_go_leave_nothing(
    window: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Footprint(0, 0, 0, 0, 0)
    for number in range(CYCLES):
        if number == CYCLES // 10:
            before = Footprint.now()
        start_and_stop(window, qtbot)
    after = Footprint.now()
    with capsys.disabled():
        print(f"\n{CYCLES} cycles: {before} -> {after}")  # noqa: T201
    assert not after.grown_beyond(before, MEGABYTES)


def test_hours_of_reports_leave_nothing_but_their_curves(
    window: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    epochs = round(HOURS * 3600 / EPOCH_SECONDS)
    run = LiveRun(experiment(epochs), SOURCE)
    run.run_id = RUN_ID
    run.take(started(RUN_ID))
    training = window.session.training
    training.run = run
    training.run_changed.emit()
    before = Footprint(0, 0, 0, 0, 0)
    for epoch in range(1, epochs + 1):
        if epoch == max(2, epochs // 10):
            before = Footprint.now()
        for step in range(EPOCH_SECONDS * REPORTS_A_SECOND):
            run.take(progress(epoch, step))
            if step % REPORTS_A_SECOND == 0:
                training.run_changed.emit()
        run.take(epoch_ended(RUN_ID, epoch))
        training.curves_changed.emit()
        qtbot.wait(1)
    run.take(finished(RUN_ID))
    training.run_changed.emit()
    after = Footprint.now()
    with capsys.disabled():
        print(f"\n{HOURS} hours, {epochs} epochs: {before} -> {after}")  # noqa: T201
    assert not after.grown_beyond(before, MEGABYTES)


def progress(epoch: int, step: int) -> Progress:
    return Progress(
        run_id=RUN_ID,
        sequence=step,
        time=time.time(),
        epoch=epoch,
        step=step,
        steps=EPOCH_SECONDS * REPORTS_A_SECOND,
        train_loss=1.0,
        train_accuracy=0.5,
        images_per_second=1_000.0,
        seconds_left=100.0,
    )
