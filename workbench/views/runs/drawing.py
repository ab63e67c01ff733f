"""Turns the figures of a run into the points of a line: over which axis, how smooth, on which scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.state.curves import Curves

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Drawing:
    """How curves are drawn.

    Attributes:
        figure: Of `core`'s columns, such as "validation_accuracy".
        by_time: Over seconds, not epochs.
        smoothing: Share of the figures before in each point, 0 to below 1.
        is_log: Whether equal factors are equal distances.
    """

    figure: str = "validation_accuracy"
    by_time: bool = False
    smoothing: float = 0.0
    is_log: bool = False

    def points(self, curves: Curves) -> tuple[Points, Points]:
        """Where the line of a run goes: two float64 (epochs,), the second NaN where there is nothing to draw."""
        values = smoothed(np.array(curves.columns[self.figure]), self.smoothing)
        if self.is_log:
            values = np.log10(np.where(values > 0, values, np.nan))
        return np.array(curves.seconds if self.by_time else curves.epochs), values


def smoothed(values: Points, share: float) -> Points:
    """The exponential moving average, without its pull to 0 at the start (Kingma & Ba, 2015, section 3).

    Args:
        values: float64 (N,); those that are no numbers stay so, and leave the average as it was.
        share: Of what came before, 0 to below 1.
    """
    if share == 0:
        return values
    result = np.full_like(values, np.nan)
    average, power = 0.0, 1.0
    for place, value in enumerate(values.tolist()):
        if math.isfinite(value):
            average, power = share * average + (1 - share) * value, power * share
            result[place] = average / (1 - power)
    return result
