"""A few letters find what is meant."""

from __future__ import annotations

import pytest

from workbench.state.fuzzy import likeness

WORDS = ("Train", "Centre", "Go to Runs", "Open a dataset…", "Save the experiment…", "Settings…", "Stop the run")


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("tr", "Train"),
        ("TRAIN", "Train"),
        ("ds", "Open a dataset…"),
        ("dataset open", "Open a dataset…"),
        ("se", "Settings…"),
        ("sthex", "Save the experiment…"),
        ("gtr", "Go to Runs"),
        ("stop run", "Stop the run"),
    ],
)
def test_the_likeliest_comes_first(query: str, best: str) -> None:
    scores = {word: score for word in WORDS if (score := likeness(query, word)) is not None}
    assert max(scores, key=lambda word: scores[word]) == best


@pytest.mark.parametrize("query", ["xyz", "niart", "train dataset"])
def test_what_is_not_in_a_text_does_not_find_it(query: str) -> None:
    assert likeness(query, "Train") is None


def test_nothing_typed_finds_everything() -> None:
    assert all(likeness("", word) is not None for word in WORDS)
