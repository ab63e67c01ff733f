"""The sources that a dataset can come from, as a menu: a file, a folder, those built in, and those opened before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from workbench.state.datasets import Datasets
from workbench.views.data.sources import BUILT_IN, FILE_FILTER, short_name
from workbench.views.menus import add_heading

if TYPE_CHECKING:  # NumPy comes with the first dataset: the window is there before it
    from core.data.dataset import ImageDataset


class SourceMenu(QMenu):
    """Filled when it is opened, since what was opened before is other each time."""

    chosen = Signal(str)
    """The source that the user chose."""

    def __init__(
        self, datasets: Datasets, parent: QWidget, offers_at_hand: Callable[[ImageDataset], bool] = lambda _one: False
    ) -> None:
        """Offer nothing yet.

        Args:
            datasets: What is at hand, and was opened before.
            parent: Whose menu it is.
            offers_at_hand: Whether the dataset at hand is offered, too.
        """
        super().__init__(parent)
        self._datasets, self._offers_at_hand = datasets, offers_at_hand
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Offer what there is now."""
        self.clear()
        self.addAction("File…", self.choose_file)
        self.addAction("Folder of class folders…", self.choose_folder)
        if (dataset := self._datasets.dataset) and self._offers_at_hand(dataset):
            add_heading(self, "At hand")
            self.add_source(dataset.source, dataset.name)
        add_heading(self, "Built in")
        for built_in in BUILT_IN:
            self.add_source(built_in.source, built_in.title)
        if self._datasets.recent:
            add_heading(self, "Opened before")
        for source in self._datasets.recent:
            self.add_source(source, short_name(source))

    def add_source(self, source: str, words: str) -> None:
        """Offer a source, called by some words."""
        action = self.addAction(words.replace("&", "&&"))
        action.setToolTip(source)
        action.triggered.connect(lambda: self.chosen.emit(source))

    def choose_file(self) -> None:
        """Ask for a file."""
        file, _ = QFileDialog.getOpenFileName(self.parentWidget(), "Open a dataset", "", FILE_FILTER)
        if file:
            self.chosen.emit(file)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        folder = QFileDialog.getExistingDirectory(self.parentWidget(), "Open a folder of class folders")
        if folder:
            self.chosen.emit(folder)
