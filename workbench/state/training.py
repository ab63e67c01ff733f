"""Training from the window: runs in a queue, one at a time, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.orders import QueuedRun, left_to_do

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.experiment.spec import Experiment
    from core.runs.store import RunStore
    from workbench.state.live_run import LiveRun
    from workbench.state.supervisor import Supervisor

_LOOK_EVERY_MS = 33
_SECONDS_TO_SAVE = 15.0


class Training(QObject):
    """Starts runs, controls the one that is going, and tells what becomes of it.

    A thread supervises the worker process and collects its reports; one timer takes them from there thirty times a
    second, however many there are.

    Attributes:
        run: The run at hand, going or over; None before the first.
        queue: What waits behind it.
        errors: Of runs that went wrong, the latest first, until they are dismissed.
        threads: Of the matrix library in the worker; None leaves the choice to it.
        histograms: Whether runs from now on let TensorBoard show how their weights are spread.

    Args:
        store: Opens the run store of the workspace, on whatever thread asks for it.
    """

    requested = Signal()
    """A run was asked for: time to show where runs are shown."""
    queue_changed = Signal()
    run_changed = Signal()
    curves_changed = Signal()
    run_started = Signal(str)
    """The run of this id is in the run store, its first batch is next."""
    run_recalled = Signal()
    """The run at hand is the latest of the workspace, which ended before the window was opened."""
    run_finished = Signal(str)
    """The run of this id is over, and its model, if any, in its place; empty where there never was a process."""
    errors_changed = Signal()

    def __init__(self, store: Callable[[], RunStore], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: LiveRun | None = None
        self.queue: tuple[QueuedRun, ...] = ()
        self.errors: tuple[WorkbenchError, ...] = ()
        self.threads: int | None = None
        self.histograms = False
        self._store = store
        self._supervisor: Supervisor | None = None
        self._held_error: WorkbenchError | None = None
        self._seconds_shown = -1
        self._recipes = Background(self)
        self._recipes.failed.connect(self._add_error)
        self._recipes.succeeded.connect(lambda order: self.start(*order))
        self._going_on = Background(self)
        self._going_on.failed.connect(self._refuse_to_go_on)
        self._going_on.succeeded.connect(self._queue_all)
        self._recalling = Background(self)
        self._recalling.failed.connect(self._add_error)
        self._recalling.succeeded.connect(self._take_recalled)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether a run is going, from the first moment to its process's last."""
        return self._supervisor is not None

    @property
    def is_ending(self) -> bool:
        """Whether the run that is going was told how to end, and nothing waits behind it."""
        if not self.run or not self.is_busy or self.queue:
            return False
        from workbench.state.live_run import Phase  # noqa: PLC0415

        return self.run.phase in (Phase.STOPPING, Phase.DISCARDING)

    def start(self, experiment: Experiment, source: str) -> None:
        """Train an experiment on a source, after all that was asked for before."""
        self._queue(QueuedRun(experiment, source))

    def start_all(self, orders: Sequence[QueuedRun]) -> None:
        """The same with several at once, by somebody who shows how they go: nothing is asked to be shown instead."""
        self.queue = (*self.queue, *orders)
        if self.queue and not self.is_busy:
            self._start_next()
        else:
            self.queue_changed.emit()

    def remove_all(self, orders: Sequence[QueuedRun]) -> None:
        """Take runs out of the queue, where they still wait."""
        self.queue = tuple(waiting for waiting in self.queue if waiting not in orders)
        self.queue_changed.emit()

    def start_recipe(self, recipe: str, source: str) -> None:
        """The same with a recipe by its name, which is read beside the window."""
        self._recipes.start(lambda _progress: (_read_recipe(recipe), source))

    def go_on(self, *run_ids: str, epochs: int | None = None) -> None:
        """Go on with runs that are over, after all that was asked for before.

        An interrupted run goes on as itself; any other stays as it is, and a child of it goes on.

        Args:
            *run_ids: The runs.
            epochs: How many there are to be in all; None for as many as were planned.
        """
        self._going_on.start(partial(left_to_do, self._store, run_ids, epochs))

    def recall(self) -> None:
        """Bring back the latest run of the workspace, unless there is another one by then."""
        self._recalling.start(lambda progress: _latest(self._store(), progress))

    def remove(self, waiting: QueuedRun) -> None:
        """Take a run out of the queue."""
        self.remove_all((waiting,))

    def pause(self) -> None:
        """Hold the run after the current batches; before its first one there is nothing to hold."""
        if self.run and self._supervisor and self.run.hold():
            from core.training.control import Request  # noqa: PLC0415

            self._supervisor.ask(Request.PAUSE)
            self.run_changed.emit()

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.run and self._supervisor and self.run.go_on():
            from core.training.control import Request  # noqa: PLC0415

            self._supervisor.ask(Request.RUN)
            self._take_back_held()
            self.run_changed.emit()

    def stop(self) -> None:
        """End the run after the current batches and keep its model."""
        self._end(keep=True)

    def discard(self) -> None:
        """End the run after the current batches and keep nothing but a record of it."""
        self._end(keep=False)

    def dismiss_error(self) -> None:
        """Forget the latest of the errors."""
        self.errors = self.errors[1:]
        self.errors_changed.emit()

    def close(self) -> None:
        """Stop and keep what is going, wait until it is saved, and start nothing more."""
        self.queue = ()
        for background in (self._recipes, self._going_on, self._recalling):
            background.close()
        if self._supervisor:
            self._supervisor.end(_SECONDS_TO_SAVE)
            self._look()

    def _queue_all(self, orders: Sequence[QueuedRun]) -> None:
        for order in orders:
            self._queue(order)

    def _queue(self, order: QueuedRun) -> None:
        self.queue = (*self.queue, order)
        self.requested.emit()
        if self.is_busy:
            self.queue_changed.emit()
        else:
            self._start_next()

    def _refuse_to_go_on(self, error: WorkbenchError) -> None:
        self._add_error(error)
        self.requested.emit()

    def _end(self, *, keep: bool) -> None:
        if not self.run or not self._supervisor:
            return
        from core.training.control import Request  # noqa: PLC0415
        from workbench.state.live_run import Phase  # noqa: PLC0415

        if self.run.phase in (Phase.STOPPING, Phase.DISCARDING):
            return
        self._supervisor.ask(Request.STOP if keep else Request.DISCARD)
        self.run.phase = Phase.STOPPING if keep else Phase.DISCARDING
        self.run_changed.emit()

    def _start_next(self) -> None:
        from workbench.state.live_run import LiveRun  # noqa: PLC0415
        from workbench.state.supervisor import Supervisor  # noqa: PLC0415

        order, *rest = self.queue
        self.queue = tuple(rest)
        self.run = LiveRun(order.experiment, order.source, order.history)
        self._supervisor = Supervisor(self._store, order.starter(self.threads, self.histograms), self)
        self._supervisor.start()
        self._timer.start()
        self.queue_changed.emit()
        self.run_changed.emit()
        self.curves_changed.emit()

    def _take_recalled(self, run: LiveRun | None) -> None:
        if run is not None and self.run is None:
            self.run = run
            self.run_changed.emit()
            self.run_recalled.emit()

    def _look(self) -> None:
        """Take what was reported since the last look."""
        run, supervisor = self.run, self._supervisor
        if run is None or supervisor is None:
            return
        # Looked at first: what ends after it has nothing more to report.
        is_over = supervisor.isFinished()
        reports = list(supervisor.reports())
        # Looked at last: it is there before the first report of the run that it tells.
        run.run_id = supervisor.run_id
        was_started, was_held = run.started is not None, bool(run.held)
        taken = [run.take(event) for event in reports]
        if run.held and not was_held:
            self._say_held(run)
        if run.started and not was_started:
            self.run_started.emit(run.run_id)
        if any(taken):
            self.curves_changed.emit()
        if is_over:
            self._conclude(run, supervisor)
        elif any(taken) or int(run.stopwatch.seconds) != self._seconds_shown:
            self._seconds_shown = int(run.stopwatch.seconds)
            self.run_changed.emit()

    def _conclude(self, run: LiveRun, supervisor: Supervisor) -> None:
        from workbench.state.endings import error_of_ending  # noqa: PLC0415

        self._supervisor = None
        self._take_back_held()
        self._timer.stop()
        supervisor.deleteLater()
        run.has_model = supervisor.has_model
        # Before the end is drawn, while it is known in which epoch it came.
        error = error_of_ending(run, supervisor.log)
        run.end()
        if error:
            self._add_error(error)
        self.run_changed.emit()
        self.run_finished.emit(run.run_id)
        if self.queue and not self.is_busy:
            self._start_next()
        if supervisor.fault:
            raise supervisor.fault

    def _say_held(self, run: LiveRun) -> None:
        stored = f"All epochs until {run.checkpoint_epoch:,} are stored" if run.checkpoint_epoch else "It waits"
        hint = f"{stored}. Free some space on that disk, then press Continue: nothing of the run is lost."
        self._held_error = WorkbenchError(f"{run.experiment.name} ({run.name}) is paused. {run.held}", hint)
        self._add_error(self._held_error)

    def _take_back_held(self) -> None:
        """What was said of a full disk holds no more."""
        if self._held_error in self.errors:
            self.errors = tuple(error for error in self.errors if error is not self._held_error)
            self.errors_changed.emit()
        self._held_error = None

    def _add_error(self, error: WorkbenchError) -> None:
        self.errors = (error, *self.errors)
        self.errors_changed.emit()


def _read_recipe(recipe: str) -> Experiment:
    from core.experiment.recipes import load_recipe  # noqa: PLC0415 - loads pydantic, off the window's thread

    return load_recipe(recipe)


def _latest(store: RunStore, progress: Progress) -> LiveRun | None:
    """The run that was started last, of those that have ended."""
    from core.training.start import MODEL_ARTIFACT  # noqa: PLC0415 - loads NumPy, off the window's thread
    from workbench.state.live_run import LiveRun  # noqa: PLC0415

    progress("Looking for runs", 0, 0)
    ended = next((run for run in store.runs() if run.outcome is not None), None)
    if ended is None:
        return None
    record = store.run(ended.run_id)
    return LiveRun.of_record(record, store.history(record), has_model=record.artifact(MODEL_ARTIFACT) is not None)
