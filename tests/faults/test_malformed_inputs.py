"""Whatever a file holds, it is opened or refused in one clear message: at once, in little memory, and nowhere else."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from core.errors import WorkbenchError
from tests.faults.malformed import Malformed, all_malformed, place
from tests.faults.valid import kinds

KINDS = (
    *("svhn", "compressed svhn", "arrays", "archive", "fer2013", "jpeg", "png", "gif", "bmp", "webp"),
    *("model", "committee", "checkpoint", "exported run", "workspace", "recipe", "sweep", "labels"),
)
SECONDS, MEGABYTES, LONGEST = 5.0, 600, 1_000
_STATUS, _FORGET_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file lies; the cache and the workspace are in it, and nothing else is to appear beside it."""
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.setenv("WORKBENCH_CACHE", str(inner / "cache"))
    monkeypatch.setenv("TMPDIR", str(inner / "cache"))
    return inner


def peak_megabytes() -> int:
    """The most memory that this process ever had since it was told to forget; 0 where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return 0
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def forget_peak() -> None:
    if sys.platform.startswith("linux"):
        _FORGET_PEAK.write_text("5", encoding="ascii")


def test_there_are_more_than_three_hundred() -> None:
    every = all_malformed()
    assert len(every) >= 300
    assert {one.kind for one in every} == set(kinds()) == set(KINDS)
    assert len({(one.kind, one.name) for one in every}) == len(every)


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_that_are_damaged_are_valid_before(kind: str, folder: Path) -> None:
    kinds()[kind].open(place(Malformed("nothing", kind, kinds()[kind].content), folder))


@pytest.mark.parametrize("kind", KINDS)
def test_every_malformed_file_ends_in_a_message_at_worst(kind: str, folder: Path) -> None:
    faults = {}
    for number, one in enumerate(one for one in all_malformed() if one.kind == kind):
        inner = folder / str(number)
        inner.mkdir()
        if found := fault(one, inner):
            faults[one.name] = found
    assert not faults
    assert {entry.name for entry in folder.parent.iterdir()} == {"inner"}


def fault(one: Malformed, folder: Path) -> str:
    """What the program does wrong with a file; empty where nothing."""
    path = place(one, folder)
    forget_peak()
    before, began = peak_megabytes(), time.process_time()
    refused = None
    try:
        kinds()[one.kind].open(path)
    except WorkbenchError as error:
        refused = error
    except Exception as error:  # noqa: BLE001 - that is the fault
        return f"{type(error).__name__}: {error}"
    seconds, megabytes = time.process_time() - began, peak_megabytes() - before
    if seconds > SECONDS or megabytes > MEGABYTES:
        return f"took {seconds:.1f} s and {megabytes} MB"
    if {entry.name for entry in folder.iterdir()} - {path.name, "workspace"}:
        return "wrote beside the file"
    if refused is None:
        return "" if one.may_pass else "was taken for valid"
    said = f"{refused.message} {refused.hint}"
    return "" if refused.message and len(said) < LONGEST and "Traceback" not in said else f"said {said[:LONGEST]}"
