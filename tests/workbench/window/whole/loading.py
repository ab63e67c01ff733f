"""Going through a window until every page has its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.window import MainWindow
from workbench.views.data.page import DataPage
from workbench.views.design.page import DesignPage
from workbench.views.evaluate.page import EvaluatePage
from workbench.views.predict.page import PredictPage
from workbench.views.report.page import ReportPage
from workbench.views.runs.page import RunsPage
from workbench.views.sweeps.page import SweepsPage
from workbench.views.train.page import TrainPage

PAGES = (DataPage, DesignPage, TrainPage, EvaluatePage, PredictPage, RunsPage, SweepsPage, ReportPage)
DIGITS, FACES = "street-digits:200", "sketch-faces:300"


def load_all(window: MainWindow, source: str, pictures: Sequence[Path]) -> None:
    """Open data, measure a model on it, ask it about pictures, and look at the runs, the sweep and the tables."""
    session = window.session
    session.resume()
    session.datasets.open(source)
    wait_for(lambda: session.datasets.dataset is not None and session.models.predictor is not None)
    session.predictions.ask(list(pictures))
    session.reproducing.choose(digits=DIGITS, faces=FACES, engine="numpy")
    session.reproducing.begin()
    for key, kind in zip(window.pages, PAGES, strict=True):
        window.show_page(key)
        content_on(page_of(window, kind))
        if kind is EvaluatePage:
            session.evaluating.start()
            wait_for(lambda: session.evaluating.outcome is not None)
    wait_for(lambda: not session.reproducing.is_reading and not session.predictions.is_busy)
    window.help.explain_page()
