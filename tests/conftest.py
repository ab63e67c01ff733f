"""What every test gets: folders of its own, no display needed, and a check that it leaves nothing running.

Imports neither Qt nor Keras: tests/core also runs where they are not installed (`-p no:pytest-qt`).
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_END = 5.0
# Threads that Python only learned of because C++ (Qt, an engine) called back on them, and one that dask keeps for good.
FOREIGN_THREADS = ("Dummy-", "Dask-Offload")

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    if not pluginmanager.has_plugin("pytest-qt"):
        parser.addini("qt_log_level_fail", "Belongs to pytest-qt; known here so that pytest accepts it without Qt.")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat what the test command's other checks said, so that it stands beside the tests' own result."""
    checks = os.environ.get("WORKBENCH_CHECKS")
    if checks:
        terminalreporter.section("other checks")
        terminalreporter.write_line(checks)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data files beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the real data files in {folder}")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _one_cache_for_all_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Datasets are read once a session, also where several worker processes share it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CACHE", str(folder / "workbench-cache"))
        yield


@pytest.fixture(autouse=True)
def _workspace_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_WORKSPACE", str(tmp_path_factory.mktemp("workspace", numbered=True)))
    monkeypatch.setenv("WORKBENCH_LOGS", str(tmp_path_factory.mktemp("logs", numbered=True)))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if not sys.platform.startswith("linux") or mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs Linux and root")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this container may not mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 - found wherever mount was


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread or a child process behind; what is about to end gets a moment to do so."""
    threads, processes = set(threading.enumerate()), set(multiprocessing.active_children())
    yield
    new_threads = [thread for thread in threading.enumerate() if thread not in threads]
    left: list[str] = []
    for thread in new_threads:
        if not thread.name.startswith(FOREIGN_THREADS):
            thread.join(SECONDS_TO_END)
            left += [f"thread {thread.name}"] * thread.is_alive()
    for process in set(multiprocessing.active_children()) - processes:
        process.join(SECONDS_TO_END)
        left += [f"process {process.name}"] * process.is_alive()
    assert not left, f"left running: {', '.join(left)}"
