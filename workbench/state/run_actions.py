"""What is done with runs in the store: kept in order, deleted and brought back, taken elsewhere, and run again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError
from workbench.state.background import Background

if TYPE_CHECKING:
    from core.experiment.spec import Experiment
    from core.runs.records import RunRecord
    from core.runs.store import RunStore
    from workbench.state.design import Design
    from workbench.state.training import Training

_Work = Callable[["RunStore"], Any]


class RunActions(QObject):
    """Does one thing after another beside the window, in the order in which they were asked for.

    Attributes:
        said: What was done last, in a sentence; empty where there is nothing to say.
        deleted: The runs that were deleted last, until they were restored.
        error: Why the last thing could not be done; None where it was.
    """

    changed = Signal()
    stored = Signal()
    """Something in the store is other than before."""
    design_opened = Signal()
    """The experiment of a run is what is being designed."""

    def __init__(
        self,
        store: Callable[[], RunStore],
        training: Training,
        design: Design,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.said = ""
        self.deleted: tuple[str, ...] = ()
        self.error: WorkbenchError | None = None
        self._store, self._training, self._design = store, training, design
        self._waiting: deque[tuple[_Work, Callable[[Any], None]]] = deque()
        self._repeated: list[tuple[Experiment, str]] = []
        self._background = Background(self)
        self._background.succeeded.connect(self._conclude)
        self._background.failed.connect(self._refuse)
        training.run_finished.connect(self._judge_repetition)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return bool(self._waiting)

    def edit(self, run_id: str, field: str, text: str) -> None:
        """Change what was written about a run: its "name", its "tags" with commas between, or its "notes"."""
        changes = {"name": _rename, "tags": _retag, "notes": _note}
        self._do(lambda store: changes[field](store, run_id, text), self._say)

    def delete(self, run_ids: Sequence[str]) -> None:
        """Move runs to the trash."""
        self._do(lambda store: _delete(store, run_ids), self._take_deleted)

    def restore(self, run_ids: Sequence[str]) -> None:
        """Bring runs back from the trash."""
        self._do(lambda store: _restore(store, run_ids), self._say)
        self.deleted = tuple(run_id for run_id in self.deleted if run_id not in run_ids)

    def export(self, run_id: str, target: Path) -> None:
        """Write a run with all its files to one zip file."""
        self._do(lambda store: _export(store, run_id, target), self._say)

    def import_files(self, sources: Sequence[Path]) -> None:
        """Take in runs that were exported from other workspaces."""
        self._do(lambda store: _import(store, sources), self._say)

    def open_in_design(self, run_id: str) -> None:
        """Make the experiment of a run the one that is being designed."""
        self._do(lambda store: store.run(run_id), self._open_in_design)

    def run_again(self, run_id: str) -> None:
        """Train the experiment of a run once more, with the same seed; `said` tells whether the result is identical."""
        self._do(lambda store: store.run(run_id), self._start)

    def dismiss(self) -> None:
        """What was said, or went wrong, has been read."""
        self.said, self.error, self.deleted = "", None, ()
        self.changed.emit()

    def close(self) -> None:
        """Do what is still to be done."""
        self._background.close()
        for work, _ in list(self._waiting)[1:]:
            with suppress(WorkbenchError):
                work(self._store())
        self._waiting.clear()

    def _do(self, work: _Work, then: Callable[[Any], None]) -> None:
        self._waiting.append((work, then))
        if len(self._waiting) == 1:
            self._begin()

    def _begin(self) -> None:
        work, _ = self._waiting[0]
        self._background.start(lambda _progress: work(self._store()))

    def _conclude(self, result: Any) -> None:
        _, then = self._waiting.popleft()
        self.error = None
        then(result)
        self._go_on()

    def _refuse(self, error: WorkbenchError) -> None:
        self._waiting.popleft()
        self.error = error
        self._go_on()

    def _go_on(self) -> None:
        # Also after an error: of several runs, those before the one that failed are other than they were.
        self.stored.emit()
        self.changed.emit()
        if self._waiting:
            self._begin()

    def _say(self, said: str) -> None:
        self.said, self.deleted = said, ()

    def _take_deleted(self, run_ids: tuple[str, ...]) -> None:
        count = len(run_ids)
        self.deleted = run_ids
        self.said = f"{_called(run_ids[0])} is in the trash." if count == 1 else f"{count} runs are in the trash."

    def _open_in_design(self, record: RunRecord) -> None:
        from core.experiment.draft import draft_of  # noqa: PLC0415 - there are runs, so it is there

        self._design.open_draft(draft_of(record.experiment), f"{record.name} ({_called(record.run_id)})")
        self.design_opened.emit()

    def _start(self, record: RunRecord) -> None:
        # A copy, by which it is known again when it has ended.
        experiment = record.experiment.model_copy()
        self._repeated.append((experiment, record.run_id))
        self._training.start(experiment, record.source)

    def _judge_repetition(self, run_id: str) -> None:
        run = self._training.run
        first = next((first for experiment, first in self._repeated if run and experiment is run.experiment), None)
        if first is None or not run_id:
            return
        self._repeated = [one for one in self._repeated if one[1] != first]
        self._do(lambda store: _repetition(store, first, run_id), self._say)


def _called(run_id: str) -> str:
    from core.runs.identifiers import short  # noqa: PLC0415 - there are runs, so it is there

    return short(run_id)


def _rename(store: RunStore, run_id: str, text: str) -> str:
    store.rename(run_id, text)
    return ""


def _retag(store: RunStore, run_id: str, text: str) -> str:
    wanted = {tag.strip() for tag in text.split(",")} - {""}
    present = set(store.run(run_id).tags)
    store.untag(run_id, *(present - wanted))
    store.tag(run_id, *(wanted - present))
    return ""


def _note(store: RunStore, run_id: str, text: str) -> str:
    store.set_notes(run_id, text)
    return ""


def _delete(store: RunStore, run_ids: Sequence[str]) -> tuple[str, ...]:
    records = [store.run(run_id) for run_id in run_ids]
    for record in records:
        if record.outcome is None:
            hint = "Stop it first, or delete the others without it."
            raise WorkbenchError(f"{_called(record.run_id)} is running.", hint)
    for record in records:
        store.trash.put(record)
    return tuple(run_ids)


def _restore(store: RunStore, run_ids: Sequence[str]) -> str:
    for run_id in run_ids:
        store.trash.restore(run_id)
    return f"{_called(run_ids[0])} is back." if len(run_ids) == 1 else f"{len(run_ids)} runs are back."


def _export(store: RunStore, run_id: str, target: Path) -> str:
    store.export_run(run_id, target)
    return f"{_called(run_id)} is in {target}, with all its files."


def _import(store: RunStore, sources: Sequence[Path]) -> str:
    imported = [store.import_run(source) for source in sources]
    return f"{', '.join(_called(run_id) for run_id in imported)} {'is' if len(imported) == 1 else 'are'} here now."


def _repetition(store: RunStore, first: str, again: str) -> str:
    from core.runs.comparison import first_difference  # noqa: PLC0415 - loads what only runs need

    records = store.run(first), store.run(again)
    epoch = first_difference(*(store.history(record) for record in records))
    if epoch is None:
        return f"{_called(again)} is identical to {_called(first)}: every figure of every epoch is the same."
    if epoch > records[1].epochs_done:
        return f"{_called(again)} is identical to {_called(first)} as far as it was trained, epoch {epoch - 1:,}."
    return f"{_called(again)} differs from {_called(first)} from epoch {epoch:,} on{_why(*records)}"


def _why(first: RunRecord, again: RunRecord) -> str:
    """What is known to change the last digits, or more."""
    if first.data_sha256 != again.data_sha256:
        return ": the images are not the same any more."
    if first.blas_threads != again.blas_threads:
        return f": it ran on {again.blas_threads} threads, not {first.blas_threads}."
    return "."
