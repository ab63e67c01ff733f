"""What the network gets to see of the current picture."""

from __future__ import annotations

from PySide6.QtCore import Qt

from core.experiment.spec import PredictionSpec
from core.preprocessing.pipeline import Pipeline
from workbench.state.asking import Look
from workbench.state.session import Session
from workbench.views.cards import Card, wrapped
from workbench.views.seen import NORMALIZATIONS, SEEN, SeenPixels, color_of
from workbench.views.signs import TIMES


class SeenCard(Card):
    """The very pixels, enlarged without smoothing, and how they came about.

    Attributes:
        view: The picture.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(SEEN)
        self._session = session
        self._seen = SeenPixels(*(wrapped("", "quiet") for _ in range(4)))
        self.view = self._seen.view
        # Its place is there before there is a picture.
        self.view.setObjectName("well")
        self.view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body.addWidget(self._seen)
        session.models.changed.connect(self._show)
        session.predictions.look_changed.connect(self._show)
        self._show()

    @property
    def steps(self) -> tuple[str, ...]:
        """How the pixels came about, in words."""
        return self._seen.steps

    def _show(self) -> None:
        predictor, look = self._session.models.predictor, self._session.predictions.look
        if predictor is None:
            return
        height, width, channels = predictor.pipeline.input_shape
        form = f"{width} {TIMES} {height} {'RGB' if channels == 3 else 'gray'}"
        self.show_title(SEEN, form if predictor.sees_alike else f"first member: {form}")
        name = "The picture as the network sees it" if look else ""
        steps = _described(predictor.pipeline, look, predictor.prediction)
        self._seen.show_seen(look.seen if look else None, name, steps)


def _described(pipeline: Pipeline, look: Look | None, prediction: PredictionSpec) -> tuple[str, str, str, str]:
    """The steps from the picture to the numbers and to the answer, in words."""
    size = (pipeline.width, pipeline.height)
    if look is None or look.seen is None:
        resized = f"Every picture becomes {size[0]} {TIMES} {size[1]}"
    elif look.part == size:
        resized = "In its own size"
    else:
        resized = f"Resized from {look.part[0]:,} {TIMES} {look.part[1]:,}"
    if look is not None and look.box is not None and look.box.tilt:
        resized = f"Turned upright by {abs(look.box.tilt):.0f}°. {resized}"
    return resized, color_of(pipeline.channels), NORMALIZATIONS[pipeline.normalization], _views(prediction)


def _views(prediction: PredictionSpec) -> str:
    if not prediction.zoom:
        return "Answer: mean of the picture and its mirror image" if prediction.mirrored else ""
    sizes = f"Answer: mean of the picture as it is, and {prediction.zoom:.0%} smaller and larger"
    return f"{sizes}; each mirrored, too" if prediction.mirrored else sizes
