"""The thumbnails, and which of them are shown."""

from __future__ import annotations

from workbench.state.selection import ImageSelection
from workbench.views.cards import Card
from workbench.views.choice import Choice
from workbench.views.data.thumbnails import ThumbnailGrid
from workbench.views.theme import Theme
from workbench.views.tokens import Space


class ImagesCard(Card):
    """The grid under its filters by split and class.

    Attributes:
        split: The source's parts, after "all".
        label: The classes, after "all".
        grid: The thumbnails.
    """

    def __init__(self, theme: Theme, selection: ImageSelection) -> None:
        super().__init__("Images")
        self._selection = selection
        self._splits: list[str | None] = [None]
        self.split = Choice(theme, "Split")
        self.label = Choice(theme, "Class")
        self.grid = ThumbnailGrid(theme, selection)
        self.header.insertWidget(1, self.split)
        self.header.insertWidget(2, self.label)
        # The scroll bar stands in the card's padding, so that the pictures end where the header does.
        self.body.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self.body.addWidget(self.grid)
        self.split.chosen.connect(lambda place: selection.set_split(self._splits[place]))
        self.label.chosen.connect(lambda place: selection.set_label(place - 1 if place else None))
        selection.dataset_changed.connect(self._offer)
        selection.filter_changed.connect(self._show_filter)
        self.grid.range_changed.connect(self._show_range)

    def _offer(self) -> None:
        dataset = self._selection.dataset
        if dataset is None:
            return
        self._splits = [None, *dataset.splits]
        self.split.offer(["all", *dataset.splits])
        self.label.offer(["all", *dataset.classes])

    def _show_filter(self) -> None:
        label = self._selection.label
        self.split.show_chosen(self._splits.index(self._selection.split))
        self.label.show_chosen(0 if label is None else label + 1)

    def _show_range(self, first: int, last: int) -> None:
        shown = len(self._selection.rows)
        self.show_title("Images", f"{first + 1:,} to {last + 1:,} of {shown:,}" if shown else "none here")
