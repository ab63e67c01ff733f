"""The run store: what was trained in a workspace, how it went, and what came of it.

The contract, which every reader and writer of a workspace relies on:

*Place.* A workspace is a folder on a local disk (SQLite's write-ahead log needs shared memory) with
`workbench.sqlite3` and a folder `runs/<run id>/` a run, which holds the run's model, checkpoint, log and other files.
The database is the truth about runs; the folders hold what is too large for it, and a description of the run from
which a lost database is made anew. Paths are stored relative to the run's folder, so that a workspace can be moved.

*Life of a run.* `create_run` makes a run that is running, and a `RunWriter` for the process that trains it. A run gets
exactly one outcome. From then on it is immutable, and triggers in the database hold this against every program: only
its name, tags and notes may change, and whatever extends it is a run of its own that names it as its parent. The
exception is INTERRUPTED, the outcome of runs whose process vanished: nobody was there to say how they ended, so they
can be resumed as the same run, or their supervisor can still say that they failed.

*Alive or not.* The writer holds a lock on `alive.lock` in the run's folder until it has recorded the outcome or died.
A run that has no outcome and whose lock is free is therefore interrupted, and whoever reads the store next records
that. Locks are taken and looked at inside write transactions only, so that nobody mistakes a look for a life.

*Durability.* When `end_epoch` returns, the epoch's row and its checkpoint are on disk. Whatever happens at any moment,
kill -9 and power cuts included, the epochs of a run are consecutive and its checkpoint is whole and of its last epoch.

*Concurrency.* Any number of threads and processes may use a workspace at once. Readers see one moment and wait for
nobody; writers wait for each other, for milliseconds. Runs are ordered by their creation in the database, not by
clocks.

*Failure.* What a disk can do (full, not writable, damaged) is a `WorkbenchError` that says what to do, and leaves what
was stored before. A database that cannot be read is set aside under another name, never deleted.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import WorkbenchError
from core.experiment.spec import Experiment
from core.runs import identifiers, tables
from core.runs.exchange import export_run, unpack_run
from core.runs.failures import explained
from core.runs.liveness import FileLock, is_held
from core.runs.records import RunRecord, RunSummary
from core.runs.recovery import open_workspace, write_description
from core.runs.trash import Trash
from core.runs.writer import RunWriter
from core.training.events import EpochMetrics, Outcome

_VANISHED = "The process that trained it ended without a word. The run can be resumed after its last finished epoch."


class RunStore:
    """The runs of one workspace. See the module's text for what it guarantees.

    Attributes:
        workspace: Its folder.
        recovery: What was done because the database was missing or damaged; None where it was neither.
        trash: The runs that were deleted from it.

    Args:
        workspace: The folder; made where there is none.

    Raises:
        WorkbenchError: The workspace cannot be written, or its database is of a newer version or another program.
    """

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace.absolute()
        self._database, self.recovery = open_workspace(self.workspace)
        self.trash = Trash(self._database, self.workspace)

    def close(self) -> None:
        """Let go of the database in all threads; the store cannot be used any more."""
        self._database.close()

    def __enter__(self) -> RunStore:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def folder(self, run_id: str) -> Path:
        """Where the files of a run are, given its whole id."""
        return self.workspace / "runs" / run_id

    def reserve_run_id(self) -> str:
        """A new id and its folder, for a run that another process is about to create."""
        with explained(self.workspace):
            return identifiers.reserve(self.workspace / "runs")

    def create_run(
        self,
        experiment: Experiment,
        *,
        data_sha256: str,
        source: str,
        architecture: str,
        blas_threads: int,
        parent: str | None = None,
        run_id: str | None = None,
    ) -> RunWriter:
        """Begin a run in this process.

        Args:
            experiment: What is trained; its name is the run's first name.
            data_sha256: Digest of the dataset.
            source: Where the dataset came from.
            architecture: The network in short, such as 1024-200-200-10.
            blas_threads: Threads of the matrix library; the same number gives the same bits.
            parent: Id of the run that this one extends.
            run_id: From `reserve_run_id`; without it, one is made.

        Returns:
            A context that holds the run's life.

        Raises:
            WorkbenchError: The workspace cannot be written.
        """
        run_id = run_id or self.reserve_run_id()
        record = RunRecord(
            run_id=run_id,
            name=experiment.name,
            parent=parent,
            source=source,
            data_sha256=data_sha256,
            backend=experiment.backend,
            architecture=architecture,
            blas_threads=blas_threads,
            created=time.time(),
            epochs_planned=experiment.epochs,
            experiment=experiment,
            folder=self.folder(run_id),
        )
        with self._life(run_id) as alive, self._database.writing() as connection:
            _take(alive, run_id)
            key = tables.insert(connection, record)
            tables.inherit_best(connection, key)
            write_description(record)
        return RunWriter(self._database, record.folder, key, alive)

    def resume_run(self, run: str) -> RunWriter:
        """Go on with an interrupted run in this process, after `RunRecord.epochs_done` epochs.

        Raises:
            WorkbenchError: The run is running, or has finished.
        """
        run_id = self.run(run).run_id
        with self._life(run_id) as alive, self._changing(run_id) as (connection, key):
            record = tables.record(connection, run_id, self.folder(run_id))
            if record.outcome is not Outcome.INTERRUPTED:
                hint = "Start a new run that extends it." if record.outcome else "Wait until it has ended, or stop it."
                raise WorkbenchError(f"Run {run_id} is {record.state}: only interrupted runs can be resumed.", hint)
            _take(alive, run_id)
            tables.reopen(connection, key)
        return RunWriter(self._database, record.folder, key, alive)

    def record_death(self, run_id: str, reason: str, outcome: Outcome = Outcome.FAILED) -> tuple[Outcome, str]:
        """Record FAILED for a run whose process is known to have died, unless it had said itself how it ended.

        Args:
            run_id: The whole id; of a run that was perhaps never created.
            reason: What became of the process, for people.
            outcome: DISCARDED in place of FAILED where its supervisor ended it before it was trained; one that was
                to go on is then INTERRUPTED as it was before.

        Returns:
            Outcome and reason as they stand now.
        """
        with self._database.writing() as connection:
            key = tables.key_of(connection, run_id)
            if key is None:
                return outcome, reason
            record = tables.record(connection, run_id, self.folder(run_id))
            if record.outcome not in (None, Outcome.INTERRUPTED):
                return record.outcome, record.reason
            if is_held(self._lock_file(run_id)):
                raise WorkbenchError(f"Run {run_id} is still being trained by a process.", "Stop it there.")
            if outcome is Outcome.DISCARDED and record.checkpoint:
                outcome = Outcome.INTERRUPTED
            tables.finish(connection, key, outcome, reason, time.time())
            write_description(tables.record(connection, run_id, self.folder(run_id)))
            return outcome, reason

    def runs(self) -> list[RunSummary]:
        """All runs, newest first."""
        self._record_vanished()
        with self._database.reading() as connection:
            return tables.summaries(connection)

    def artifacts(self, name: str) -> dict[str, Path]:
        """Where the artifacts of one name are, by the ids of the runs that have one."""
        with self._database.reading() as connection:
            paths = tables.artifact_paths(connection, name)
        return {run_id: self.folder(run_id) / path for run_id, path in paths.items()}

    def run(self, run: str) -> RunRecord:
        """Everything about one run.

        Args:
            run: Its id, the beginning of it, or the beginning of its last four letters.

        Raises:
            WorkbenchError: No run fits, or several do.
        """
        self._record_vanished()
        with self._database.reading() as connection:
            run_id = self._resolve(connection, run)
            return tables.record(connection, run_id, self.folder(run_id))

    def history(self, record: RunRecord) -> tuple[EpochMetrics, ...]:
        """Every epoch behind a run's model: its own, after those of the runs that it extends."""
        first = record.epochs[0].epoch if record.epochs else record.epochs_planned + 1
        epochs = record.epochs
        present = {run.run_id for run in self.runs()} if record.parent else set()
        while record.parent in present:
            record = self.run(record.parent or "")
            epochs = tuple(row for row in record.epochs if row.epoch < first) + epochs
            first = epochs[0].epoch if epochs else first
        return epochs

    def delete(self, run: str) -> None:
        """Move a run to the trash, from where it can be restored.

        Raises:
            WorkbenchError: It is running.
        """
        self.trash.put(self.run(run))

    def export_run(self, run: str, target: Path) -> None:
        """Write a run with all its files to one zip file; see `core.runs.exchange`."""
        export_run(self.run(run), target)

    def import_run(self, source: Path) -> str:
        """Take in a run that was exported from another workspace, as the newest. Returns its id.

        Raises:
            WorkbenchError: The file is no exported run, or the run is here already.
        """
        record, folder = unpack_run(source, self.workspace / "runs")
        place = self.folder(record.run_id)
        try:
            with explained(self.workspace), self._database.writing() as connection:
                if tables.key_of(connection, record.run_id) or place.exists():
                    raise WorkbenchError(
                        f"Run {record.run_id} is in this workspace already.", "Delete it here first to replace it."
                    )
                tables.insert(connection, record)
                write_description(record)
                folder.rename(place)
        except BaseException:
            shutil.rmtree(folder if folder.exists() else place, ignore_errors=True)
            raise
        return record.run_id

    def rename(self, run: str, name: str) -> None:
        """Change what a run is called."""
        if not name.strip():
            raise WorkbenchError("The new name of the run is empty.", "Give it at least one letter.")
        with self._changing(run) as (connection, key):
            tables.rename(connection, key, name.strip())

    def tag(self, run: str, *tags: str) -> None:
        """Add tags; one that the run has already stays as it is."""
        with self._changing(run) as (connection, key):
            tables.add_tags(connection, key, tags)

    def untag(self, run: str, *tags: str) -> None:
        """Remove those of the tags that the run has."""
        with self._changing(run) as (connection, key):
            tables.remove_tags(connection, key, tags)

    def set_notes(self, run: str, text: str) -> None:
        """Replace the notes of a run."""
        with self._changing(run) as (connection, key):
            tables.put_notes(connection, key, text)

    def _resolve(self, connection: sqlite3.Connection, run: str) -> str:
        return identifiers.resolve(run, tables.run_ids(connection), self.trash.run_ids)

    def _lock_file(self, run_id: str) -> Path:
        return self.folder(run_id) / "alive.lock"

    @contextmanager
    def _life(self, run_id: str) -> Iterator[FileLock]:
        """The lock of a run that this process is about to train; let go of where the block fails."""
        alive = FileLock(self._lock_file(run_id))
        try:
            yield alive
        except BaseException:
            alive.release()
            raise

    @contextmanager
    def _changing(self, run: str) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A transaction that changes one run, and its description with it."""
        with self._database.writing() as connection:
            run_id = self._resolve(connection, run)
            yield connection, tables.key_of(connection, run_id) or 0
            write_description(tables.record(connection, run_id, self.folder(run_id)))

    def _record_vanished(self) -> None:
        with self._database.reading() as connection:
            if not tables.running(connection):
                return
        with self._database.writing() as connection:
            for key, run_id in tables.running(connection).items():
                if not is_held(self._lock_file(run_id)):
                    tables.finish(connection, key, Outcome.INTERRUPTED, _VANISHED, None)


def _take(alive: FileLock, run_id: str) -> None:
    if not alive.acquire():
        raise WorkbenchError(f"Run {run_id} is being trained by another process.", "Wait until it has ended.")
