"""The workspace's sweeps: looked at while somebody wants to see them, begun, stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from workbench.state.background import Background
from workbench.state.preferences import Preferences

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.runs.store import RunStore
    from core.sweeps.kept import SweepRecord
    from core.sweeps.space import SearchSpace
    from core.sweeps.study import Trial
    from core.sweeps.view import SweepView
    from workbench.state.design import Design
    from workbench.state.sweep_order import Effort, SweepOrder
    from workbench.state.sweep_supervisor import SweepSupervisor
    from workbench.state.sweep_work import FoundSweeps

_NEWS_MS, _RARE_NEWS_MS, _LOOK_MS = 1_000, 5_000, 100
_SECONDS_TO_SAVE = 15.0
_CHOSEN = "sweeps/chosen"


class Sweeping(QObject):
    """One sweep at a time is worked on from here; those that other processes work on are seen all the same.

    Attributes:
        found: What is there; None before it was read.
        error: Why something could not be read or done, or a sweep ended early.
    """

    changed = Signal()
    """Other sweeps or trials, or work on one begins or ends."""
    moved = Signal()
    """The images of the sweep that begins are read further."""
    requested = Signal()
    """A sweep was asked for: time to show where sweeps are shown."""
    order_wanted = Signal(object)
    """Somebody wants to begin with this search space: time to ask how."""
    design_opened = Signal()
    """The values of a trial are what is being designed."""

    def __init__(
        self,
        workspace: Path,
        store: Callable[[], RunStore],
        preferences: Preferences,
        design: Design,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.found: FoundSweeps | None = None
        self.error: WorkbenchError | None = None
        self._workspace, self._store, self._preferences, self._design = workspace, store, preferences, design
        self._supervisor: SweepSupervisor | None = None
        self._chosen = preferences.word(_CHOSEN)
        self._is_watched = False
        self._stage: tuple[Any, ...] = ()
        self._reading, self._deleting = Background(self), Background(self)
        self._reading.succeeded.connect(self._take)
        self._deleting.succeeded.connect(lambda _none: self.refresh())
        for background in (self._reading, self._deleting):
            background.failed.connect(self._refuse)
        design.varying.sweep_requested.connect(self.want_designed)
        design.space_opened.connect(self._remember)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._read)
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)

    @property
    def view(self) -> SweepView | None:
        """The sweep that is looked at."""
        return self.found.view if self.found else None

    @property
    def is_opening(self) -> bool:
        """Whether there are sweeps that have not been read yet."""
        return self.found is None and self.error is None and any(self._workspace.glob("sweeps/*/sweep.json"))

    @property
    def is_going(self) -> bool:
        """Whether a sweep is worked on from here."""
        return self._supervisor is not None

    @property
    def is_stopping(self) -> bool:
        """Whether that was told to end."""
        return self._supervisor is not None and self._supervisor.is_stopping

    @property
    def going(self) -> SweepRecord | None:
        """The sweep that is worked on from here; None also while its images are read."""
        return self._supervisor.record if self._supervisor else None

    @property
    def name_of_going(self) -> str:
        """What that is called; empty where there is none."""
        return self._supervisor.order.space.name if self._supervisor else ""

    @property
    def stage(self) -> tuple[str, int, int]:
        """What is being done before the first trial: a phrase, what is done, and all there is to do."""
        return self._supervisor.stage if self._supervisor else ("", 0, 0)

    @property
    def effort(self) -> Effort:
        """Who trains, as it was chosen the last time."""
        from workbench.state.sweep_order import Effort  # noqa: PLC0415

        return Effort.remembered(self._preferences)

    def watch(self, *, is_watched: bool) -> None:
        """Somebody looks at the sweeps from now on, or no longer."""
        self._is_watched = is_watched
        if is_watched:
            self.refresh()
        else:
            self._soon.stop()

    def refresh(self) -> None:
        """Read what is there, after what is being read."""
        if self._reading.is_busy:
            self._soon.start(0)
        else:
            self._read()

    def choose(self, sweep_id: str) -> None:
        """Look at another sweep."""
        if self.view is None or self.view.record.sweep_id != sweep_id:
            self._chosen = sweep_id
            self._preferences.remember_word(_CHOSEN, sweep_id)
            self._reading.cancel()
            self._read()

    def want(self, space: str) -> None:
        """Ask to begin with a search space that ships, or with one in a file."""
        from core.sweeps.space import load_space  # noqa: PLC0415

        try:
            self.order_wanted.emit(load_space(space))
        except WorkbenchError as error:
            self._refuse(error)

    def want_designed(self) -> None:
        """The same with what varies of the experiment that is being designed, searched as the last time."""
        from workbench.state.sweep_order import remembered_settings  # noqa: PLC0415

        try:
            self.order_wanted.emit(self._design.varying.space(remembered_settings(self._preferences)))
        except WorkbenchError as error:
            self._refuse(error)

    def save_designed(self, file: Path) -> None:
        """Write that to a file.

        Raises:
            WorkbenchError: Something is wrong with it, or it cannot be written there.
        """
        from workbench.state.sweep_order import remembered_settings  # noqa: PLC0415

        self._design.varying.save(file, remembered_settings(self._preferences))

    def start(self, order: SweepOrder) -> None:
        """Begin a sweep, or go on with one, unless one is worked on."""
        from workbench.state.sweep_supervisor import SweepSupervisor  # noqa: PLC0415

        order.effort.remember(self._preferences)
        if self._supervisor is not None:
            message = f"The sweep {self.name_of_going} is being worked on."
            self._refuse(WorkbenchError(message, "Stop it, or wait until it has ended."))
            return
        self.error = None
        self._supervisor = SweepSupervisor(self._store, order, self)
        self._supervisor.start()
        self._looking.start()
        self.requested.emit()
        self.changed.emit()

    def stop(self) -> None:
        """Stop and keep what is being trained; the sweep can go on later."""
        if self._supervisor is not None:
            self._supervisor.stop()
            self.changed.emit()

    def delete(self, record: SweepRecord) -> None:
        """Forget a sweep; its runs stay."""
        self._deleting.start(partial(_delete, self._workspace, record))

    def use_in_design(self, space: SearchSpace, trial: Trial) -> None:
        """Put the values of a trial into the experiment that is being designed, as one step to undo."""
        from core.experiment.draft import draft_of  # noqa: PLC0415
        from core.sweeps.space import base_of  # noqa: PLC0415

        self._design.adopt(draft_of(base_of(space)), trial.values, f"{space.name}, trial {trial.number}")
        self.design_opened.emit()

    def dismiss_error(self) -> None:
        """What went wrong has been read."""
        self.error = None
        self.changed.emit()

    def close(self) -> None:
        """Stop and keep what is being trained, wait until it is saved, and leave no work behind."""
        self._soon.stop()
        self._looking.stop()
        if self._supervisor is not None:
            self._supervisor.end(_SECONDS_TO_SAVE)
        for background in (self._reading, self._deleting):
            background.close()

    def _remember(self, space: SearchSpace) -> None:
        """The sweep of what was opened begins as it says."""
        from workbench.state.sweep_order import remember_settings  # noqa: PLC0415

        remember_settings(self._preferences, space)

    def _read(self) -> None:
        self._soon.stop()
        self._reading.start(partial(_read, self._workspace, self._chosen, self.found))

    def _take(self, found: FoundSweeps) -> None:
        is_new = found != self.found
        self.found = found
        if self._is_watched:
            self._soon.start(_NEWS_MS if found.running or self.is_going else _RARE_NEWS_MS)
        if is_new:
            self.changed.emit()

    def _look(self) -> None:
        """See how far the thread is that works on a sweep."""
        supervisor = self._supervisor
        if supervisor is None:
            return
        record, is_over = supervisor.record, supervisor.isFinished()
        if self._stage != (supervisor.stage, record is None):
            self._stage = (supervisor.stage, record is None)
            self.moved.emit()
            if record is not None:
                self.choose(record.sweep_id)
        if is_over:
            self._conclude(supervisor)

    def _conclude(self, supervisor: SweepSupervisor) -> None:
        self._supervisor, self._stage = None, ()
        self._looking.stop()
        supervisor.deleteLater()
        self.error = supervisor.error or self.error
        self.refresh()
        self.changed.emit()
        if supervisor.fault:
            raise supervisor.fault

    def _refuse(self, error: WorkbenchError) -> None:
        self.error = error
        self.changed.emit()


def _read(workspace: Path, chosen: str, before: FoundSweeps | None, progress: Progress) -> FoundSweeps:
    from workbench.state.sweep_work import read_sweeps  # noqa: PLC0415 - loads pydantic, off the window's thread

    return read_sweeps(workspace, chosen, before, progress)


def _delete(workspace: Path, record: SweepRecord, progress: Progress) -> None:
    from core.sweeps.kept import delete_sweep  # noqa: PLC0415

    progress("Deleting", 0, 0)
    delete_sweep(workspace, record)
