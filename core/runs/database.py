"""The SQLite file of a workspace: connections, transactions, and the file's own care."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from core.errors import WorkbenchError
from core.runs import schema
from core.runs.failures import damage, explained

# Transactions here take milliseconds. Only a suspended process or a failing disk holds the file longer than this.
_BUSY_SECONDS: Final = 30.0


class _Held:
    """A connection that is closed when the thread or database that holds it is gone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.close = weakref.finalize(self, connection.close)


class Database:
    """Short transactions on one SQLite file, from any thread and any number of processes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._local = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of all tables, which neither waits for writers nor holds them up.

        Raises:
            WorkbenchError: The file cannot be read.
        """
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All of what the block writes, or nothing of it; on disk when the block is left.

        The write lock is taken at the start, so that waiting for another writer happens there alone and never fails
        half-way.

        Raises:
            WorkbenchError: The file cannot be written, or the block touched what is immutable.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def close(self) -> None:
        """Close the connections of all threads."""
        for held in list(self._all):
            held.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with explained(self.file):
            connection = self._connection()
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk is full.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = _Held(_connect(self.file))
            self._all.add(held)
        return held.connection


def prepare(file: Path) -> bool:
    """Make sure that `file` is a workspace database of this version. Returns whether its tables were made just now.

    Raises:
        sqlite3.DatabaseError: It is damaged, or no database at all; see `failures.is_damage`.
        WorkbenchError: It belongs to another program or to a newer version of this one.
    """
    try:
        return _prepare(file)
    except UnicodeDecodeError as error:
        # In a text that describes the tables, or in what SQLite says of it.
        raise damage(str(error)) from error


def _prepare(file: Path) -> bool:
    connection = _connect(file)
    try:
        is_ours = _pragma(connection, "application_id") == schema.APPLICATION_ID
        if not is_ours:
            _create_tables(connection, file)
        elif (version := _pragma(connection, "user_version")) > schema.VERSION:
            raise WorkbenchError(
                f"The workspace {file.parent} was written by a newer version of this program (format {version}, known: "
                f"{schema.VERSION}).",
                "Update the program to open it, or choose another workspace.",
            )
        else:
            _bring_up_to_date(connection, version, file)
        _check_columns(connection)
        # Reads every page of the table that everything else starts from: damage shows now rather than half-way.
        connection.execute("SELECT max(length(experiment)) FROM runs").fetchone()
        return not is_ours
    finally:
        connection.close()


def set_aside(file: Path) -> Path:
    """Rename a database, and the journals that belong to it, so that a new one can take its place."""
    date = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    target = file.with_name(f"{file.name}.damaged-{date}")
    while target.exists():
        target = target.with_name(f"{target.name}+")
    for suffix in ("-wal", "-shm"):
        journal = file.with_name(file.name + suffix)
        if journal.exists():
            journal.replace(target.with_name(target.name + suffix))
    file.replace(target)
    return target


def _connect(file: Path) -> sqlite3.Connection:
    # One thread uses a connection, but another may close it: the one that closes the store.
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # A damaged letter in a name is no reason to lose sight of all runs.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    # FULL, because a checkpoint file is removed once the next one is committed: a power cut must not undo that commit.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _create_tables(connection: sqlite3.Connection, file: Path) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise WorkbenchError(
            f"{file} is a database of another program.", "Choose another workspace, or move that file away."
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        f"BEGIN IMMEDIATE; {schema.TABLES} {schema.TRIGGERS} PRAGMA application_id = {schema.APPLICATION_ID}; "
        f"PRAGMA user_version = {schema.VERSION}; COMMIT;"
    )


def _bring_up_to_date(connection: sqlite3.Connection, version: int, file: Path) -> None:
    """Change tables of an older version of this program, all of it or nothing, and leave a copy of what was before."""
    if version < min(schema.MIGRATIONS, default=schema.VERSION):
        raise damage(f"there never was a format {version}")
    if version < schema.VERSION:
        _keep_copy(connection, file.with_name(f"{file.name}.version-{version}"))
    for older in range(version, schema.VERSION):
        connection.executescript(
            f"BEGIN IMMEDIATE; {schema.MIGRATIONS[older]} PRAGMA user_version = {older + 1}; COMMIT;"
        )


def _check_columns(connection: sqlite3.Connection) -> None:
    """Tables are described by texts in the file, which can be damaged as others."""
    with closing(sqlite3.connect(":memory:")) as new:
        new.executescript(schema.TABLES)
        names = [name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if any(_columns(connection, name) != _columns(new, name) for name in names):
            raise damage("its tables are not those of a workspace")


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def _keep_copy(connection: sqlite3.Connection, target: Path) -> None:
    if not target.exists():
        # Whole or not at all: a copy that was cut short does not get the name.
        partial = target.with_name(f"{target.name}.partial")
        partial.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(partial),))
        partial.replace(target)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
