"""All that the pages of one window share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.opening import Kind, kind_of
from workbench.state.datasets import Datasets
from workbench.state.models import Models
from workbench.state.predictions import Predictions
from workbench.state.preferences import Preferences

PREFERENCES_FILE = "window.ini"


class Session(QObject):
    """The objects at hand in one workspace.

    Attributes:
        workspace: Its folder.
        preferences: What is remembered from start to start, in a file of the workspace.
        datasets: The dataset at hand.
        models: The models that can answer, and the one that does.
        predictions: The pictures that were asked about.
        openers: What opens a path of each kind.
    """

    opened = Signal(str)
    """A path was handed to the part of the session that opens its kind, which is the signal's word."""
    page_wanted = Signal(str)
    """Key of the page on which something goes on that another page begins."""

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.preferences = Preferences(workspace / PREFERENCES_FILE)
        self.datasets = Datasets(self.preferences, self)
        self.models = Models(workspace, self.preferences, self)
        self.predictions = Predictions(self.models, self)
        self.openers: dict[Kind, Callable[[Path], None]] = {
            "dataset": lambda path: self.datasets.open(str(path)),
            "model": self.models.choose_file,
        }

    def resume(self) -> None:
        """Open again what was open the last time."""
        recent = self.datasets.recent
        if recent:
            self.datasets.open(recent[0])
        self.models.refresh()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open datasets, experiments and models, each told by its content; the last of each kind stays."""
        for kind, path in {self._kind_of(path): path for path in paths}.items():
            self.openers[kind](path)
            self.opened.emit(kind)

    def _kind_of(self, path: Path) -> Kind:
        """What opens a path; what cannot be told is explained where datasets are opened."""
        try:
            kind = kind_of(path)
        except WorkbenchError:
            return "dataset"
        return kind if kind in self.openers else "dataset"

    def close(self) -> None:
        """End all work and write what is to be remembered."""
        self.datasets.close()
        self.predictions.close()
        self.models.close()
        self.preferences.save()
