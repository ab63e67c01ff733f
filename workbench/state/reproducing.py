"""The report's tables, repeated in the window: what is there of them, and training what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from workbench.state.background import Background
from workbench.state.preferences import Preferences
from workbench.state.reproduction_choice import ReproductionChoice
from workbench.state.reproduction_files import ReproductionFiles
from workbench.state.reproduction_work import Found, Order, RowKey, orders, read
from workbench.state.training import Training

if TYPE_CHECKING:
    from core.runs.store import RunStore

_BEGUN, _YES = "report/begun", "on"


class RowPhase(Enum):
    """Where a row is whose figure is not there, or not all of it."""

    STILL = "still"
    WAITING = "waiting"
    TRAINING = "training"
    WRONG = "wrong"


class RowState(NamedTuple):
    """What is to be said of a row besides its figures.

    Attributes:
        phase: Where it is.
        words: The same in a word or two; empty where there is nothing to say.
        reason: Why it went wrong, in a sentence.
    """

    phase: RowPhase
    words: str
    reason: str = ""


class Reproducing(QObject):
    """Reads what is there while somebody looks, and puts what is missing into the queue as ordinary runs.

    A run that fails does not end the others: it is said beside its row, and trained again with what is missing then.

    Attributes:
        choice: What is asked for.
        found: What is there of it; None before it was read.
        error: Why something could not be read or done.
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
        self.position = ("", 0, 0)
        self.files = ReproductionFiles(store, self)
        self._store, self._training, self._preferences = store, training, preferences
        self._is_watched = False
        self._wanted: tuple[str, ...] | None = None
        self._orders: tuple[Order, ...] = ()
        self._endings: dict[RowKey, RowState] = {}
        self._epoch = -1
        self._reading, self._ordering = Background(self), Background(self)
        self._reading.succeeded.connect(self._take)
        self._ordering.succeeded.connect(self._queue)
        for background in (self._reading, self._ordering):
            background.progressed.connect(self._take_position)
            background.failed.connect(self._refuse)
        training.queue_changed.connect(self._look)
        training.run_changed.connect(self._look_at_epoch)
        training.run_finished.connect(self._end_run)

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

    @property
    def is_going(self) -> bool:
        """Whether something is trained or waits for it."""
        return bool(self._orders)

    @property
    def current(self) -> Order | None:
        """What is being trained; None while that is nothing of the tables."""
        return next((order for order in self._orders if self._is_trained(order)), None)

    @property
    def waiting(self) -> int:
        """How many runs wait behind it."""
        return len(self._orders) - (self.current is not None)

    def state_of(self, row: RowKey) -> RowState:
        """What is to be said of a row besides its figures."""
        orders_of_row = [order for order in self._orders if row in order.rows]
        if any(self._is_trained(order) for order in orders_of_row):
            return RowState(RowPhase.TRAINING, self.words_of_run())
        if orders_of_row:
            return RowState(RowPhase.WAITING, "waiting")
        if row in self._endings:
            return self._endings[row]
        begun = self.found.begun.get(row, "") if self.found else ""
        return RowState(RowPhase.STILL, begun)

    def words_of_run(self) -> str:
        """Where the run that is being trained is."""
        run = self._training.run
        return f"epoch {run.epoch:,} of {run.experiment.epochs:,}" if run and run.epoch else "starting"

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
        """Take out of the queue what was put into it, and stop and keep what is being trained of it.

        Before there is anything of that, give up looking for it.
        """
        self._wanted = None
        self._ordering.cancel()
        if self.takes_long or not self.is_going:
            self._reading.cancel()
        is_trained = self.current is not None
        self._training.remove_all([order.queued for order in self._orders])
        if is_trained:
            self._training.stop()
        self.changed.emit()

    def dismiss_error(self) -> None:
        """What went wrong has been read."""
        self.error = None
        self.changed.emit()

    def close(self) -> None:
        """Leave no work behind."""
        for part in (self._reading, self._ordering, self.files):
            part.close()

    def _is_trained(self, order: Order) -> bool:
        run = self._training.run
        return run is not None and not run.is_over and run.experiment is order.queued.experiment

    def _order(self) -> None:
        """Look for what is to be trained, where that was asked for."""
        if self._wanted is not None:
            self.position = ("", 0, 0)
            self._ordering.start(partial(orders, self._store, self.choice, self._wanted))
            self._wanted = None

    def _queue(self, found: Sequence[Order]) -> None:
        asked = [order.wanted for order in self._orders]
        new = tuple(order for order in found if order.wanted not in asked)
        self._orders += new
        for row in {row for order in new for row in order.rows}:
            self._endings.pop(row, None)
        self._training.start_all([order.queued for order in new])
        self.changed.emit()

    def _look(self) -> None:
        """Whatever was taken out of the queue on the Train page is trained no more."""
        queue = self._training.queue
        self._orders = tuple(order for order in self._orders if order.queued in queue or self._is_trained(order))
        self.changed.emit()

    def _look_at_epoch(self) -> None:
        epoch = self._training.run.epoch if self._training.run else -1
        if self.current is not None and epoch != self._epoch:
            self._epoch = epoch
            self.moved.emit()

    def _end_run(self) -> None:
        run = self._training.run
        ended = next((order for order in self._orders if run and run.experiment is order.queued.experiment), None)
        if ended is not None:
            self._orders = tuple(order for order in self._orders if order is not ended)
            self._note_ending(ended)
        if ended is not None or (self._is_watched and self.is_begun):
            self.refresh()

    def _note_ending(self, order: Order) -> None:
        from core.training.events import Outcome  # noqa: PLC0415 - a run has ended, so all that is there
        from workbench.state.endings import error_of_ending, title_of_ending  # noqa: PLC0415

        run = self._training.run
        outcome = run.finished.outcome if run and run.finished else None
        words = title_of_ending(run).lower() if run and outcome else "did not start"
        state = RowState(RowPhase.STILL, words)
        if run and outcome not in (Outcome.COMPLETED, Outcome.DIVERGED, Outcome.STOPPED):
            error = error_of_ending(run, "")
            state = RowState(RowPhase.WRONG, words, str(error) if error else f"{order.label}: {words}.")
        self._endings |= dict.fromkeys(order.rows, state)

    def _take(self, found: Found) -> None:
        self.found = found
        # What ended well has figures now, or can go on.
        self._endings = {row: one for row, one in self._endings.items() if one.phase is RowPhase.WRONG}
        self.error = found.faults[0] if found.faults else None
        self._order()
        self.changed.emit()
        if found.has_united:
            self.united.emit()

    def _refuse(self, error: WorkbenchError) -> None:
        self.error, self._wanted = error, None
        self.changed.emit()

    def _take_position(self, stage: str, done: int, total: int) -> None:
        self.position = (stage, done, total)
        self.moved.emit()
