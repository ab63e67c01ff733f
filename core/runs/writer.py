"""Writing one run: used by the process that trains it, for as long as it trains."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.errors import WorkbenchError
from core.files import atomic_path
from core.runs import tables
from core.runs.database import Database
from core.runs.failures import explained
from core.runs.liveness import FileLock
from core.runs.records import Artifact
from core.runs.recovery import write_description
from core.training.events import EpochEnded, Finished, Outcome, Started


class RunWriter:
    """The run as its trainer sees it; a context that says on the way out how the run ended, if nothing else did.

    Attributes:
        run_id: The id that every event of the run carries.
        folder: Where the run's bundle, checkpoint, log and other files go.
    """

    def __init__(self, database: Database, folder: Path, key: int, alive: FileLock) -> None:
        self.run_id = folder.name
        self.folder = folder
        self._database = database
        self._key = key
        self._alive = alive
        self._finished = False

    def start(self, event: Started) -> None:
        """Record that the first batch is next."""
        with self._database.writing() as connection:
            tables.start(connection, self._key, event)

    def end_epoch(self, event: EpochEnded, save_checkpoint: Callable[[Path], None]) -> Path:
        """Store an epoch's metrics and the state after it, as one: both are on disk on return, or neither counts.

        The checkpoint gets its final name first, then one transaction adds the row and names the checkpoint, and only
        then the previous checkpoint goes. Whenever the process dies, the stored name is that of a whole file of the
        last stored epoch.

        Args:
            event: The epoch.
            save_checkpoint: Writes all that resuming needs to the path it is given.

        Returns:
            The checkpoint's path.

        Raises:
            WorkbenchError: The disk is full, or the run is finished. The previous epoch and its checkpoint stand.
        """
        checkpoint = self.folder / f"checkpoint-{event.metrics.epoch:06d}.safetensors"
        with explained(checkpoint), atomic_path(checkpoint) as temporary:
            save_checkpoint(temporary)
        with self._database.writing() as connection:
            tables.end_epoch(connection, self._key, event, checkpoint.name)
        self._remove_checkpoints(but=checkpoint)
        return checkpoint

    def add_artifact(self, name: str, path: Path) -> None:
        """Keep a file in the run's folder with the run, under a name such as "model", in place of an earlier one."""
        artifact = Artifact(name=name, path=path.relative_to(self.folder).as_posix())
        with self._database.writing() as connection:
            tables.put_artifact(connection, self._key, artifact)

    def finish(self, event: Finished) -> None:
        """Record how the run ended. Of a discarded run nothing but the record stays."""
        self._finish(event.outcome, event.reason, event.time)

    def __enter__(self) -> RunWriter:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        try:
            if not self._finished:
                self._finish_after(error)
        finally:
            self._alive.release()

    def _finish_after(self, error: BaseException | None) -> None:
        outcome, reason = _outcome_of(error)
        try:
            self._finish(outcome, reason, time.time())
        except WorkbenchError as second:
            if error is None:
                raise
            # The run now opens as interrupted, which it is; what went wrong first is what people need to see.
            error.add_note(f"The end of run {self.run_id} could not be recorded: {second}")

    def _finish(self, outcome: Outcome, reason: str, ended: float) -> None:
        with self._database.writing() as connection:
            artifacts = tables.record(connection, self.run_id, self.folder).artifacts
            if outcome is Outcome.DISCARDED:
                tables.forget_files(connection, self._key)
            tables.finish(connection, self._key, outcome, reason, ended)
            write_description(tables.record(connection, self.run_id, self.folder))
        self._finished = True
        if outcome is Outcome.DISCARDED:
            self._remove_checkpoints(but=None)
            for artifact in artifacts:
                (self.folder / artifact.path).unlink(missing_ok=True)

    def _remove_checkpoints(self, but: Path | None) -> None:
        # Also those that a killed process left behind half-written, or whole but never committed.
        for pattern in ("checkpoint-*", ".checkpoint-*"):
            for path in self.folder.glob(pattern):
                if path != but:
                    # Windows keeps what somebody reads; it goes after the next epoch.
                    with suppress(PermissionError):
                        path.unlink(missing_ok=True)


def _outcome_of(error: BaseException | None) -> tuple[Outcome, str]:
    if error is None:
        return Outcome.FAILED, "The training ended without saying how."
    if isinstance(error, WorkbenchError):
        return Outcome.FAILED, str(error)
    if isinstance(error, Exception):
        return Outcome.FAILED, f"{type(error).__name__}: {error}"
    return Outcome.INTERRUPTED, "It was interrupted before it had finished."
