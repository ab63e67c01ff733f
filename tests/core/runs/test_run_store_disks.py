"""Disks that are full or read-only, and databases that are damaged: said clearly, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from core.errors import WorkbenchError
from core.runs.store import RunStore
from core.training.events import Outcome
from tests.core.runs.run_events import checkpoint_content, create, finished, metrics, write_epoch


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


def train_until_full(store: RunStore, disk: Path) -> None:
    with create(store) as writer:
        write_epoch(writer, 1)
        fill(disk)
        for epoch in range(2, 1_000):
            write_epoch(writer, epoch)


def completed(workspace: Path) -> str:
    with RunStore(workspace) as store, create(store) as writer:
        write_epoch(writer, 1)
        writer.finish(finished(writer.run_id))
    return writer.run_id


def test_a_full_disk_is_named_and_what_was_stored_is_kept(small_disk: Path) -> None:
    with RunStore(small_disk / "workspace") as store:
        with pytest.raises(WorkbenchError, match="disk is full") as failure:
            train_until_full(store, small_disk)
        assert "Free some space" in failure.value.hint
        (small_disk / "filler").unlink()

        run = store.run(store.runs()[0].run_id)

        assert run.outcome in (Outcome.FAILED, Outcome.INTERRUPTED)
        assert run.epochs == tuple(metrics(epoch) for epoch in range(1, run.epochs_done + 1))
        assert run.checkpoint_path is not None
        assert run.checkpoint_path.read_bytes() == checkpoint_content(run.epochs_done)


def test_a_database_that_cannot_grow_keeps_the_epoch_before(small_disk: Path) -> None:
    with RunStore(small_disk / "workspace") as store, create(store) as writer:
        write_epoch(writer, 1)
        filler = fill(small_disk)
        with pytest.raises(WorkbenchError, match=r"full|could not be"):
            store.set_notes(writer.run_id, "x" * 200_000)
        filler.unlink()

        assert store.run(writer.run_id).notes == ""
        write_epoch(writer, 2)
        assert store.run(writer.run_id).epochs_done == 2
        writer.finish(finished(writer.run_id))


def test_a_disk_that_may_only_be_read_is_named(small_disk: Path) -> None:
    completed(small_disk / "workspace")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S607

    with pytest.raises(WorkbenchError, match="may only be read") as failure:
        RunStore(small_disk / "workspace")

    assert "--workspace" in failure.value.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WorkbenchError, match="may not be written"):
            RunStore(tmp_path / "workspace")
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_place_of_the_workspace_is_named(tmp_path: Path) -> None:
    file = tmp_path / "workspace"
    file.write_text("not a folder")

    with pytest.raises(WorkbenchError, match="is not a folder"):
        RunStore(file)


@pytest.mark.parametrize("damage", ["text", "header only", "torn"])
def test_a_damaged_database_is_set_aside_and_runs_come_back_from_their_folders(tmp_path: Path, damage: str) -> None:
    run_id = completed(tmp_path)
    with RunStore(tmp_path) as store:
        store.set_notes(run_id, "kept")
        before = store.run(run_id)
    file = tmp_path / "workbench.sqlite3"
    whole = file.read_bytes()
    content = {"text": b"hello" * 1_000, "header only": whole[:2_000], "torn": whole[:4096] + b"\xff" * 8192}[damage]
    file.write_bytes(content)

    with RunStore(tmp_path) as store:
        assert store.recovery is not None
        assert store.recovery.restored == 1
        assert store.recovery.set_aside is not None
        assert store.recovery.set_aside.read_bytes() == content
        assert store.run(run_id) == before
    with RunStore(tmp_path) as store:
        assert store.recovery is None


def test_a_folder_that_cannot_be_read_does_not_keep_the_others_from_coming_back(tmp_path: Path) -> None:
    run_id, broken = completed(tmp_path), completed(tmp_path)
    (tmp_path / "workbench.sqlite3").unlink()
    (tmp_path / "runs" / broken / "run.json").write_text("{")

    with RunStore(tmp_path) as store:
        assert [run.run_id for run in store.runs()] == [run_id]
        assert store.recovery is not None
        assert store.recovery.unreadable == (tmp_path / "runs" / broken,)


def test_a_workspace_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    completed(tmp_path)
    connection = sqlite3.connect(tmp_path / "workbench.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(WorkbenchError, match="newer version"):
        RunStore(tmp_path)


def test_a_workspace_of_the_first_version_is_opened_with_all_its_runs_and_takes_new_ones(tmp_path: Path) -> None:
    run_id = completed(tmp_path)
    connection = sqlite3.connect(tmp_path / "workbench.sqlite3")
    trigger = "finished_runs_are_immutable"
    (text,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (trigger,)).fetchone()
    connection.executescript(
        f"DROP TRIGGER {trigger}; ALTER TABLE runs DROP COLUMN device; {text.replace(' device,', '')}; "
        "PRAGMA user_version = 1;"
    )
    connection.close()

    other = completed(tmp_path)
    with RunStore(tmp_path) as store:
        assert [run.run_id for run in store.runs()] == [other, run_id]
        assert store.run(run_id).device == ""


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "workbench.sqlite3")
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()

    with pytest.raises(WorkbenchError, match="another program"):
        RunStore(tmp_path)
