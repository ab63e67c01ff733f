"""Deleted runs, until the trash is emptied.

A deleted run is its folder, moved to `trash/<key>-<run id>/`, and no longer in the database. The description in the
folder is all that it takes to put the run back in its old place: the key is what runs are ordered by.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from core.errors import WorkbenchError
from core.runs import identifiers, tables
from core.runs.database import Database
from core.runs.failures import explained
from core.runs.records import RunRecord
from core.runs.recovery import read_description, write_description

_FOLDER = "trash"


@dataclass(frozen=True)
class DeletedRun:
    """A run in the trash.

    Attributes:
        record: What is known about it.
        key: Its place among the runs.
        folder: Where it is now.
    """

    record: RunRecord
    key: int
    folder: Path


class Trash:
    """The deleted runs of a workspace.

    Args:
        database: Of the workspace.
        workspace: Its folder.
    """

    def __init__(self, database: Database, workspace: Path) -> None:
        self._database = database
        self._workspace = workspace
        self._folder = workspace / _FOLDER
        if self._folder.is_dir():
            self._finish_deletions()

    def put(self, record: RunRecord) -> None:
        """Delete a run that is not running.

        Raises:
            WorkbenchError: It is running, or the disk does not let it be moved; then everything is as before.
        """
        if record.outcome is None:
            raise WorkbenchError(f"Run {record.run_id} is running.", "Stop it before you delete it.")
        there = self._workspace / "runs" / record.run_id
        with explained(there):
            self._folder.mkdir(exist_ok=True)
            with self._database.writing() as connection:
                key = tables.key_of(connection, record.run_id) or 0
            here = self._folder / f"{key}-{record.run_id}"
            write_description(record)
            try:
                with self._database.writing() as connection:
                    tables.delete(connection, key)
                    there.rename(here)
            except BaseException:
                if here.exists() and not there.exists():
                    here.rename(there)
                raise

    def runs(self) -> list[DeletedRun]:
        """What is in the trash, newest run first; what cannot be read is left out."""
        found = []
        for folder in self._folders():
            key, _, _ = folder.name.partition("-")
            try:
                found.append(DeletedRun(read_description(folder), int(key), folder))
            except (ValidationError, ValueError, OSError):
                continue
        return sorted(found, key=lambda run: -run.key)

    def run_ids(self) -> list[str]:
        """The ids of what is in the trash."""
        return [folder.name.partition("-")[2] for folder in self._folders()]

    def restore(self, run: str) -> str:
        """Put a run back where it was.

        Args:
            run: Its id, or the beginning of it.

        Returns:
            The whole id.

        Raises:
            WorkbenchError: It is not in the trash.
        """
        deleted = {one.record.run_id: one for one in self.runs()}
        run_id = identifiers.resolve(run, list(deleted))
        one, there = deleted[run_id], self._workspace / "runs" / run_id
        with explained(there):
            try:
                with self._database.writing() as connection:
                    if tables.key_of(connection, run_id) or there.exists():
                        raise WorkbenchError(f"Run {run_id} is in this workspace again.", "Delete that one first.")
                    tables.insert(connection, one.record, one.key)
                    one.folder.rename(there)
            except BaseException:
                if not one.folder.exists():
                    there.rename(one.folder)
                raise
        return run_id

    def empty(self) -> int:
        """Remove all deleted runs for good. Returns how many there were."""
        folders = self._folders()
        with explained(self._folder):
            for folder in folders:
                shutil.rmtree(folder)
        return len(folders)

    def _finish_deletions(self) -> None:
        """A process killed while it deleted a run may have moved the folder and left the database as it was."""
        moved = {folder.name.partition("-")[2]: folder for folder in self._folders()}
        if not moved:
            return
        with self._database.writing() as connection:
            for run_id, folder in moved.items():
                key = tables.key_of(connection, run_id)
                if key is not None and folder.name == f"{key}-{run_id}":
                    tables.delete(connection, key)

    def _folders(self) -> list[Path]:
        return [folder for folder in self._folder.glob("*-*") if folder.is_dir()]
