"""A choice of the images that a sweep is trained on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from core.data.dataset import ImageDataset
from workbench.state.datasets import Datasets
from workbench.views.data.source_menu import SourceMenu
from workbench.views.data.sources import short_name
from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme


class SourceButton(MenuButton):
    """Names the source and offers others, the dataset at hand among them where it fits."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, datasets: Datasets, fits: Callable[[ImageDataset], bool]) -> None:
        super().__init__(theme)
        self.setObjectName("choice")
        self.offered = menu = SourceMenu(datasets, self, fits)
        menu.setToolTipsVisible(True)
        menu.chosen.connect(self.chosen)
        self.setMenu(menu)

    def show_source(self, source: str) -> None:
        """Name the source that is chosen; empty: that none is."""
        words = short_name(source) if source else "choose…"
        self.setText(words.replace("&", "&&"))
        self.setToolTip(source)
        self.setAccessibleName(f"Images: {source or 'none'}")
