"""All that the pages of one window share."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from workbench.state.datasets import Datasets
from workbench.state.design import Design
from workbench.state.preferences import Preferences

PREFERENCES_FILE = "window.ini"


class Session(QObject):
    """The objects at hand in one workspace.

    Attributes:
        workspace: Its folder.
        preferences: What is remembered from start to start, in a file of the workspace.
        datasets: The dataset at hand.
        design: The experiment being designed.
    """

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.preferences = Preferences(workspace / PREFERENCES_FILE)
        self.datasets = Datasets(self.preferences, self)
        self.design = Design(workspace, self.datasets, self)

    def resume(self) -> None:
        """Open again what was open the last time."""
        recent = self.datasets.recent
        if recent:
            self.datasets.open(recent[0])

    def close(self) -> None:
        """End all work and write what is to be remembered."""
        self.datasets.close()
        self.design.close()
        self.preferences.save()
