"""Weight penalties: the price of large weights, added to the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.experiment.spec import PenaltySpec
from core.network.parameters import FloatArray, Parameter


@dataclass(frozen=True)
class Strength:
    """How much a kernel pays: `P(w) = l1 sum|w| + l2 c sum(w^2)`, with c = 1/2 or 1 by convention.

    Attributes:
        l1: Strength of the first term; its gradient is `l1 sign(w)`, and 0 at 0.
        l2_gradient: What w is multiplied by in the gradient of the second: l2 (c = 1/2) or 2 l2 (c = 1).
    """

    l1: float
    l2_gradient: float

    def value(self, w: FloatArray) -> float:
        """The penalty of a kernel."""
        w = w.ravel()
        total = self.l2_gradient / 2 * float(np.dot(w, w))
        if self.l1:
            total += self.l1 * float(np.abs(w).sum())
        return total


def strength_of(spec: object, network: PenaltySpec) -> Strength | None:
    """What the kernel of a layer pays, by its own specification or else the network's; None where it pays nothing."""
    own_l1, own_l2 = getattr(spec, "l1", 0.0), getattr(spec, "l2", 0.0)
    l1 = network.l1 if own_l1 is None else own_l1
    l2 = network.l2 if own_l2 is None else own_l2
    if not (l1 or l2):
        return None
    return Strength(l1, l2 if network.l2_convention == "half_square" else 2 * l2)


@dataclass(frozen=True)
class Penalty:
    """The penalty of one parameter of a network.

    Attributes:
        parameter: The kernel that pays.
        l1: As in `Strength`.
        l2_gradient: Likewise.
    """

    parameter: Parameter
    l1: float
    l2_gradient: float

    def value(self) -> float:
        """The penalty of the present weights."""
        return Strength(self.l1, self.l2_gradient).value(self.parameter.value)

    def add_gradient(self, scale: float) -> None:
        """Add `scale` times the penalty's gradient to the parameter's."""
        if self.l2_gradient:
            self.parameter.gradient[...] += scale * self.l2_gradient * self.parameter.value
        if self.l1:
            self.parameter.gradient[...] += scale * self.l1 * np.sign(self.parameter.value)
