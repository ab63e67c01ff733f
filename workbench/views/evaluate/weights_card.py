"""What the first layer looks for."""

from __future__ import annotations

from core.models.insight import FirstWeights
from workbench.state.insight import Insight
from workbench.views.cards import Card, wrapped
from workbench.views.evaluate.picture_wall import PictureWall
from workbench.views.evaluate.signed_colors import WORDS, WORDS_OF_COLORS
from workbench.views.evaluate.wall_parts import Pictures
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_TITLE = "First layer"
_READING = "Reading the model…"
_NONE = "No layer of this model has weights that lie on the picture."


class WeightsCard(Card):
    """A picture for each unit, on a wall.

    Attributes:
        wall: It.
        words: How to read it.
    """

    def __init__(self, theme: Theme, insight: Insight) -> None:
        super().__init__(_TITLE)
        self._insight = insight
        self.words = wrapped("", "quiet")
        self.wall = PictureWall(theme, "Weights of the first layer")
        self.body.addWidget(self.words)
        self.body.addWidget(self.wall, 1)
        insight.opened_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        opened = self._insight.opened
        weights = opened.weights if opened else None
        self.show_title(_TITLE, weights.layer if weights else "")
        if weights is None:
            self.words.setText(_NONE if opened else _READING)
            self.wall.show_parts(())
            return
        self.words.setText(_how_to_read(weights))
        self.wall.show_parts([Pictures("", "", _Words(weights), weights.scaled, Size.WEIGHTS)])


class _Words:
    """What is said about each picture."""

    def __init__(self, weights: FirstWeights) -> None:
        self._weights = weights

    def __call__(self, place: int) -> str:
        values = self._weights.weights[place]
        return f"{self._weights.name_of(place)}: weights from {values.min():.3g} to {values.max():.3g}"


def _how_to_read(weights: FirstWeights) -> str:
    colors = WORDS_OF_COLORS if weights.weights.shape[-1] == 3 else WORDS
    return f"What its {weights.units:,} units look for: weights, {colors}, each by its own largest."
