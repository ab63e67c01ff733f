"""A workspace of an older version is brought up to date, and left as it was beside that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import WorkbenchError
from core.paths import DATABASE
from core.runs import schema
from core.runs.store import RunStore
from core.training.events import Outcome
from tests.core.runs.run_events import create, finished, write_epoch

VERSION_1 = Path(__file__).with_name("workspace-1.sql")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(VERSION_1.read_text())
    return tmp_path


@pytest.fixture
def store(workspace: Path) -> Iterator[RunStore]:
    with RunStore(workspace) as opened:
        yield opened


def content(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_the_runs_of_an_older_workspace_are_all_there(store: RunStore) -> None:
    (listed,) = store.runs()
    run = store.run(listed.run_id)

    assert (run.name, run.outcome, run.tags, run.device) == ("digits", Outcome.COMPLETED, ("good",), "")
    assert [row.validation_accuracy for row in run.epochs] == [0.5, 0.75]
    assert version(store.workspace / DATABASE) == schema.VERSION


def test_the_older_workspace_is_kept_as_it_was(workspace: Path) -> None:
    before = content(workspace / DATABASE)

    for _ in range(2):
        RunStore(workspace).close()

    kept = workspace / f"{DATABASE}.version-1"
    assert content(kept) == before
    assert version(kept) == 1
    assert not list(workspace.glob("*.partial"))


def test_it_is_as_good_as_a_new_one(store: RunStore) -> None:
    with create(store) as writer:
        write_epoch(writer, 1)
        writer.finish(finished(writer.run_id))

    assert [run.name for run in store.runs()] == ["digits", "digits"]
    with (
        closing(sqlite3.connect(store.workspace / DATABASE)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="finished run"),
    ):
        connection.execute("UPDATE runs SET device = 'another'")


def test_a_newer_workspace_is_left_alone(workspace: Path) -> None:
    with closing(sqlite3.connect(workspace / DATABASE)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        before = list(connection.iterdump())

    with pytest.raises(WorkbenchError, match="newer version"):
        RunStore(workspace)

    assert content(workspace / DATABASE) == before
