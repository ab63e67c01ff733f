"""The current picture as it is shown, and what more is found on it once its answer is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.state.asking import Look, Picture, look_at, other_faces
from workbench.state.background import Background

if TYPE_CHECKING:  # NumPy comes with the first model: the window is there before it
    from core.models.committee_predictor import AnyPredictor
    from core.vision.boxes import Box

Current = Callable[[], "tuple[AnyPredictor, Picture] | None"]


class Looking(QObject):
    """Reads a picture beside the window, as it is and as the network sees it.

    Args:
        current: Gives the picture to look at, and the model that answers; None where there is nothing to be seen.

    Attributes:
        look: The latest; while another picture is read, still the one before.
    """

    changed = Signal()
    more_found = Signal()
    """The same look, with more boxes."""

    def __init__(self, current: Current, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self._current = current
        self._looks_again = False
        self._reading, self._searching = Background(self), Background(self)
        self._reading.succeeded.connect(self._take)
        self._reading.failed.connect(lambda _error: self._take(None))
        self._searching.succeeded.connect(self._take_found)

    def begin(self) -> None:
        """Look at what is the current picture now."""
        current = self._current()
        if current is None:
            self._reading.cancel()
            self._take(None)
        else:
            predictor, picture = current
            self._reading.start(partial(look_at, predictor, picture))

    def follow(self) -> None:
        """Look at a picture that changes quickly.

        A look that is under way is soon there; were it begun anew each time, none would come before the end.
        """
        self._looks_again = self._reading.is_busy
        if not self._looks_again:
            self.begin()

    def search_on(self) -> None:
        """Look for the faces that the first answer did not wait for."""
        look = self.look
        if look is not None and look.may_have_more and not self._searching.is_busy:
            self._searching.start(partial(other_faces, look.picture))

    def close(self) -> None:
        """Leave no work behind."""
        self._reading.close()
        self._searching.close()

    def _take(self, look: Look | None) -> None:
        before = self.look
        if look is None or before is None or not look.picture.shows_same(before.picture):
            self._searching.cancel()
        self.look = look
        self.changed.emit()
        if self._looks_again:
            self._looks_again = False
            self.begin()

    def _take_found(self, boxes: tuple[Box, ...]) -> None:
        if self.look is not None and self.look.may_have_more:
            self.look = replace(self.look, found=(*self.look.found, *boxes), may_have_more=False)
            self.more_found.emit()
