"""What a browser shows of the runs: names that people know, and pages that are not empty."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.tensorboard.names import readable_name
from core.tensorboard.server import Server, start_server
from tests.core.tensorboard.logged import train
from tests.core.training.session_parts import experiment

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MILLISECONDS = 15_000
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


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
        wait_until_read(started, len(runs) * len(("", "train", "validation", "test")))
        yield started


def wait_until_read(server: Server, count: int) -> None:
    """TensorBoard reads event files when it has time to; the page shows what it has read until then."""
    deadline = time.monotonic() + 60
    while len(json.load(DIRECT.open(f"{server.url}data/runs"))) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def browse(server: Server, page: str, folder: Path, *options: str) -> str:
    """Open a page without a screen, and give its content once it has settled."""
    switches = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--window-size=1280,1000"]
    patience = [f"--user-data-dir={folder / 'profile'}", f"--virtual-time-budget={MILLISECONDS}"]
    command = [str(CHROMIUM), *switches, *patience, *options, f"{server.url}#{page}"]
    return html.unescape(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def test_the_first_page_names_the_runs_and_their_figures(server: Server, runs: list[RunRecord], tmp_path: Path) -> None:
    content = browse(server, "timeseries", tmp_path, "--dump-dom")
    names = [readable_name(run.name, run.run_id) for run in runs]
    shown = [*names, *(f"{name}/validation" for name in names), "accuracy", "learning rate", "confusion matrix/test"]
    assert [words for words in shown if words not in content] == []


def test_the_first_page_is_not_empty(server: Server, runs: list[RunRecord], tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    browse(server, "timeseries", tmp_path, f"--screenshot={file}")
    with Image.open(file) as picture:
        assert picture.size == (1280, 1000)
        # An empty page has grays and the orange of its head.
        assert len(picture.convert("RGB").getcolors(1_000_000)) > 500
