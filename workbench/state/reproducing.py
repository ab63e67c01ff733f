"""The report's tables, repeated in the window: what is there of them, and training what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.preferences import Preferences
from workbench.state.reproduction_choice import ReproductionChoice
from workbench.state.reproduction_files import ReproductionFiles
from workbench.state.reproduction_marks import RowKey
from workbench.state.reproduction_orders import ReproductionOrders, RowPhase, RowState
from workbench.state.reproduction_work import Found, Order, orders, read, seconds_left
from workbench.state.training import Training

if TYPE_CHECKING:
    from core.runs.store import RunStore

_BEGUN, _YES = "report/begun", "on"


class Reproducing(QObject):
    """Reads what is there while somebody looks, and puts what is missing into the queue as ordinary runs.

    Attributes:
        choice: What is asked for.
        orders: What is being trained of it.
        found: What is there of it; None before it was read.
        error: Why something could not be read or done.
        seconds_left: How long what is missing will take, without what Keras needs to start; None while nobody knows.
        position: How far the reading is: a phrase, what is done, and all there is to do, 0 while unknown.
        files: What the tables are saved to.
    """

    changed = Signal()
    """Other choices or figures, or another run is trained."""
    moved = Signal()
    """The reading, or the run that is trained, has got further."""
    begun = Signal()
    """Somebody wants to see the tables from now on."""
    united = Signal()
    """There is a committee in the workspace that was not there before."""

    def __init__(
        self,
        store: Callable[[], RunStore],
        training: Training,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.choice = ReproductionChoice.remembered(preferences)
        self.found: Found | None = None
        self.error: WorkbenchError | None = None
        self.seconds_left: float | None = None
        self.position = ("", 0, 0)
        self.files = ReproductionFiles(store, self)
        self.orders = ReproductionOrders(training, self)
        self._store, self._training, self._preferences = store, training, preferences
        self._speed: float | None = None
        self._is_watched = False
        self._wanted: tuple[str, ...] | None = None
        self._reading, self._ordering, self._timing = Background(self), Background(self), Background(self)
        self._reading.succeeded.connect(self._take)
        self._ordering.succeeded.connect(self._queue)
        self._timing.succeeded.connect(self._take_seconds)
        for background in (self._reading, self._ordering):
            background.progressed.connect(self._take_position)
            background.failed.connect(self._refuse)
        self.orders.changed.connect(self.changed)
        self.orders.moved.connect(self.moved)
        training.run_finished.connect(self._follow_runs)

    @property
    def is_begun(self) -> bool:
        """Whether somebody has wanted to see the tables, now or in an earlier start."""
        return self._preferences.word(_BEGUN) == _YES

    @property
    def is_reading(self) -> bool:
        """Whether it is being looked for what is there, or what is missing."""
        return self._reading.is_busy or self._ordering.is_busy

    @property
    def takes_long(self) -> bool:
        """Whether that goes through images, which takes as long as there are many."""
        return self.is_reading and self.position[2] > 0

    def state_of(self, row: RowKey) -> RowState:
        """What is to be said of a row besides its figures."""
        begun = self.found.begun.get(row, "") if self.found else ""
        return self.orders.state_of(row) or RowState(RowPhase.STILL, begun)

    def watch(self, *, is_watched: bool) -> None:
        """Somebody looks at the tables from now on, or no longer."""
        self._is_watched = is_watched
        if is_watched and self.is_begun:
            self.refresh()

    def begin(self) -> None:
        """Show the tables, now and at later starts."""
        self._preferences.remember_word(_BEGUN, _YES)
        self.refresh()
        self.begun.emit()

    def choose(self, **words: str) -> None:
        """Ask for something else, by the names of `ReproductionChoice`."""
        self.choice = replace(self.choice, **words)
        self.choice.remember(self._preferences)
        self.refresh()

    def refresh(self) -> None:
        """Read what is there; `changed` tells the end."""
        self.error, self.position = None, ("", 0, 0)
        self._reading.start(partial(read, self._store, self.choice))
        self.changed.emit()

    def train(self, *rows: str) -> None:
        """Queue every run that is missing, after all that was asked for before.

        Args:
            *rows: Names of tables, or of their rows as `table/row`; none: all.
        """
        self.error, self._wanted = None, rows
        # The images are read once, and not twice at the same time.
        if not self._reading.is_busy:
            self._order()
        self.changed.emit()

    def stop(self) -> None:
        """Give up looking for what is missing, or going through images for it, and stop what is being trained."""
        self._wanted = None
        self._ordering.cancel()
        if self.takes_long:
            self._reading.cancel()
        self.orders.stop()
        self.changed.emit()

    def dismiss_error(self) -> None:
        """What went wrong has been read."""
        self.error = None
        self.changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        for part in (self._reading, self._ordering, self._timing, self.files):
            part.close()

    def _order(self) -> None:
        """Look for what is to be trained, where that was asked for."""
        if self._wanted is not None:
            self.position = ("", 0, 0)
            self._ordering.start(partial(orders, self._store, self.choice, self._wanted))
            self._wanted = None

    def _queue(self, found: Sequence[Order]) -> None:
        self.orders.add(found)
        self.changed.emit()

    def _follow_runs(self) -> None:
        """A run that was started elsewhere can be what a row lacks, too."""
        if self.orders.end_run() or (self._is_watched and self.is_begun):
            self.refresh()

    def _take(self, found: Found) -> None:
        self.found = found
        self.orders.forget_good_endings()
        self.error = found.faults[0] if found.faults else None
        self._order()
        self._time()
        self.changed.emit()
        if found.has_united:
            self.united.emit()

    def _time(self) -> None:
        """Find out how long what is missing will take, unless that would be in the way of what is trained."""
        self.seconds_left = None
        if self.found and self.found.left and not self._training.is_busy:
            self._timing.start(partial(_timed, self._store, self.found, self._speed))

    def _take_seconds(self, found: tuple[float, float | None]) -> None:
        self.seconds_left, self._speed = found
        self.moved.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error, self._wanted = error, None
        self.changed.emit()

    def _take_position(self, stage: str, done: int, total: int) -> None:
        self.position = (stage, done, total)
        self.moved.emit()


def _timed(
    store: Callable[[], RunStore], found: Found, speed: float | None, progress: Progress
) -> tuple[float, float | None]:
    return seconds_left(store().workspace, found.left, speed, progress)
