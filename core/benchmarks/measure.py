"""Comparing speeds on a machine whose own speed changes from minute to minute.

Shared machines run the same code at 60,000 and 90,000 images/s an hour apart, so contenders take turns of about a
second, and only what was measured in the same round is compared: a ratio is taken in every round, and its median over
the rounds is reported.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict

# Longer than OpenBLAS's and OpenMP's idle threads spin before they sleep (tens of milliseconds).
_SETTLE_SECONDS: Final = 0.1
_FIRST_STEPS: Final = 8


class Timed(Protocol):
    """Something whose speed can be measured a slice at a time."""

    def images_per_second(self, steps: int) -> float:
        """Its speed over about so many steps."""


class Spread(BaseModel):
    """Median and quartiles of a figure over the rounds."""

    model_config = ConfigDict(frozen=True)

    median: float
    lower_quartile: float
    upper_quartile: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """Of at least one figure."""
        lower, median, upper = np.percentile(figures, (25, 50, 75)).tolist()
        return cls(median=median, lower_quartile=lower, upper_quartile=upper)


def steps_for(timed: Timed, seconds: float, batch_size: int) -> int:
    """How many steps take about so long, found by trying ever longer pieces."""
    steps = _FIRST_STEPS
    while True:
        speed = timed.images_per_second(steps)
        wanted = max(1, round(seconds * speed / batch_size))
        if wanted <= 4 * steps:
            return wanted
        steps *= 4


def interleave(
    contenders: Mapping[str, Timed], steps: Mapping[str, int], rounds: int, turn: Callable[[], None]
) -> dict[str, list[float]]:
    """Let everyone have a turn in every round, each round beginning with another.

    Args:
        contenders: By name.
        steps: How many steps a turn of each has.
        rounds: How often.
        turn: Called before every turn.

    Returns:
        Images a second of each contender, one figure a round.
    """
    names = list(contenders)
    speeds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            turn()
            time.sleep(_SETTLE_SECONDS)
            speeds[name].append(contenders[name].images_per_second(steps[name]))
    return speeds


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """How many times as fast the first is: the ratio within each round, then its spread over the rounds."""
    return Spread.of([own / other for own, other in zip(ours, theirs, strict=True)])
