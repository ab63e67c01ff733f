"""Which images of a dataset are looked at, and which one closely."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.data.dataset import ImageDataset
from core.data.splits import Rows, rows_of_split
from workbench.state.overview import main_split


class ImageSelection(QObject):
    """A filter by split and class, or a list of images, and a current image among them.

    Attributes:
        is_list: Whether what is shown is a list that was given, instead of what passes the filter.
    """

    dataset_changed = Signal()
    filter_changed = Signal()
    current_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset: ImageDataset | None = None
        self.split: str | None = None
        self.label: int | None = None
        self.rows: Rows = np.empty(0, np.int64)
        self.is_list = False
        self.position = 0

    @property
    def row(self) -> int | None:
        """The current image's row in the dataset; None where no image passes the filter."""
        return int(self.rows[self.position]) if len(self.rows) else None

    def set_dataset(self, dataset: ImageDataset) -> None:
        """Look at another dataset: all classes of its main part, the first image."""
        self.dataset = dataset
        self.rows = self.rows[:0]
        self.split, self.label = main_split(dataset), None
        self.dataset_changed.emit()
        self._filter()

    def set_split(self, split: str | None) -> None:
        """Show one of the source's parts; None shows all."""
        self.split = split
        self._filter()

    def set_label(self, label: int | None) -> None:
        """Show one class, by its index; None shows all."""
        self.label = label
        self._filter()

    def set_rows(self, rows: Rows) -> None:
        """Show these images, in this order, whatever their split and class."""
        self.split = self.label = None
        self.is_list = True
        self.rows, self.position = rows, 0
        self.filter_changed.emit()
        self.current_changed.emit()

    def set_position(self, position: int) -> None:
        """Make the image at that place among those shown the current one; beyond the ends the nearest one."""
        position = max(0, min(position, len(self.rows) - 1))
        if position != self.position:
            self.position = position
            self.current_changed.emit()

    def split_of(self, row: int) -> str:
        """The source's part that a row belongs to."""
        return self.dataset.split_of(row) if self.dataset else ""

    def counts(self) -> dict[str, int]:
        """Images of each class in the part shown."""
        if self.dataset is None:
            return {}
        if self.split is not None:
            return self.dataset.counts(self.split)
        counts = np.bincount(self.dataset.labels, minlength=len(self.dataset.classes))
        return dict(zip(self.dataset.classes, counts.tolist(), strict=True))

    def _filter(self) -> None:
        """Keep the current image where it passes the new filter."""
        if self.dataset is None:
            return
        before = self.row
        rows = rows_of_split(self.dataset, self.split) if self.split is not None else np.arange(len(self.dataset))
        self.rows = rows if self.label is None else rows[self.dataset.labels[rows] == self.label]
        (places,) = np.nonzero(self.rows == before)
        self.position = int(places[0]) if len(places) else 0
        self.is_list = False
        self.filter_changed.emit()
        self.current_changed.emit()
