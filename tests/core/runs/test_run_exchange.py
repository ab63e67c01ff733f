"""A run taken to another workspace is the same run there; an archive from anywhere can do no harm."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import WorkbenchError
from core.runs.store import RunStore
from tests.core.runs.run_events import create, finished, started, write_epoch


@pytest.fixture
def other(tmp_path: Path) -> Iterator[RunStore]:
    with RunStore(tmp_path / "other") as opened:
        yield opened


@pytest.fixture
def run_id(store: RunStore) -> str:
    with create(store) as writer:
        writer.start(started(writer.run_id))
        write_epoch(writer, 1)
        model = writer.folder / "model.workbench"
        model.write_bytes(b"model")
        writer.add_artifact("model", model)
        (writer.folder / "logs").mkdir()
        (writer.folder / "logs" / "events").write_bytes(b"scalars" * 100)
        writer.finish(finished(writer.run_id))
    store.tag(writer.run_id, "good")
    return writer.run_id


@pytest.fixture
def exported(store: RunStore, run_id: str, tmp_path: Path) -> Path:
    target = tmp_path / "run.zip"
    store.export_run(run_id, target)
    return target


def changed(archive: Path, description: dict[str, Any] | None = None, **members: bytes) -> Path:
    """The archive with another description, or with other files added."""
    with zipfile.ZipFile(archive) as before:
        content = {name: before.read(name) for name in before.namelist()}
    if description:
        content["run.json"] = json.dumps(json.loads(content["run.json"]) | description).encode()
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as after:
        for name, data in (content | members).items():
            after.writestr(name, data)
    return target


def assert_refused(store: RunStore, archive: Path, *, because: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        store.import_run(archive)
    assert str(archive) in str(caught.value)
    assert because in (caught.value.details or "")
    assert store.runs() == []
    assert list((store.workspace / "runs").iterdir()) == []


def test_a_run_arrives_whole(store: RunStore, other: RunStore, run_id: str, exported: Path) -> None:
    assert other.import_run(exported) == run_id

    assert other.run(run_id).model_dump() == store.run(run_id).model_dump()
    files = {path.name for path in other.folder(run_id).rglob("*") if path.is_file()}
    assert files == {path.name for path in store.folder(run_id).rglob("*") if path.is_file()} - {"alive.lock"}
    assert (other.folder(run_id) / "logs" / "events").read_bytes() == b"scalars" * 100
    model = other.run(run_id).artifact("model")
    assert model is not None
    assert model.read_bytes() == b"model"


def test_a_run_that_is_here_is_not_taken_in_twice(store: RunStore, run_id: str, exported: Path) -> None:
    before = store.run(run_id)

    with pytest.raises(WorkbenchError, match="already"):
        store.import_run(exported)

    assert store.run(run_id) == before
    assert [path.name for path in (store.workspace / "runs").iterdir()] == [run_id]


def test_a_deleted_run_can_be_imported_and_the_deleted_one_says_so(
    store: RunStore, run_id: str, exported: Path
) -> None:
    store.delete(run_id)
    store.import_run(exported)

    with pytest.raises(WorkbenchError, match="in this workspace again"):
        store.trash.restore(run_id)
    assert len(store.runs()) == 1


def test_a_running_run_is_not_exported(store: RunStore, tmp_path: Path) -> None:
    with create(store) as writer:
        with pytest.raises(WorkbenchError, match="is running"):
            store.export_run(writer.run_id, tmp_path / "run.zip")
        writer.finish(finished(writer.run_id))
    assert not (tmp_path / "run.zip").exists()


@pytest.mark.parametrize("name", ["../escaped", "/escaped-here", "a/../../escaped", "..\\escaped", "C:\\escaped"])
def test_a_file_that_leads_out_of_the_folder_is_refused(other: RunStore, exported: Path, name: str) -> None:
    assert_refused(other, changed(exported, **{name: b"evil"}), because="leads out")
    assert not list(other.workspace.parent.rglob("*escaped*"))


@pytest.mark.parametrize(
    "description",
    [
        {"artifacts": [{"name": "model", "path": "../../../etc/passwd"}]},
        {"artifacts": [{"name": "model", "path": "/etc/passwd"}]},
        {"checkpoint": "gone.safetensors"},
    ],
)
def test_a_description_cannot_refer_to_files_that_are_not_in_the_archive(
    other: RunStore, exported: Path, description: dict[str, Any]
) -> None:
    assert_refused(other, changed(exported, description), because="lacks the file")


@pytest.mark.parametrize("named", ["../other", "a/b", "", "..", "/abs"])
def test_an_id_cannot_name_another_folder(other: RunStore, exported: Path, named: str) -> None:
    assert_refused(other, changed(exported, {"run_id": named}), because="not that of a run")


def test_a_run_said_to_be_running_is_refused(other: RunStore, exported: Path) -> None:
    assert_refused(other, changed(exported, {"outcome": None}), because="has ended")


@pytest.mark.parametrize("keep", [0, 1, 30, 200, -30])
def test_a_damaged_archive_is_refused(other: RunStore, exported: Path, keep: int) -> None:
    broken = exported.with_name("broken.zip")
    broken.write_bytes(exported.read_bytes()[:keep])

    assert_refused(other, broken, because="")


def test_another_kind_of_zip_is_refused(other: RunStore, tmp_path: Path) -> None:
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as photos:
        photos.writestr("photo.jpg", b"jpeg")

    assert_refused(other, archive, because="run.json")
