"""Axes end at round numbers, and figures read well."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from workbench.views.cards import percent
from workbench.views.signs import NONE
from workbench.views.train.names import spread
from workbench.views.train.ticks import quarters, round_top, whole_numbers
from workbench.views.train.words import decimal, duration


@pytest.mark.parametrize(("highest", "top"), [(2.303, 2.4), (1.0, 1.0), (0.07, 0.08), (11.1, 12), (12_345, 16_000)])
def test_an_axis_ends_at_the_next_round_number(highest: float, top: float) -> None:
    assert round_top(highest) == pytest.approx(top)


def test_the_lines_of_an_axis_are_its_quarters() -> None:
    assert [words for _, words in quarters(2.4)] == ["0", "0.6", "1.2", "1.8", "2.4"]


@pytest.mark.parametrize(
    ("epochs", "words"),
    [
        (1, ["0", "1"]),
        (5, ["0", "1", "2", "3", "4", "5"]),
        (50, ["0", "10", "20", "30", "40", "50"]),
        (718, ["0", "200", "400", "600", "718"]),
        (1_000_000, ["0", "200,000", "400,000", "600,000", "800,000", "1,000,000"]),
    ],
)
def test_the_epochs_are_counted_in_round_steps_to_the_last(epochs: int, words: list[str]) -> None:
    assert [word for _, word in whole_numbers(epochs)] == words


def test_figures_read_well() -> None:
    assert [duration(seconds) for seconds in (0.4, 59.4, 61, 3_700)] == ["0 s", "59 s", "1 min 1 s", "1 h 1 min"]
    assert [percent(0.78449), percent(math.nan), percent(None)] == ["78.4%", NONE, NONE]
    assert [decimal(0.71), decimal(0.00012), decimal(12_345.6)] == ["0.710", "0.00012", "1.23e+04"]


@pytest.mark.parametrize("height", [0.05, 0.97])
def test_the_names_of_runs_that_end_alike_do_not_lie_on_each_other(height: float) -> None:
    ends = {"a": (15.0, height), "b": (15.0, height + 0.01), "c": (14.0, height + 0.02), "alone": (5.0, height)}
    places = spread(ends, last=20, top=1.0)
    heights = sorted(places[name][1] for name in "abc")
    assert min(high - low for low, high in pairwise(heights)) > 0.05
    assert all(0 <= place <= 1 for place in heights)
    assert places["alone"] == ends["alone"]
