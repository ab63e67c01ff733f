"""Whether a run that is over can go on, and how."""

from __future__ import annotations

from enum import Enum

from core.runs.records import RunSummary
from core.training.events import Outcome

_UNFINISHED = (Outcome.STOPPED, Outcome.FAILED, Outcome.INTERRUPTED)


class Way(Enum):
    """How a run goes on; the value is what its button says."""

    RESUME = "Resume"
    EXTEND = "More epochs…"


def way_to_go_on(outcome: Outcome | None, epochs_done: int, epochs_planned: int) -> Way | None:
    """How a run can go on; None where it cannot, as one that is going, was discarded, diverged or lost its patience.

    An interrupted run goes on in any case: after its last epoch its model may still be missing.
    """
    if outcome is Outcome.INTERRUPTED or (outcome in _UNFINISHED and 0 < epochs_done < epochs_planned):
        return Way.RESUME
    is_complete = outcome is Outcome.COMPLETED and epochs_done == epochs_planned
    return Way.EXTEND if is_complete else None


def way_of(run: RunSummary) -> Way | None:
    """The same for a run of the store."""
    return way_to_go_on(run.outcome, run.epochs_done, run.epochs_planned)
