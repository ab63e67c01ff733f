"""The optimizers of `core.network.optimizers` as functions of tensors: new weights and new slots from the old.

The formulas, their order and the meaning of a slot are the same there and here, so that a run can go on on the other
engine. A number that follows from the step alone is computed outside TensorFlow and handed over as the step's rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

from core.experiment import spec as specs

Tensors = list[Any]
Slots = dict[str, Tensors]


class Optimizer(Protocol):
    """One rule for moving weights along their gradients."""

    @property
    def roles(self) -> tuple[str, ...]:
        """What it remembers of each weight, by name."""

    def rate(self, learning_rate: float, step: int) -> float:
        """What `update` is given as the rate of a step; steps count from 1."""

    def update(self, tf: Any, weights: Tensors, gradients: Tensors, slots: Slots, rate: Any) -> tuple[Tensors, Slots]:
        """The weights and slots after a step."""


@dataclass(frozen=True)
class SGD:
    """`w <- w - rate g`; with momentum `v <- momentum v - rate g`, then `w <- w + v`, or Nesterov's step."""

    momentum: float
    nesterov: bool

    @property
    def roles(self) -> tuple[str, ...]:
        """The velocity, if any."""
        return ("velocity",) if self.momentum else ()

    def rate(self, learning_rate: float, step: int) -> float:  # noqa: ARG002 - the same at every step
        """The learning rate."""
        return learning_rate

    def update(self, tf: Any, weights: Tensors, gradients: Tensors, slots: Slots, rate: Any) -> tuple[Tensors, Slots]:  # noqa: ARG002
        """See `core.network.optimizers.Momentum` and `Nesterov`."""
        falls = [rate * g for g in gradients]
        if not self.momentum:
            return [w - fall for w, fall in zip(weights, falls, strict=True)], {}
        velocity = [self.momentum * v - fall for v, fall in zip(slots["velocity"], falls, strict=True)]
        if self.nesterov:
            moved = zip(weights, velocity, falls, strict=True)
            return [w - fall + self.momentum * v for w, v, fall in moved], {"velocity": velocity}
        return [w + v for w, v in zip(weights, velocity, strict=True)], {"velocity": velocity}


@dataclass(frozen=True)
class Adam:
    """`m <- b1 m + (1 - b1) g`, `s <- b2 s + (1 - b2) g^2`, `w <- w - rate m / (sqrt(s) + epsilon)`."""

    beta_1: float
    beta_2: float
    epsilon: float

    @property
    def roles(self) -> tuple[str, ...]:
        """The running mean and mean square of the gradient."""
        return ("mean", "square")

    def rate(self, learning_rate: float, step: int) -> float:
        """With both bias corrections in it (Kingma & Ba 2015, section 2)."""
        return learning_rate * math.sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)

    def update(self, tf: Any, weights: Tensors, gradients: Tensors, slots: Slots, rate: Any) -> tuple[Tensors, Slots]:
        """See `core.network.optimizers.Adam`."""
        means = [self.beta_1 * m + (1 - self.beta_1) * g for m, g in zip(slots["mean"], gradients, strict=True)]
        squares = [
            self.beta_2 * s + (1 - self.beta_2) * tf.square(g) for s, g in zip(slots["square"], gradients, strict=True)
        ]
        moved = [w - rate * (m / (tf.sqrt(s) + self.epsilon)) for w, m, s in zip(weights, means, squares, strict=True)]
        return moved, {"mean": means, "square": squares}


def build_optimizer(spec: specs.SGD | specs.Adam) -> Optimizer:
    """The optimizer that a specification describes."""
    if isinstance(spec, specs.Adam):
        return Adam(spec.beta_1, spec.beta_2, spec.epsilon)
    return SGD(spec.momentum, spec.nesterov)
