"""The dataset at hand in three columns: what it is, its images, and one of them closely."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.state.datasets import Datasets
from workbench.state.preferences import Preferences
from workbench.state.selection import ImageSelection
from workbench.views.cards import Column
from workbench.views.data.classes_card import ClassesCard
from workbench.views.data.images_card import ImagesCard
from workbench.views.data.inspector import SeenCard, StoredCard
from workbench.views.data.skipped_card import SkippedCard
from workbench.views.data.source_card import SourceCard
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_LAYOUT = "data"


class Content(QWidget):
    """The three columns, as wide as they were left the last time.

    Attributes:
        selection: Which images are shown, and which one closely.
        source, classes, images, stored, seen, skipped: The cards; there once `fill` has come to its end.
        columns: What divides them.
    """

    def __init__(self, theme: Theme, datasets: Datasets, preferences: Preferences) -> None:
        super().__init__()
        self._theme = theme
        self._datasets = datasets
        self._preferences = preferences
        self.selection = ImageSelection(self)
        self._left = Column(theme, Size.LEAST_SIDE_PANE)
        self._middle = Column(theme, Size.LEAST_MIDDLE_PANE)
        self._right = Column(theme, Size.LEAST_SIDE_PANE)
        self.columns = Splitter(Qt.Orientation.Horizontal)
        for column in (self._left, self._middle, self._right):
            self.columns.addWidget(column)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([Size.SIDE_PANE, Size.MIDDLE_PANE, Size.SIDE_PANE])
        self.columns.restoreState(preferences.layout(_LAYOUT))
        self.columns.splitterMoved.connect(self._remember)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        row.addWidget(self.columns)

    def fill(self) -> Iterator[None]:
        """Make the cards, one after the other."""
        self.source = SourceCard(self._theme, self._datasets)
        self._left.add(self.source)
        yield
        self.classes = ClassesCard(self._theme, self.selection)
        self._left.add(self.classes, 1)
        yield
        self.images = ImagesCard(self._theme, self.selection)
        self._middle.add(self.images, 1)
        yield
        self.stored = StoredCard(self.selection)
        self._right.add(self.stored)
        yield
        self.seen = SeenCard(self.selection)
        self._right.add(self.seen)
        yield
        self.skipped = SkippedCard(self._datasets)
        self._right.add(self.skipped, 1)
        yield
        self._datasets.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self._datasets.dataset is not None:
            self.selection.set_dataset(self._datasets.dataset)

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.columns.saveState())
