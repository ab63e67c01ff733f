"""What the tests of training in the window share."""

from __future__ import annotations

import multiprocessing
from multiprocessing.process import BaseProcess

from pytestqt.qtbot import QtBot

from core.experiment.draft import draft_of, validate
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.runs.records import RunRecord
from tests.core.runs.run_events import epoch_ended, started
from tests.workbench.window.contents import content_on, page_of
from workbench.app.window import MainWindow
from workbench.state.live_run import LiveRun
from workbench.views.train.content import Content
from workbench.views.train.page import TrainPage

SOURCE = "street-digits:300"
ENDLESS = 100_000
SECONDS = 60_000
RUN_ID = "20261124-0412-k3f9"


def experiment(epochs: int, **fields: object) -> Experiment:
    """A network so small that an epoch takes milliseconds."""
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": 10, "activation": "relu"}, {"type": "Dense", "units": 10}]
    draft = draft_of(load_recipe("digits-quick")) | {"network": {"layers": layers}, "epochs": epochs} | fields
    return validate(draft)


def train_page(window: MainWindow) -> TrainPage:
    return page_of(window, TrainPage)


def content_of(window: MainWindow) -> Content:
    return content_on(train_page(window))


def run_of(window: MainWindow) -> LiveRun:
    run = window.session.training.run
    assert run is not None
    return run


def record_of(window: MainWindow) -> RunRecord:
    return window.session.store().run(run_of(window).run_id)


def show_reported_run(window: MainWindow, qtbot: QtBot, epochs: int) -> LiveRun:
    """A run as if a worker had reported it: enough where it matters how things are shown, not where from."""
    run = LiveRun(experiment(epochs), SOURCE)
    run.run_id = RUN_ID
    run.take(started(RUN_ID))
    for epoch in range(1, epochs + 1):
        run.take(epoch_ended(RUN_ID, epoch))
    training = window.session.training
    training.run = run
    window.show_page("train")
    training.run_changed.emit()
    training.curves_changed.emit()
    wait_for_plots(window, qtbot)
    return run


def wait_for_epoch(window: MainWindow, qtbot: QtBot, epoch: int = 1) -> None:
    qtbot.waitUntil(lambda: run_of(window).checkpoint_epoch >= epoch, timeout=SECONDS)


def wait_for_end(window: MainWindow, qtbot: QtBot) -> None:
    """Until nothing is going and nothing waits."""
    qtbot.waitUntil(lambda: not window.session.training.is_busy, timeout=SECONDS)


def wait_for_plots(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: content_of(window).loss.plot is not None, timeout=SECONDS)


def worker_process() -> BaseProcess:
    (process,) = multiprocessing.active_children()
    return process
