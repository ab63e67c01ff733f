"""Opening a workspace, and what is left when its database is not.

Each run's folder describes the run in `run.json`, written when the run is created, when it ends and when its name,
tags or notes change. The database never reads it back while it is whole; it is there so that a lost database, or a
folder copied from another workspace, loses no finished run.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from core.files import write_atomic
from core.paths import DATABASE
from core.runs import database, tables
from core.runs.database import Database
from core.runs.failures import explained, is_damage
from core.runs.liveness import FileLock
from core.runs.records import RunRecord

DESCRIPTION: Final = "run.json"
"""Name of the file in a run's folder that describes the run."""


@dataclass(frozen=True)
class Recovery:
    """What was done because the database was missing or damaged.

    Attributes:
        set_aside: Where the damaged file is now; None where there was none.
        restored: How many runs were read back from their folders.
        unreadable: Run folders whose description could not be read.
    """

    set_aside: Path | None
    restored: int
    unreadable: tuple[Path, ...]


def open_workspace(workspace: Path) -> tuple[Database, Recovery | None]:
    """Open the database of a workspace, making what is missing.

    One process at a time does this, so that two do not make the tables, or set a damaged file aside, both at once.

    Returns:
        The database, and what was recovered; None in place of the latter where there was nothing to recover.

    Raises:
        WorkbenchError: The workspace cannot be written, or its database is of a newer version or another program.
    """
    file = workspace / DATABASE
    with explained(workspace):
        (workspace / "runs").mkdir(parents=True, exist_ok=True)
        with FileLock(workspace / "opening.lock"):
            damaged = None
            try:
                is_new = database.prepare(file)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                damaged = database.set_aside(file)
                is_new = database.prepare(file)
            opened = Database(file)
            return opened, _restore(opened, workspace / "runs", damaged) if is_new else None


def write_description(record: RunRecord) -> None:
    """Put what is known about a run into its folder."""
    write_atomic(record.folder / DESCRIPTION, record.model_dump_json(indent=1))


def read_description(folder: Path) -> RunRecord:
    """What a run's folder says about the run.

    Raises:
        ValidationError: It says nothing that this version understands.
        OSError: It cannot be read.
    """
    return RunRecord.model_validate_json((folder / DESCRIPTION).read_bytes()).model_copy(update={"folder": folder})


def _restore(opened: Database, runs_folder: Path, damaged: Path | None) -> Recovery | None:
    # Ids begin with the date, so that sorting them restores the order.
    descriptions = sorted(runs_folder.glob(f"[!.]*/{DESCRIPTION}"))
    unreadable = []
    with opened.writing() as connection:
        for path in descriptions:
            try:
                tables.insert(connection, read_description(path.parent))
            except ValidationError:
                unreadable.append(path.parent)
    if damaged is None and not descriptions:
        return None
    return Recovery(damaged, len(descriptions) - len(unreadable), tuple(unreadable))
