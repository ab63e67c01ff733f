"""The pages of the window. Adding one is an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from workbench.state.session import Session
from workbench.views.data.page import DataPage
from workbench.views.design.page import DesignPage
from workbench.views.predict.page import PredictPage
from workbench.views.runs.page import RunsPage
from workbench.views.theme import Theme
from workbench.views.train.page import TrainPage


@dataclass(frozen=True)
class PageEntry:
    """A page of the rail.

    Attributes:
        key: What the program calls it.
        word: What the user calls it.
        icon: A file of `resources/icons`, without its ending.
        pipeline: The chip of the pipeline that belongs to it; the first page of a chip is what it opens.
        build: Makes it.
    """

    key: str
    word: str
    icon: str
    pipeline: str
    build: Callable[[Theme, Session], QWidget]


PAGES = (
    PageEntry("data", "Data", "data", "dataset", DataPage),
    PageEntry("design", "Design", "design", "experiment", DesignPage),
    PageEntry("train", "Train", "train", "run", TrainPage),
    PageEntry("predict", "Predict", "predict", "model", PredictPage),
    PageEntry("runs", "Runs", "runs", "run", RunsPage),
)
