"""What was cut short before the window was opened: by a crash, a kill or a power cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from core.progress import Progress
from core.runs.identifiers import short
from workbench.state.background import Background
from workbench.state.preferences import Preferences
from workbench.state.training import Training

if TYPE_CHECKING:  # pydantic comes with the first run: the window is there before it
    from core.runs.records import RunSummary
    from core.runs.store import RunStore

_GOING, _DISMISSED = "going", "interruptions dismissed"


class Interruptions(QObject):
    """Finds runs that ended without a word, and offers to go on with them, until that is done or dismissed.

    Where the window vanishes and its worker does not, the worker stops its run and keeps it. So the run that is going
    is noted among the preferences, and taken out at its end: one that is still there the next time was cut short too.

    Attributes:
        runs: Those runs, the latest first.
    """

    changed = Signal()

    def __init__(
        self,
        store: Callable[[], RunStore],
        training: Training,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.runs: tuple[RunSummary, ...] = ()
        self._store, self._training, self._preferences = store, training, preferences
        # As it was the last time: soon a run of now is noted there.
        self._was_going = preferences.word(_GOING)
        self._background = Background(self)
        self._background.succeeded.connect(self._take)
        self._background.failed.connect(self._take_none)
        training.run_started.connect(self._note)
        training.run_started.connect(self.look_again)
        training.run_finished.connect(lambda _run_id: self._note(""))

    @property
    def text(self) -> str:
        """What happened, in a sentence; empty where nothing did."""
        if not self.runs:
            return ""
        why = "when the program that trained it ended without a word"
        latest, *others = [(f"{run.name} ({short(run.run_id)})", _where(run)) for run in self.runs]
        if not others:
            return f"{latest[0]} was cut short {latest[1]}, {why}."
        return f"{len(self.runs)} runs were cut short. The latest, {latest[0]}, was {latest[1]} {why}."

    @property
    def hint(self) -> str:
        """What can be done about it."""
        if not self.runs:
            return ""
        what = "it goes" if len(self.runs) == 1 else "they go"
        return f"Nothing that had finished is lost: {what} on after the last finished epoch."

    def look(self) -> None:
        """Look into the run store; `changed` tells what was found."""
        going, dismissed = self._was_going, self._preferences.word(_DISMISSED).split()
        self._background.start(lambda progress: _cut_short(self._store(), going, dismissed, progress))

    def look_again(self) -> None:
        """Offer no longer what goes on, or was deleted, from elsewhere."""
        if self.runs:
            self.look()

    def resume(self) -> None:
        """Go on with all of them, one after the other."""
        run_ids = [run.run_id for run in self.runs]
        self._take_none()
        self._training.go_on(*run_ids)

    def dismiss(self) -> None:
        """Say no more of these; they can still be resumed where runs are listed."""
        dismissed = [*self._preferences.word(_DISMISSED).split(), *(run.run_id for run in self.runs)]
        self._preferences.remember_word(_DISMISSED, " ".join(dismissed))
        self._take_none()

    def close(self) -> None:
        """Leave no work behind."""
        self._background.close()

    def _note(self, run_id: str) -> None:
        self._preferences.remember_word(_GOING, run_id)
        # Now: whatever cuts the run short leaves no time for it.
        self._preferences.save()

    def _take(self, runs: list[RunSummary]) -> None:
        self.runs = tuple(runs)
        self.changed.emit()

    def _take_none(self, _error: WorkbenchError | None = None) -> None:
        # What is wrong with the store is said where runs are listed.
        self._take([])


def _where(run: RunSummary) -> str:
    return f"in epoch {min(run.epochs_done + 1, run.epochs_planned):,} of {run.epochs_planned:,}"


def _cut_short(store: RunStore, going: str, dismissed: list[str], progress: Progress) -> list[RunSummary]:
    from core.sweeps.kept import sweeps  # noqa: PLC0415 - loads pydantic, off the window's thread
    from core.training.events import Outcome  # noqa: PLC0415
    from workbench.state.going_on import Way, way_of  # noqa: PLC0415

    progress("Looking for runs", 0, 0)
    runs = store.runs()
    extended = {run.parent for run in runs}
    # A sweep goes on with its trials itself.
    swept = {sweep.tag for sweep in sweeps(store.workspace)}
    found = [run for run in runs if run.outcome is Outcome.INTERRUPTED or run.run_id == going]
    return [
        run
        for run in found
        if run.run_id not in {*dismissed, *extended} and swept.isdisjoint(run.tags) and way_of(run) is Way.RESUME
    ]
