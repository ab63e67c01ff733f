"""Logs lie in one folder, do not grow for ever, and tell of a crash in native code at the next start."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.logs import LOG_FILE, TAIL, FatalLog, last_lines, log_to_folder
from core.paths import log_folder

ROOT = Path(__file__).resolve().parents[2]

CRASH = """
import faulthandler, sys
from pathlib import Path
from core.logs import FatalLog
log = FatalLog(Path(sys.argv[1]))
print(log.begin())
if sys.argv[2] == "crash":
    faulthandler._sigsegv()
if sys.argv[2] == "killed":
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
log.end()
"""


@pytest.fixture(autouse=True)
def _root_logger_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    ours = {name: logging.getLogger(name).level for name in ("core", "workbench")}
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    for name, before in ours.items():
        logging.getLogger(name).setLevel(before)


def process(workspace: Path, end: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CRASH, str(workspace), end]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {}, text=True, capture_output=True, check=False)


def test_what_the_program_does_is_kept_and_what_libraries_chat_is_not() -> None:
    log_to_folder()
    logging.getLogger("core.training").info("an epoch")
    logging.getLogger("somebody.else").info("chat")
    logging.getLogger("somebody.else").warning("careful")
    kept = (log_folder() / LOG_FILE).read_text()
    assert "an epoch" in kept
    assert "careful" in kept
    assert "chat" not in kept


def test_logs_take_a_few_megabytes_at_most_and_the_latest_lines_are_found_across_files() -> None:
    log_to_folder()
    log = logging.getLogger("core.test")
    for number in range(30_000):
        log.info("line %d %s", number, "x" * 80)
    files = list(log_folder().iterdir())
    assert sum(file.stat().st_size for file in files) < 3 * 2**20
    lines = last_lines()
    assert len(lines) == TAIL
    assert "line 29999 " in lines[-1]
    assert "line 29800 " in lines[0]


def test_a_log_folder_that_cannot_be_made_keeps_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("WORKBENCH_LOGS", str(tmp_path / "file" / "logs"))
    log_to_folder()
    fatal = FatalLog(tmp_path)
    assert not fatal.begin()
    fatal.end()
    assert last_lines() == []


def test_a_crash_in_native_code_is_told_once_at_the_next_start_of_that_workspace(tmp_path: Path) -> None:
    workspace, other = tmp_path / "one", tmp_path / "other"
    assert process(workspace, "crash").returncode < 0
    assert process(other, "well").stdout.strip() == ""
    told = process(workspace, "well")
    assert told.returncode == 0
    assert "Segmentation fault" in told.stdout
    assert process(workspace, "well").stdout.strip() == ""


def test_a_process_that_was_ended_from_outside_did_not_end_badly(tmp_path: Path) -> None:
    process(tmp_path, "killed")
    assert process(tmp_path, "well").stdout.strip() == ""
