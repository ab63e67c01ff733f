"""Where an axis has its lines: at round numbers, a handful of them."""

from __future__ import annotations

import math

_ROUND = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
_PARTS = 4


def round_top(value: float) -> float:
    """The least round number that is not below `value`, which is above 0; quarters of it are round, too."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _ROUND if step * power >= value * (1 - 1e-9))


def quarters(top: float) -> list[tuple[float, str]]:
    """Five places from 0 to `top`, and what to write there."""
    places = [top * part / _PARTS for part in range(_PARTS + 1)]
    return [(place, f"{place:g}" if top < 1e5 else f"{place:.1e}") for place in places]


def whole_numbers(last: int) -> list[tuple[float, str]]:
    """Round whole numbers from 0 to `last`, both among them, and what to write there."""
    step = max(1, _round_step(last / 5))
    places = [*range(0, last, step), last]
    # The last one has its place; one that would stand too near before it goes.
    if len(places) > 2 and places[-1] - places[-2] < step / 2:
        del places[-2]
    return [(float(place), f"{place:,}") for place in places]


def _round_step(least: float) -> int:
    if least <= 1:
        return 1
    power = 10 ** math.floor(math.log10(least))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9)))
