"""The real TensorBoard shows the runs of a workspace, and ends with whoever started it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled, WorkbenchError
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.tensorboard.names import readable_name
from core.tensorboard.server import HOST, Server, start_server
from tests.core.tensorboard.logged import train
from tests.core.training.session_parts import experiment

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 60.0
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="module")
def runs(workspace: Path) -> list[RunRecord]:
    with RunStore(workspace) as store:
        rates = (0.01, 0.05)
        return [train(store, experiment(optimizer={"type": "SGD", "learning_rate": rate})) for rate in rates]


@pytest.fixture(scope="module")
def server(workspace: Path, runs: list[RunRecord]) -> Iterator[Server]:
    with start_server(workspace) as started:
        yield started


def get(server: Server, path: str, **query: str) -> Any:
    with DIRECT.open(f"{server.url}{path}?{urllib.parse.urlencode(query)}", timeout=SECONDS) as answer:
        return json.load(answer)


def wait_for(reached: Callable[[], Any]) -> Any:
    """What a condition gives once it holds; TensorBoard reads event files when it has time to."""
    deadline = time.monotonic() + SECONDS
    while not (found := reached()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_all_runs_are_there_under_their_names_with_the_curves_that_they_had(
    server: Server, runs: list[RunRecord]
) -> None:
    names = [readable_name(run.name, run.run_id) for run in runs]
    parts = {f"{name}{part}" for name in names for part in ("", "/train", "/validation", "/test")}
    wait_for(lambda: set(get(server, "data/runs")) == parts)
    for name, run in zip(names, runs, strict=True):
        points = get(server, "data/plugin/scalars/scalars", run=f"{name}/validation", tag="loss")
        values = {step: value for _time, step, value in points}
        assert values == pytest.approx({row.epoch: row.validation_loss for row in run.epochs})
    assert set(get(server, "data/plugin/images/tags")[names[0]]) == {
        "confusion matrix/test",
        "confusion matrix/validation",
    }


def test_what_is_trained_while_it_runs_appears_by_itself(server: Server, workspace: Path) -> None:
    with RunStore(workspace) as store:
        run = train(store, experiment(name="later"))
    name = readable_name("later", run.run_id)
    wait_for(lambda: f"{name}/train" in get(server, "data/runs"))


def test_a_port_in_use_is_said(server: Server, workspace: Path) -> None:
    port = int(server.url.rstrip("/").rpartition(":")[2])
    with pytest.raises(WorkbenchError, match=f"{port}"):
        start_server(workspace, port)


def test_a_broken_installation_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tensorboard.py").write_text("raise ImportError('its half is missing')")
    # A process that is spawned gets the path of this one.
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(WorkbenchError, match="not installed, or is broken") as failure:
        start_server(tmp_path)
    assert failure.value.details == "its half is missing"


def test_giving_up_the_start_leaves_nothing(workspace: Path) -> None:
    def give_up(stage: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        start_server(workspace, progress=give_up)


def test_a_workspace_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(WorkbenchError, match="names of the runs"):
        start_server(file)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")
def test_a_server_and_its_helper_end_with_a_program_that_is_killed(workspace: Path) -> None:
    command = [sys.executable, "-m", "tests.core.tensorboard.servers", str(workspace)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        url = starter.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        left = descendants(starter.pid)
        # The server, the helper that reads its files, and multiprocessing's own.
        assert len(left) >= 2
        starter.kill()
    wait_for(lambda: not any(map(is_there, left)))
    with socket.socket() as listener:
        assert listener.connect_ex((HOST, int(url.rstrip("/").rpartition(":")[2])))


def descendants(pid: int) -> list[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
