"""`workbench tensorboard`: one address, the real server behind it, and an end with Ctrl-C."""

from __future__ import annotations

import http.client
import json
import signal
import sys
from pathlib import Path

import pytest

from tests.workbench.cli.conftest import Workbench
from tests.workbench.cli.processes import SECONDS, running


def port_of(url: str) -> int:
    assert url.startswith("http://127.0.0.1:")
    return int(url.rstrip("/").rpartition(":")[2])


def runs_at(url: str) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(url), timeout=SECONDS)
    try:
        connection.request("GET", "/data/runs")
        return list(json.load(connection.getresponse()))
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals on Windows")
@pytest.mark.parametrize("as_json", [False, True])
def test_it_prints_one_address_and_serves_until_ctrl_c(tmp_path: Path, as_json: bool) -> None:
    options = ["--json"] if as_json else []
    with running("tensorboard", "--workspace", tmp_path, "--no-browser", *options) as process:
        assert process.stdout is not None
        printed = process.stdout.readline()
        if as_json:
            printed += process.stdout.readline() + process.stdout.readline()
        url = json.loads(printed)["url"] if as_json else printed.strip()
        assert runs_at(url) == []
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, output, errors) == (0, "", "")
    with pytest.raises(OSError, match="refused"):
        runs_at(url)


def test_a_workspace_that_is_not_there_is_said(workbench: Workbench, tmp_path: Path) -> None:
    result = workbench("tensorboard", "--workspace", tmp_path / "gone", "--no-browser")
    assert result.status == 2
    assert "There is no workspace" in result.err


def test_training_writes_histograms_where_they_are_asked_for(
    workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path
) -> None:
    arguments = ("train", recipe, "--data", squares, "--workspace", tmp_path, "--set", "epochs=1", "--json")
    for options, is_there in (((), False), (("--histograms",), True)):
        run = workbench(*arguments, *options).document["run_id"]
        files = (tmp_path / "runs" / run / "tensorboard").glob("events*")
        assert (b"weights/" in b"".join(file.read_bytes() for file in files)) == is_there
