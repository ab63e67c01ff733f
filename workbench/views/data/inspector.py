"""One image closely: as it is stored, and as a network receives it."""

from __future__ import annotations

from core.experiment.spec import PreprocessingSpec
from core.preprocessing.pipeline import Pipeline, fit_pipeline
from workbench.state.selection import ImageSelection
from workbench.views.cards import Card, Fact, label
from workbench.views.pixels import PixelView
from workbench.views.seen import SEEN, SeenPixels
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
    """What the default preprocessing makes of the current image.

    Attributes:
        view: The picture.
    """

    def __init__(self, selection: ImageSelection) -> None:
        super().__init__(SEEN)
        self._selection = selection
        self._spec = PreprocessingSpec()
        self._seen = SeenPixels(*(label("", role) for role in ("quiet", "quiet", "strong")))
        self.view = self._seen.view
        self.body.addWidget(self._seen)
        selection.current_changed.connect(self._show)

    def _show(self) -> None:
        dataset, row = self._selection.dataset, self._selection.row
        if dataset is None or row is None:
            self.view.show_image(None)
            return
        # Scaling to 0..1 learns nothing from images, so that no rows are needed to fit it.
        pipeline = fit_pipeline(self._spec, dataset.images[:1], self._selection.rows[:0])
        seen = pipeline.to_bytes(dataset.images[row : row + 1])[0]
        self._seen.show_seen(seen, "The image as the network sees it", _described(pipeline, dataset.image_shape[2]))


def _described(pipeline: Pipeline, stored_channels: int) -> tuple[str, str, str]:
    """The steps in words, and how many numbers come of them."""
    height, width, channels = pipeline.input_shape
    color = "Grayscale" if stored_channels == 3 and channels == 1 else "As stored"
    return color, "Scaled to 0…1", f"{height * width * channels:,} numbers"
