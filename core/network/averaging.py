"""The running average of the weights over the updates."""

from __future__ import annotations

import numpy as np

from core.network.blas import adder
from core.network.parameters import FloatArray

# As for a velocity: before the factor gets small, the vector takes it over.
_LEAST_SCALE = 1e-3


class WeightAverage:
    """`m <- d m + (1 - d) w` after every update, from m = 0 (Polyak & Juditsky 1992, with decay).

    After t updates m is `1 - d^t` times a mean of the weights so far, as the moments of Adam are (Kingma & Ba 2015,
    section 3). Divided by that, it is `a_t = sum_i d^(t-i) w_i / sum_i d^(t-i)` from the first update on, with nothing
    left of where m began.

    As `core.network.optimizers.Momentum` keeps its velocity, m is kept as `s u`, a number times a vector: an update is
    then one sum, `u <- u + (1 - d) / s w`.

    Args:
        decay: d, between 0 and 1.
        value: (P,) the weights, which others change.
    """

    def __init__(self, decay: float, value: FloatArray) -> None:
        self._decay = decay
        self._u: FloatArray = np.zeros_like(value)
        self._s = 1.0
        self._add = adder(self._u, value)

    def update(self) -> None:
        """Take the present weights in."""
        self._s *= self._decay
        if self._s < _LEAST_SCALE:
            self.sum()
        self._add((1 - self._decay) / self._s)

    def sum(self) -> FloatArray:
        """The vector m itself, (P,), which may be overwritten to go on from another one.

        Asking changes the last bits of what follows. So it is asked at the end of every epoch, as for an optimizer's
        slots.
        """
        if self._s != 1:
            self._u *= self._s
            self._s = 1.0
        return self._u

    def average(self, steps: int) -> FloatArray:
        """The average a_t after so many updates, at least one: (P,) a new array."""
        return average_of(self.sum(), self._decay, steps)


def average_of(m: FloatArray, decay: float, steps: int) -> FloatArray:
    """The average `a_t = m / (1 - d^t)` after t updates, at least one: a new array of m's shape and precision."""
    average: FloatArray = m / m.dtype.type(1 - decay**steps)
    return average
