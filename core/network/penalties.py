"""Weight penalties: the price of large weights, added to the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.network.parameters import Parameter


@dataclass(frozen=True)
class Penalty:
    """`P(w) = l1 sum|w| + l2 c sum(w^2)`, with c = 1/2 or 1 by convention.

    Attributes:
        parameter: The kernel that pays.
        l1: Strength of the first term; its gradient is `l1 sign(w)`, and 0 at 0.
        l2_gradient: What w is multiplied by in the gradient of the second: l2 (c = 1/2) or 2 l2 (c = 1).
    """

    parameter: Parameter
    l1: float
    l2_gradient: float

    def value(self) -> float:
        """The penalty of the present weights."""
        w = self.parameter.value.ravel()
        total = self.l2_gradient / 2 * float(np.dot(w, w))
        if self.l1:
            total += self.l1 * float(np.abs(w).sum())
        return total

    def add_gradient(self, scale: float) -> None:
        """Add `scale` times the penalty's gradient to the parameter's."""
        if self.l2_gradient:
            self.parameter.gradient[...] += scale * self.l2_gradient * self.parameter.value
        if self.l1:
            self.parameter.gradient[...] += scale * self.l1 * np.sign(self.parameter.value)
