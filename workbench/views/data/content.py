"""The dataset at hand in three columns: what it is, its images, and one of them closely."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from workbench.state.datasets import Datasets
from workbench.state.preferences import Preferences
from workbench.state.selection import ImageSelection
from workbench.views.cards import stacked
from workbench.views.data.classes_card import ClassesCard
from workbench.views.data.images_card import ImagesCard
from workbench.views.data.inspector import SeenCard, StoredCard
from workbench.views.data.skipped_card import SkippedCard
from workbench.views.data.source_card import SourceCard
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "data"


class Content(QWidget):
    """The three columns, as wide as they were left the last time.

    Attributes:
        selection: Which images are shown, and which one closely.
        source, classes, images, stored, seen, skipped: The cards.
        columns: What divides them.
    """

    def __init__(self, theme: Theme, datasets: Datasets, preferences: Preferences) -> None:
        super().__init__()
        self._datasets = datasets
        self._preferences = preferences
        self.selection = ImageSelection(self)
        self.source = SourceCard(theme, datasets)
        self.classes = ClassesCard(theme, self.selection)
        self.images = ImagesCard(theme, self.selection)
        self.stored = StoredCard(self.selection)
        self.seen = SeenCard(self.selection)
        self.skipped = SkippedCard(datasets)
        self.columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.columns.setHandleWidth(Space.GAP)
        self.columns.addWidget(stacked(Size.LEAST_SIDE_PANE, self.source, self.classes))
        self.columns.addWidget(stacked(Size.LEAST_MIDDLE_PANE, self.images))
        self.columns.addWidget(stacked(Size.LEAST_SIDE_PANE, self.stored, self.seen, self.skipped))
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([Size.SIDE_PANE, Size.MIDDLE_PANE, Size.SIDE_PANE])
        self.columns.restoreState(preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)
        datasets.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self._datasets.dataset is not None:
            self.selection.set_dataset(self._datasets.dataset)

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.columns.saveState())
