"""A choice of the images that some of the tables are repeated on."""

from __future__ import annotations

from PySide6.QtCore import Signal

from core.reproduction.published import Data
from workbench.state.datasets import Datasets
from workbench.state.reproduction_work import problem_of
from workbench.views.data.source_menu import SourceMenu
from workbench.views.data.sources import short_name
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme


class SourceChoice(MenuButton):
    """A button that names the source and offers others, the dataset at hand among them where it fits."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, data: Data, datasets: Datasets) -> None:
        """Offer sources.

        Args:
            theme: Its colours.
            name: What to call the images.
            data: Which of the tables they are for.
            datasets: What is at hand, and was opened before.
        """
        super().__init__(theme)
        self.setObjectName("choice")
        self._name = name
        self.offered = menu = SourceMenu(datasets, self, lambda dataset: not problem_of(data, dataset))
        menu.setToolTipsVisible(True)
        menu.chosen.connect(self.chosen)
        self.setMenu(menu)

    def show_source(self, source: str) -> None:
        """Name the source that is chosen."""
        self.setText(f"{self._name}: {short_name(source)}".replace("&", "&&"))
        self.setToolTip(source)
        self.setAccessibleName(f"{self._name}: {source}")
