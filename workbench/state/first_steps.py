"""The first steps: from nothing to an answer of a model of one's own."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from workbench.state.session import Session

SOURCE, RECIPE = "street-digits", "digits-quick"


class Step(Enum):
    """What is to be done, in this order; in words, and what it is good for."""

    LOAD = ("Load digits", "10,000 drawn house numbers, built in")
    TRAIN = ("Train a network", "The recipe Digits, quick: half a minute")
    ASK = ("Ask it about a digit", "Draw one, or drop a picture")


class FirstSteps(QObject):
    """Shown at the first start of a workspace, and whenever somebody asks for it.

    Attributes:
        is_shown: Whether it is.
        done: The steps that are.
    """

    changed = Signal()
    drawing_wanted = Signal()
    """Somebody wants to draw a digit."""

    def __init__(self, session: Session, *, is_first_start: bool) -> None:
        super().__init__(session)
        self.is_shown = False
        self.done: frozenset[Step] = frozenset()
        self._session, self._is_first_start = session, is_first_start
        self._seen: tuple[frozenset[Step], Step | None] = (self.done, None)
        datasets, training = session.datasets, session.training
        moments = (
            datasets.changed,
            datasets.reading_changed,
            training.run_changed,
            session.predictions.answers_changed,
        )
        for moment in moments:
            moment.connect(self._look)

    @property
    def next_step(self) -> Step | None:
        """The first one that is not done; None where all are."""
        return next((step for step in Step if step not in self.done), None)

    @property
    def going(self) -> Step | None:
        """The step that is being done just now; None where none is."""
        if self._session.datasets.is_reading:
            return Step.LOAD
        return Step.TRAIN if self._session.training.is_busy else None

    def begin(self) -> None:
        """Show it where the workspace is used for the first time."""
        if self._is_first_start:
            self.reopen()

    def reopen(self) -> None:
        """Show it."""
        self.is_shown = True
        self._look()
        self.changed.emit()

    def dismiss(self) -> None:
        """Show it no more."""
        self.is_shown = False
        self.changed.emit()

    def take(self, step: Step) -> None:
        """Go where a step is done, and begin with it where that takes no more than a click."""
        session = self._session
        match step:
            case Step.LOAD:
                session.page_wanted.emit("data")
                if session.datasets.dataset is None and not session.datasets.is_reading:
                    session.datasets.open(SOURCE)
            case Step.TRAIN:
                session.page_wanted.emit("train")
                if not session.training.is_busy:
                    session.training.start_recipe(RECIPE, SOURCE)
            case Step.ASK:
                run = session.training.run
                if run is not None and run.has_model:
                    session.models.choose_run(run.run_id)
                session.page_wanted.emit("predict")
                self.drawing_wanted.emit()

    def _look(self) -> None:
        if not self.is_shown:
            return
        session = self._session
        run = session.training.run
        found = {
            Step.LOAD: session.datasets.dataset is not None,
            Step.TRAIN: run is not None and run.has_model and run.is_over,
            Step.ASK: any(entry.answer and not entry.answer.error for entry in session.predictions.entries),
        }
        self.done |= {step for step, is_done in found.items() if is_done}
        seen = (self.done, self.going)
        if seen != self._seen:
            self._seen = seen
            self.changed.emit()
