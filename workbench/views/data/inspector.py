"""One image closely: as it is stored, and as a network receives it."""

from __future__ import annotations

import numpy as np

from core.data.pictures import resized_pixels
from core.preprocessing.pipeline import with_channels
from workbench.state.assessment import input_shape
from workbench.state.design import Design
from workbench.state.selection import ImageSelection
from workbench.views.cards import Card, Fact, wrapped
from workbench.views.pixels import PixelView
from workbench.views.seen import NORMALIZATIONS, SEEN, SeenPixels, color_of
from workbench.views.signs import NONE


class StoredCard(Card):
    """The current image's stored pixels, enlarged without smoothing.

    Attributes:
        view: The picture.
    """

    def __init__(self, selection: ImageSelection) -> None:
        super().__init__("Image")
        self._selection = selection
        self.view = PixelView("The image as stored")
        self._label, self._place = Fact("Label"), Fact("Index")
        for widget in (self.view, self._label, self._place):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        selection.current_changed.connect(self._show)

    @property
    def facts(self) -> tuple[str, str]:
        """Label and index, as they are shown."""
        return self._label.value, self._place.value

    def _show(self) -> None:
        dataset, row = self._selection.dataset, self._selection.row
        if dataset is None or row is None:
            self.show_title("No image")
            self.view.show_image(None)
            self._label.show_value(NONE)
            self._place.show_value(NONE)
            return
        name, split = dataset.classes[dataset.labels[row]], self._selection.split_of(row)
        self.show_title(f"Image {row:,}", split)
        self.view.show_image(dataset.images[row], f"Image {row:,} as stored, class {name}")
        self._label.show_value(name)
        self._place.show_value(f"{row - dataset.splits[split].start:,} of {split}")


class SeenCard(Card):
    """What the experiment being designed makes of the current image.

    Attributes:
        view: The picture.
    """

    def __init__(self, selection: ImageSelection, design: Design) -> None:
        super().__init__(SEEN)
        self._selection, self._design = selection, design
        self._seen = SeenPixels(*(wrapped("", role) for role in ("quiet", "quiet", "strong")))
        self.view = self._seen.view
        self.body.addWidget(self._seen)
        selection.current_changed.connect(self._show)
        design.changed.connect(self._show)

    @property
    def steps(self) -> tuple[str, ...]:
        """How the pixels came about, in words."""
        return self._seen.steps

    def _show(self) -> None:
        dataset, row, draft = self._selection.dataset, self._selection.row, self._design.draft
        shape = input_shape(draft, dataset)
        if dataset is None or row is None or shape is None:
            self._seen.show_seen(None, "", ("", "", ""))
            return
        height, width, channels = shape
        resized = resized_pixels(dataset.images[row], (height, width))
        seen = with_channels(resized[np.newaxis], channels)[0]
        # A word in a draft may be wrong.
        numbers = NORMALIZATIONS.get(str(draft["preprocessing"]["normalization"]), "")
        steps = color_of(channels), numbers, f"{height * width * channels:,} numbers"
        self._seen.show_seen(seen, "The image as the network sees it", steps)
