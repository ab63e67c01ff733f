"""A sweep at one moment, for who looks at it: while it is worked on by whatever process, and afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.sweeps.kept import SweepRecord, is_running, journal_of
from core.sweeps.study import Trial, TrialState, read_trials

OBJECTIVE: Final = "validation accuracy of the epoch that the run keeps"
"""What a sweep looks for the highest value of. Test images are never chosen by."""


@dataclass(frozen=True)
class SweepView:
    """What is known of a sweep.

    Attributes:
        record: What is searched, and on what.
        trials: What was tried, in the order of its beginning.
        best: The completed trial of highest value; None before the first.
        importances: How much each varied field matters, by path; they add up to 1. Empty while too few trials are
            complete.
        is_running: Whether a process is working on it. If not, open trials wait for one to go on with them.
    """

    record: SweepRecord
    trials: tuple[Trial, ...]
    best: Trial | None
    importances: Mapping[str, float]
    is_running: bool

    @property
    def running(self) -> tuple[Trial, ...]:
        """The trials that are being trained at this moment."""
        return self.of_state(TrialState.OPEN) if self.is_running else ()

    def of_state(self, state: TrialState) -> tuple[Trial, ...]:
        """The trials of one state."""
        return tuple(trial for trial in self.trials if trial.state is state)


def view_sweep(workspace: Path, record: SweepRecord) -> SweepView:
    """A sweep of a workspace as it is now; milliseconds for hundreds of trials, so that it can be asked every second.

    Raises:
        WorkbenchError: It cannot be read.
    """
    # First: a sweep that ends meanwhile is then looked at once more.
    working = is_running(workspace, record)
    trials, importances = read_trials(journal_of(workspace, record))
    complete = [trial for trial in trials if trial.state is TrialState.COMPLETED]
    best = max(complete, key=lambda trial: (trial.value or 0.0, -trial.number), default=None)
    return SweepView(record, tuple(trials), best, importances, working)
