"""A deleted run comes back as it was, whatever happens in between."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from core.errors import WorkbenchError
from core.paths import DATABASE
from core.runs.store import RunStore
from tests.core.runs.run_events import create, finished, started, write_epoch


def complete_run(store: RunStore, name: str = "digits", epochs: int = 3) -> str:
    with create(store, name) as writer:
        writer.start(started(writer.run_id))
        for epoch in range(1, epochs + 1):
            write_epoch(writer, epoch)
        model = writer.folder / "model.workbench"
        model.write_bytes(b"model")
        writer.add_artifact("model", model)
        writer.finish(finished(writer.run_id))
    store.tag(writer.run_id, "good")
    store.set_notes(writer.run_id, "Keep this one.")
    return writer.run_id


def names(store: RunStore) -> list[str]:
    return [run.name for run in store.runs()]


def test_a_deleted_run_is_gone_from_the_list_and_comes_back_whole_and_in_its_place(store: RunStore) -> None:
    complete_run(store, "first")
    run_id = complete_run(store, "second")
    complete_run(store, "third")
    before = store.run(run_id)

    store.delete(run_id)

    assert names(store) == ["third", "first"]
    assert store.artifacts("model").keys() == {run.run_id for run in store.runs()}
    assert [one.record.name for one in store.trash.runs()] == ["second"]

    assert store.trash.restore(run_id[:-1]) == run_id
    assert store.run(run_id) == before
    assert names(store) == ["third", "second", "first"]
    assert store.trash.runs() == []
    model = store.run(run_id).artifact("model")
    assert model is not None
    assert model.read_bytes() == b"model"


def test_a_restored_run_is_as_immutable_as_before(store: RunStore) -> None:
    run_id = complete_run(store)
    store.delete(run_id)
    store.trash.restore(run_id)

    with sqlite3.connect(store.workspace / DATABASE) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE runs SET seconds = 0")
    connection.close()


def test_a_running_run_cannot_be_deleted(store: RunStore) -> None:
    with create(store) as writer:
        with pytest.raises(WorkbenchError, match="is running"):
            store.delete(writer.run_id)
        write_epoch(writer, 1)
        writer.finish(finished(writer.run_id))
    assert store.run(writer.run_id).epochs_done == 1


def test_an_emptied_trash_has_given_back_its_space(store: RunStore) -> None:
    kept, gone = complete_run(store, "kept"), complete_run(store, "gone")
    store.delete(gone)

    assert store.trash.empty() == 1

    assert store.trash.runs() == []
    assert names(store) == ["kept"]
    assert store.folder(kept).exists()
    assert not [path for path in store.workspace.rglob("*") if gone in str(path)]
    with pytest.raises(WorkbenchError, match=f"no run {gone}"):
        store.trash.restore(gone)


def test_a_deletion_that_a_kill_cut_short_is_finished_at_the_next_start(store: RunStore, tmp_path: Path) -> None:
    run_id = complete_run(store)
    before = store.run(run_id)
    store.delete(run_id)
    (deleted,) = store.trash.runs()
    # As it is between the two halves of a deletion: the folder has moved, the database does not know yet.
    store.trash.restore(run_id)
    store.folder(run_id).rename(deleted.folder)
    store.close()

    with RunStore(store.workspace) as again:
        assert again.runs() == []
        again.trash.restore(run_id)
        assert again.run(run_id).model_dump() == before.model_dump()


def test_a_run_that_cannot_be_moved_stays(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = complete_run(store)
    (store.workspace / "trash").write_text("a file where the folder should be")

    with pytest.raises(WorkbenchError):
        store.delete(run_id)

    assert store.run(run_id).artifact("model") is not None
    assert store.folder(run_id).exists()


def test_a_child_outlives_its_deleted_parent(store: RunStore) -> None:
    parent = complete_run(store, "parent", epochs=2)
    with create(store, "child", parent=parent) as writer:
        write_epoch(writer, 3)
        writer.finish(finished(writer.run_id))
    child = store.run(writer.run_id)
    assert [row.epoch for row in store.history(child)] == [1, 2, 3]

    store.delete(parent)

    assert [row.epoch for row in store.history(store.run(child.run_id))] == [3]


def test_a_damaged_database_does_not_bring_deleted_runs_back(store: RunStore) -> None:
    complete_run(store, "kept")
    store.delete(complete_run(store, "deleted"))
    store.close()
    (store.workspace / DATABASE).write_bytes(b"not a database" * 100)

    with RunStore(store.workspace) as again:
        assert names(again) == ["kept"]
        assert [one.record.name for one in again.trash.runs()] == ["deleted"]


def test_who_names_a_run_of_the_trash_is_told_where_it_is_and_how_it_comes_back(store: RunStore) -> None:
    run_id = complete_run(store)
    store.delete(run_id)

    for call in (store.run, store.tag):
        with pytest.raises(WorkbenchError, match=f"Run {run_id} is in the trash") as refused:
            call(run_id[:-1])
        assert f"workbench runs restore {run_id}" in refused.value.hint
