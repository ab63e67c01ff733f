"""What is read of the workspace's sweeps, beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.progress import Progress
from core.sweeps.kept import SweepRecord, is_running, journal_of, sweeps
from core.sweeps.view import SweepView, view_sweep
from workbench.state.sweep_order import planned_trials


@dataclass(frozen=True)
class FoundSweeps:
    """The sweeps of a workspace at one moment.

    Attributes:
        records: All of them, newest first.
        running: Ids of those that some process works on.
        view: The one that is looked at; None where there is none.
        planned: How many trials that one is to have; None where only the time decides.
        stamp: Tells whether there is anything new in that one.
    """

    records: tuple[SweepRecord, ...]
    running: frozenset[str]
    view: SweepView | None
    planned: int | None
    stamp: tuple[object, ...]


def read_sweeps(workspace: Path, chosen: str, before: FoundSweeps | None, progress: Progress) -> FoundSweeps:
    """Read them.

    Args:
        workspace: Its folder.
        chosen: Id of the sweep that is looked at; where there is none such, the newest is.
        before: What was read the last time: what has not changed is not read again.
        progress: May cancel.

    Raises:
        WorkbenchError: Something cannot be read.
    """
    progress("Reading sweeps", 0, 0)
    records = tuple(sweeps(workspace))
    running = frozenset(one.sweep_id for one in records if is_running(workspace, one))
    record = next((one for one in records if one.sweep_id == chosen), records[0] if records else None)
    if record is None:
        return FoundSweeps((), frozenset(), None, None, ())
    stamp = (record, record.sweep_id in running, _stamp_of(journal_of(workspace, record)))
    if before is not None and before.stamp == stamp:
        return FoundSweeps(records, running, before.view, before.planned, stamp)
    progress("Reading sweeps", 0, 0)
    view = view_sweep(workspace, record)
    return FoundSweeps(records, running, view, planned_trials(record.space), stamp)


def _stamp_of(journal: Path) -> tuple[int, int] | None:
    try:
        status = journal.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
