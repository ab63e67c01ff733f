"""What each layer makes of the picture that is looked at closely."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.data.dataset import UInt8Images
from core.models.insight import Activations, LayerOutput
from core.network.parameters import FloatArray
from workbench.state.insight import Insight
from workbench.state.selection import ImageSelection
from workbench.views.cards import Card, wrapped
from workbench.views.evaluate.gallery_card import GalleryCard
from workbench.views.evaluate.picture_wall import PictureWall
from workbench.views.evaluate.signed_colors import WORDS
from workbench.views.evaluate.wall_numbers import Bars, Cells
from workbench.views.evaluate.wall_parts import Pictures, Unchanged, WallPart
from workbench.views.message import ErrorMessage
from workbench.views.signs import TIMES
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_TITLE = "Through the layers"
_FOLLOWING = "The picture is on its way through the layers…"
_READ = f"What each layer gives: {WORDS}, by the largest of the layer."


class ActivationsCard(Card):
    """The outputs of all layers on a wall: pictures where they are images, else bars, or cells where they are many.

    Attributes:
        wall: It.
        words: How to read it.
        error: Why there is nothing to see.
    """

    def __init__(self, theme: Theme, insight: Insight, gallery: GalleryCard, selection: ImageSelection) -> None:
        super().__init__(_TITLE)
        self._insight, self._gallery, self._selection = insight, gallery, selection
        self.words, self.error = wrapped("", "quiet"), ErrorMessage()
        self.wall = PictureWall(theme, _TITLE)
        self.body.addWidget(self.words)
        self.body.addWidget(self.error)
        self.body.addWidget(self.wall, 1)
        gallery.current_changed.connect(self._follow)
        insight.followed_changed.connect(self._show)
        insight.error_changed.connect(self._show_error)
        self.error.dismiss.clicked.connect(insight.dismiss_error)
        self._follow()
        self._show()

    def _follow(self) -> None:
        self._insight.look_at(None if self._gallery.place is None else self._selection.row)

    def _show(self) -> None:
        followed = self._insight.followed
        self.show_title(_TITLE, f"image {followed.row:,}" if followed else "")
        self.words.setText(_READ if followed else _FOLLOWING)
        self.wall.show_parts(list(_parts_of(followed.activations)) if followed else ())

    def _show_error(self) -> None:
        error = self._insight.error
        self.error.show_error(error)
        self.words.setVisible(error is None)
        self.wall.setVisible(error is None)


def _parts_of(activations: Activations) -> Iterator[WallPart]:
    seen, layers = activations.seen, activations.layers
    yield Pictures("input", _shape(seen), lambda _: "What the network sees", seen[None], Size.FOLLOWED)
    for before, layer in zip((None, *layers), layers[:-1], strict=False):
        # Dropout and Flatten, as far as predicting goes.
        is_same = before is not None and np.array_equal(before.values.ravel(), layer.values.ravel())
        yield Unchanged(layer.name, f"{_shape(layer.values)}, as above", str) if is_same else _part_of(layer)
    last = layers[-1]
    words = partial(_words_of_logit, last, activations.classes)
    heading = f"{last.name}, logits", _shape(last.values)
    if len(last.values) > Bars.MOST:
        yield Cells(*heading, words, last.scaled)
    else:
        yield Bars(*heading, words, last.scaled, activations.classes)


def _part_of(layer: LayerOutput) -> WallPart:
    heading = layer.name, _shape(layer.values)
    if layer.values.ndim == 3:
        return Pictures(*heading, partial(_words_of_map, layer), layer.maps, Size.FEATURE_MAP)
    return (Bars if len(layer.values) <= Bars.MOST else Cells)(*heading, partial(_words_of_number, layer), layer.scaled)


def _shape(values: UInt8Images | FloatArray) -> str:
    return f" {TIMES} ".join(map(str, values.shape))


def _words_of_map(layer: LayerOutput, place: int) -> str:
    values = layer.values[..., place]
    return f"Channel {place + 1:,}: {values.min():.3g} to {values.max():.3g}"


def _words_of_number(layer: LayerOutput, place: int) -> str:
    return f"Unit {place + 1:,}: {layer.values[place]:.3g}"


def _words_of_logit(layer: LayerOutput, classes: tuple[str, ...], place: int) -> str:
    return f"{classes[place]}: {layer.values[place]:.3g}"
