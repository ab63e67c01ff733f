"""A report can be passed on: it names none of its user's files."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from core.data.open import open_dataset
from core.redaction import without_paths

HOME = Path("/home/anna")


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(HOME))
    monkeypatch.setenv("USERPROFILE", str(HOME))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'/home/anna/My Pictures/a b.png' is gone", "'~' is gone"),
        ("reading /home/anna/secret plans/x.png", "reading ~"),
        ("in /media/stick/My Pictures/a.png", "in <path>"),
        ('File "C:\\Users\\anna\\a.png", line 3', 'File "<path>", line 3'),
        ("\\\\server\\share\\a.png", "<path>"),
        ("two lines\n/media/a/b.png\nof text", "two lines\n<path>\nof text"),
    ],
)
def test_places_of_the_user_are_left_out(text: str, expected: str) -> None:
    assert without_paths(text) == expected


@pytest.mark.parametrize("text", ["60,000 images/s", "https://example.org/a/b", "accuracy 3/4", "and/or", "12/24/2026"])
def test_what_is_no_place_stays(text: str) -> None:
    assert without_paths(text) == text


def test_places_of_the_program_stay_as_far_as_they_are_the_same_for_everybody() -> None:
    try:
        open_dataset("/home/anna/My Pictures")
    except Exception as error:  # noqa: BLE001 - whatever it is, its traceback is looked at
        told = without_paths("".join(traceback.format_exception(error)))
    assert '"<workbench>/core/data/open.py"' in told
    assert "My Pictures" not in told
    assert "anna" not in told
