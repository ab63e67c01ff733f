"""Where the values of a varied field are along an axis from 0 to 1."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.sweeps.study import Trial
from core.sweeps.varied import Range, Scalar, Varied
from workbench.views.sweeps.words import value_word

_PARTS = 4
_MOST_POWERS = 5
_MOST_STEPS = 8


@dataclass(frozen=True)
class FieldAxis:
    """An axis as the field varies: numbers evenly or by factors, words each at a place of their own."""

    varied: Varied

    @property
    def path(self) -> str:
        """The field."""
        return self.varied.path

    def place(self, value: Scalar) -> float:
        """Where a value is; NaN where it is none of those that the field takes."""
        one = self.varied
        if not isinstance(one, Range):
            return (one.values.index(value) + 0.5) / len(one.values) if value in one.values else math.nan
        if not isinstance(value, int | float):
            return math.nan
        low, high, at = (math.log(x) if one.log and x > 0 else x for x in (one.low, one.high, float(value)))
        return (at - low) / (high - low)

    def ticks(self) -> list[tuple[float, str]]:
        """Places with what to write there."""
        one = self.varied
        if not isinstance(one, Range):
            return [(self.place(value), value_word(value)) for value in one.values]
        if one.log:
            return [(self.place(value), f"{value:g}") for value in _round_between(one.low, one.high)]
        values = _steps(one)
        return [(self.place(value), f"{value:.3g}") for value in values]

    def ends(self) -> list[tuple[float, str]]:
        """Both ends of a range, or all of the words."""
        ticks = self.ticks()
        return ticks if not isinstance(self.varied, Range) else [ticks[0], ticks[-1]]

    def place_of(self, trial: Trial) -> float:
        """Where a trial is; NaN where it has no value."""
        return self.place(trial.values[self.path]) if self.path in trial.values else math.nan


def _steps(one: Range) -> list[float]:
    """A handful of values evenly spread, steps of the range where it has them."""
    if one.step is None:
        return [one.low + (one.high - one.low) * part / _PARTS for part in range(_PARTS + 1)]
    steps = round((one.high - one.low) / one.step)
    stride = max(1, math.ceil(steps / _MOST_STEPS))
    return [one.low + one.step * place for place in range(0, steps + 1, stride)]


def _round_between(low: float, high: float) -> list[float]:
    """Both ends, and the powers of ten between them; where that is none, 2 and 5 times those as well."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    tens = [10.0**power for power in powers if low < 10.0**power < high]
    step = max(1, math.ceil(len(tens) / _MOST_POWERS))
    between = tens[::step] or [
        factor * 10.0**power for power in powers for factor in (2, 5) if low < factor * 10.0**power < high
    ]
    # One that would stand upon an end goes.
    span = math.log(high / low)
    clear = [one for one in between if math.log(one / low) > span / 10 and math.log(high / one) > span / 10]
    return [low, *clear, high]
