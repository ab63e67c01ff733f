"""Inside the model that was measured: the weights of its first layer, and what its layers make of a picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.evaluating import Evaluating

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.data.dataset import ImageDataset
    from core.models.bundle import ModelBundle
    from core.models.insight import Activations, FirstWeights
    from core.models.predictor import Predictor


class Opened(NamedTuple):
    """A model that was looked into.

    Attributes:
        predictor: Sends pictures through it.
        weights: Of its first layer; None where no layer has any.
    """

    predictor: Predictor
    weights: FirstWeights | None


class Followed(NamedTuple):
    """A picture that was sent through the model.

    Attributes:
        row: Which image of the dataset.
        activations: What the layers made of it.
    """

    row: int
    activations: Activations


class Insight(QObject):
    """Looks into the model of the last measurement, beside the window, and only while somebody wants to see it.

    A committee is looked into one member at a time. Until a picture has gone through, the one before stays.

    Attributes:
        members: Of a committee, by name; none of a single model.
        member: Place of the one that is looked into.
        opened: The model; None until it has been read.
        followed: The picture; None until one has gone through this model.
        error: Why one could not.
    """

    opened_changed = Signal()
    followed_changed = Signal()
    error_changed = Signal()

    def __init__(self, evaluating: Evaluating, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.members: tuple[str, ...] = ()
        self.member = 0
        self.opened: Opened | None = None
        self.followed: Followed | None = None
        self.error: WorkbenchError | None = None
        self._evaluating = evaluating
        self._is_wanted = False
        self._row: int | None = None
        self._opening, self._following = Background(self), Background(self)
        self._opening.succeeded.connect(self._take_opened)
        self._following.succeeded.connect(self._take_followed)
        for work in (self._opening, self._following):
            work.failed.connect(self._set_error)
        evaluating.changed.connect(self._start_over)

    def want(self, *, is_wanted: bool) -> None:
        """Whether somebody looks."""
        self._is_wanted = is_wanted
        if self.opened is None:
            self._open()
        else:
            self._follow()

    def choose_member(self, place: int) -> None:
        """Look into another member of the committee."""
        self.member = place
        self._forget()
        self._open()

    def look_at(self, row: int | None) -> None:
        """Send an image of the dataset through the model; None sends the first of those that were measured."""
        self._row = row
        self._follow()

    def dismiss_error(self) -> None:
        """Forget what went wrong."""
        self._set_error(None)

    def close(self) -> None:
        """Leave no work behind."""
        self._opening.close()
        self._following.close()

    def _start_over(self) -> None:
        outcome = self._evaluating.outcome
        self.members = outcome.members if outcome else ()
        self.member, self._row = 0, None
        self._forget()
        self._open()

    def _forget(self) -> None:
        self._opening.cancel()
        self._following.cancel()
        self.opened = self.followed = None
        self._set_error(None)
        self.opened_changed.emit()
        self.followed_changed.emit()

    def _open(self) -> None:
        outcome = self._evaluating.outcome
        if self._is_wanted and outcome is not None and not self._opening.is_busy:
            self._opening.start(partial(_opened, outcome.bundle.members[self.member]))

    def _follow(self) -> None:
        outcome = self._evaluating.outcome
        if not self._is_wanted or self.opened is None or outcome is None:
            return
        row = int(outcome.examination.rows[0]) if self._row is None else self._row
        if self.followed is None or row != self.followed.row:
            self._set_error(None)
            self._following.start(partial(_followed, self.opened.predictor, outcome.examination.dataset, row))
        else:
            self._following.cancel()

    def _take_opened(self, opened: Opened) -> None:
        self.opened = opened
        self.opened_changed.emit()
        self._follow()

    def _take_followed(self, followed: Followed) -> None:
        self.followed = followed
        self.followed_changed.emit()

    def _set_error(self, error: WorkbenchError | None) -> None:
        self.error = error
        self.error_changed.emit()


def _opened(bundle: ModelBundle, progress: Progress) -> Opened:
    from core.models.insight import first_weights  # noqa: PLC0415 - off the window's thread
    from core.models.predictor import Predictor  # noqa: PLC0415

    progress("Reading the model", 0, 0)
    weights = first_weights(bundle)
    if weights is not None:
        # Worked out here, so that the window does not wait for it.
        _ = weights.scaled
    return Opened(Predictor(bundle), weights)


def _followed(predictor: Predictor, dataset: ImageDataset, row: int, progress: Progress) -> Followed:
    from core.models.insight import activations  # noqa: PLC0415 - off the window's thread

    progress("Following the picture", 0, 0)
    found = activations(predictor, dataset.images[row])
    for layer in found.layers:
        _ = layer.maps if layer.values.ndim == 3 else layer.scaled
    return Followed(row, found)
