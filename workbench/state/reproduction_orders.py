"""What of the report's tables is being trained or waits for it, and how that ended where it went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from workbench.state.reproduction_marks import RowKey
from workbench.state.reproduction_work import Order
from workbench.state.training import Training


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


class ReproductionOrders(QObject):
    """Puts runs into the training queue, and knows them again there.

    A run that fails does not end the others: it is said beside its row, until it is trained again.
    """

    changed = Signal()
    moved = Signal()
    """The run that is trained has got further."""

    def __init__(self, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._orders: tuple[Order, ...] = ()
        self._endings: dict[RowKey, RowState] = {}
        self._epoch = -1
        training.queue_changed.connect(self._look)
        training.run_changed.connect(self._look_at_epoch)

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

    @property
    def words_of_run(self) -> str:
        """Where the run that is being trained is."""
        run = self._training.run
        return f"epoch {run.epoch:,} of {run.experiment.epochs:,}" if run and run.epoch else "starting"

    def state_of(self, row: RowKey) -> RowState | None:
        """What there is to say of a row; None where that is nothing."""
        orders = [order for order in self._orders if row in order.rows]
        if any(self._is_trained(order) for order in orders):
            return RowState(RowPhase.TRAINING, self.words_of_run)
        return RowState(RowPhase.WAITING, "waiting") if orders else self._endings.get(row)

    def add(self, orders: Sequence[Order]) -> None:
        """Put runs into the queue, but those that are there already."""
        there = [order.wanted for order in self._orders]
        new = tuple(order for order in orders if order.wanted not in there)
        self._orders += new
        for row in {row for order in new for row in order.rows}:
            self._endings.pop(row, None)
        self._training.start_all([order.queued for order in new])

    def stop(self) -> None:
        """Take out of the queue what waits, and stop and keep what is being trained."""
        is_trained = self.current is not None
        self._training.remove_all([order.queued for order in self._orders])
        if is_trained:
            self._training.stop()

    def end_run(self) -> bool:
        """Note how the run at hand ended; returns whether it was one of the tables."""
        run = self._training.run
        ended = next((order for order in self._orders if run and run.experiment is order.queued.experiment), None)
        if ended is None:
            return False
        self._orders = tuple(order for order in self._orders if order is not ended)
        self._endings |= dict.fromkeys(ended.rows, self._ending_of(ended))
        return True

    def forget_good_endings(self) -> None:
        """What ended well has figures by now, or can go on."""
        self._endings = {row: one for row, one in self._endings.items() if one.phase is RowPhase.WRONG}

    def _is_trained(self, order: Order) -> bool:
        run = self._training.run
        return run is not None and not run.is_over and run.experiment is order.queued.experiment

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

    def _ending_of(self, order: Order) -> RowState:
        from core.training.events import Outcome  # noqa: PLC0415 - a run has ended, so all that is there
        from workbench.state.endings import error_of_ending, title_of_ending  # noqa: PLC0415

        run = self._training.run
        if run is None or run.finished is None:
            return RowState(RowPhase.WRONG, "did not start", f"{order.label} did not start.")
        words = title_of_ending(run).lower()
        if run.finished.outcome in (Outcome.COMPLETED, Outcome.DIVERGED, Outcome.STOPPED):
            return RowState(RowPhase.STILL, words)
        error = error_of_ending(run, "")
        return RowState(RowPhase.WRONG, words, str(error) if error else f"{order.label}: {words}.")
