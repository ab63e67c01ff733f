"""The window's own benchmarks run whole programs, seen or unseen, and say what they found in milliseconds."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.workbench.cli.processes import command


def found_by(*arguments: str) -> dict[str, dict[str, Any]]:
    done = subprocess.run(command("bench", *arguments, "--json"), capture_output=True, text=True, check=True)
    return {row["name"]: row for row in json.loads(done.stdout)["rows"]}


def test_starts_are_timed_beside_those_of_a_bare_window() -> None:
    pytest.importorskip("PySide6")
    rows = found_by("start", "--rounds", "1")
    ours, bare = rows["from start to a window that answers"], rows["a bare window of Qt with a plot"]
    assert ours["count"] == bare["count"] == 1
    assert 0 < ours["median"] < 60_000
    assert 0 < bare["median"] < 60_000


@pytest.mark.slow
def test_training_scrolling_and_drawing_are_timed() -> None:
    pytest.importorskip("PySide6")
    rows = found_by("window")
    assert set(rows) == {
        "event loop while training, backend numpy",
        "event loop while training, backend keras",
        "a frame of 70,000 thumbnails",
        "a curve of 100,000 points redrawn",
    }
    for row in rows.values():
        assert row["unavailable"] or 0 < row["median"] <= row["ninety_nine"] <= row["longest"]
