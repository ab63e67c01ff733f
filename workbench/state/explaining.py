"""What the answer about the current picture hangs on, found beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.asking import Look
from workbench.state.background import Background
from workbench.state.models import Models
from workbench.state.predictions import Predictions

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.data.dataset import UInt8Images
    from core.models.committee_predictor import AnyPredictor
    from core.models.saliency import Way
    from core.models.votes import Floats
    from core.vision.boxes import Box


@dataclass(frozen=True, eq=False)
class Explanation:
    """A picture under the map of what mattered.

    Attributes:
        pixels: uint8 (H, W, 3), of the height and width of the picture's own pixels as shown.
        words: How to read it.
    """

    pixels: UInt8Images
    words: str


class Explaining(QObject):
    """Explains the answer about the picture that is looked at, in the way that was chosen, until another is.

    Another picture or another model ends what is being worked on; going back to a way whose map is there costs nothing.

    Attributes:
        way: How; None where the picture is shown as it is.
        explanation: Of the present look, if it is there.
        share: How much of the work is done, from 0 to 1.
        error: Why there is no explanation.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, models: Models, predictions: Predictions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.way: Way | None = None
        self.share = 0.0
        self.error: WorkbenchError | None = None
        self._models, self._predictions = models, predictions
        self._found: dict[Way, Explanation] = {}
        self._background = Background(self)
        self._background.progressed.connect(self._show_progress)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._refuse)
        predictions.look_changed.connect(self._begin_anew)
        predictions.current_changed.connect(self._background.cancel)
        models.changed.connect(self._begin_anew)

    @property
    def explanation(self) -> Explanation | None:
        """What there is to be shown in place of the picture."""
        return self._found.get(self.way) if self.way else None

    @property
    def is_busy(self) -> bool:
        """Whether an explanation is on its way."""
        return self._background.is_busy

    def choose(self, way: Way | None) -> None:
        """Explain in another way from now on, or not at all."""
        self.way = way
        self._begin()

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _begin_anew(self) -> None:
        self._found.clear()
        self._begin()

    def _begin(self) -> None:
        self._background.cancel()
        self.share, self.error = 0.0, None
        look, predictor = self._predictions.look, self._models.predictor
        if self.way is not None and self.explanation is None and look is not None and predictor is not None:
            self._background.start(partial(_explained, predictor, look, self.way))
        self.changed.emit()

    def _show_progress(self, _stage: str, done: int, total: int) -> None:
        self.share = done / total if total else 0.0
        self.progressed.emit()

    def _take(self, explanation: Explanation) -> None:
        if self.way is not None:
            self._found[self.way] = explanation
        self.changed.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _explained(predictor: AnyPredictor, look: Look, way: Way, progress: Progress) -> Explanation:
    from core.models.saliency import explain  # noqa: PLC0415

    # The very part that was asked about rather than the copy that is shown: it is the answer that is explained.
    framed = look.picture.framed(predictor.classes)
    found = explain(predictor, framed.picture, way, progress=progress)
    return Explanation(_laid_over(look, framed.box, found.scaled), found.words)


def _laid_over(look: Look, box: Box | None, heat: Floats) -> UInt8Images:
    """The picture as it is shown, with the map over the part that it is of."""
    from core.evaluation.overlay import overlaid  # noqa: PLC0415 - loads NumPy, off the window's thread

    if box is None:
        return overlaid(look.pixels, heat)
    from core.preprocessing.pipeline import with_channels  # noqa: PLC0415

    scale = look.pixels.shape[1] / look.size[0]
    rows = slice(round(box.y * scale), round((box.y + box.height) * scale))
    columns = slice(round(box.x * scale), round((box.x + box.width) * scale))
    shown: UInt8Images = with_channels(look.pixels[None], 3)[0].copy()
    shown[rows, columns] = overlaid(look.pixels[rows, columns], heat)
    return shown
