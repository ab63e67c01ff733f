"""A sweep of hundreds of trials is shown while the window goes on answering."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from core.data.open import open_dataset
from core.sweeps.kept import journal_of, keep_sweep
from core.sweeps.study import Study
from tests.workbench.window.contents import wait_for
from tests.workbench.window.metronome import ATTEMPTS, LONGEST, longest_delay
from tests.workbench.window.sweeps.sweeping import RATE, SOURCE, content_of, space, sweeps_page
from workbench.app.window import MainWindow

TRIALS = 500
WIDE_RATES = {"type": "range", "path": RATE, "low": 0.001, "high": 0.1, "log": True}
UNITS = {"type": "range", "path": "network.layers[1].units", "low": 10, "high": 100}


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    """On a workspace with a large sweep, of which nothing was read yet."""
    workspace = Path(os.environ["WORKBENCH_WORKSPACE"])
    searched = space(WIDE_RATES, UNITS, sampler="random", trials=TRIALS)
    study = Study(journal_of(workspace, keep_sweep(workspace, searched, open_dataset(SOURCE))), searched)
    for _ in range(TRIALS):
        trial = study.ask(None)
        assert trial is not None
        study.report(trial.number, 1, 0.5)
        study.complete(trial.number, 0.5 + trial.number % 97 / 1_000)
    window = open_window()
    ready: list[bool] = []
    window.session.preloading.when_done(lambda: ready.append(True))
    wait_for(lambda: ready)
    return window


def longest_turn(until: Callable[[], object]) -> float:
    """The most work of the window's own thread in one turn of its loop, in seconds, whatever else the machine does."""
    longest = 0.0
    while not until():
        before = time.thread_time()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
        longest = max(longest, time.thread_time() - before)
    return longest


@pytest.mark.timed
def test_five_hundred_trials_are_drawn_without_holding_the_window_up(window: MainWindow) -> None:
    page = sweeps_page(window)
    window.show_page("sweeps")
    opened = longest_turn(lambda: page.content is not None and page.content.is_settled)
    content = content_of(window)
    assert len(content.trials.model.rows) == TRIALS
    views = [min(longest_delay(button.click) for _ in range(ATTEMPTS)) for button in content.fields.views.buttons]
    assert opened < LONGEST
    assert max(views) < LONGEST
