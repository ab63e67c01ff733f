"""The pages of the window. Adding one is an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from workbench.state.session import Session
from workbench.views.data.page import DataPage
from workbench.views.design.page import DesignPage
from workbench.views.evaluate.page import EvaluatePage
from workbench.views.predict.page import PredictPage
from workbench.views.report.page import ReportPage
from workbench.views.runs.page import RunsPage
from workbench.views.sweeps.page import SweepsPage
from workbench.views.theme import Theme
from workbench.views.train.page import TrainPage


@dataclass(frozen=True)
class PageEntry:
    """A page of the rail.

    Attributes:
        key: What the program calls it.
        word: What the user calls it.
        icon: A file of `resources/icons`, without its ending.
        pipeline: The chip of the pipeline that belongs to it.
        build: Makes it.
        is_opened_by_chip: Whether that chip opens it; of its pages, one is.
    """

    key: str
    word: str
    icon: str
    pipeline: str
    build: Callable[[Theme, Session], QWidget]
    is_opened_by_chip: bool = True


PAGES = (
    PageEntry("data", "Data", "data", "dataset", DataPage),
    PageEntry("design", "Design", "design", "experiment", DesignPage),
    PageEntry("train", "Train", "train", "run", TrainPage),
    PageEntry("evaluate", "Evaluate", "evaluate", "model", EvaluatePage, is_opened_by_chip=False),
    PageEntry("predict", "Predict", "predict", "model", PredictPage),
    PageEntry("runs", "Runs", "runs", "run", RunsPage, is_opened_by_chip=False),
    PageEntry("sweeps", "Sweeps", "sweeps", "run", SweepsPage, is_opened_by_chip=False),
    PageEntry("report", "Report", "report", "run", ReportPage, is_opened_by_chip=False),
)
