"""Optimizers: what to do with a gradient."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from core.experiment import spec as specs
from core.network.blas import adder
from core.network.parameters import FloatArray, ParameterVector

# Vectors are worked through in pieces that stay in a core's cache while several operations pass over them: 32 Ki
# float32 are 128 KiB, and three vectors of them fit the 512 KiB of a usual second-level cache.
_PIECE = 32_768


class Optimizer(Protocol):
    """Moves the values of a `ParameterVector` along its gradient, in two halves of a step.

    Backpropagation is linear in the gradient that it starts from. What an optimizer multiplies every gradient by is
    therefore better multiplied into the few numbers at the logits, before backpropagation, than into each of the many
    weights' after it.
    """

    steps: int
    """Updates begun."""

    def begin_step(self, learning_rate: float) -> float:
        """Begin an update at this rate; returns the factor that its gradient has to be scaled by."""

    def update(self) -> None:
        """Move along the scaled gradient. Its memory may be used as scratch, and its content lost."""

    def slots(self) -> dict[str, FloatArray]:
        """The vectors it remembers between steps, by role ("velocity"), each in the layout of the parameters."""


class _Pieces:
    """Values, gradient and slots, cut into pieces that belong together."""

    def __init__(self, parameters: ParameterVector, roles: tuple[str, ...]) -> None:
        self.slots = {role: np.zeros_like(parameters.value) for role in roles}
        vectors = [parameters.value, parameters.gradient, *self.slots.values()]
        starts = range(0, len(parameters.value), _PIECE)
        self.views = [tuple(vector[start : start + _PIECE] for vector in vectors) for start in starts]


class SGD:
    """Stochastic gradient descent, with momentum (Polyak 1964) and Nesterov's variant (Sutskever et al. 2013).

    `v <- momentum v - rate g`, then `w <- w + v`, or with Nesterov `w <- w + momentum v - rate g`. Without momentum
    both are `w <- w - rate g`.

    Apart from Nesterov's variant, no step needs g by itself, but what it is added to: `momentum v`, or without momentum
    `w`. Backpropagation is told to add it there.

    In Nesterov's variant the gradient belongs to the place that momentum alone would lead to. Here, as in Keras and
    PyTorch, w is kept at that place (Bengio et al. 2013, "Advances in optimizing recurrent networks", section 3.5), so
    that the gradient is taken where the weights are.

    Args:
        spec: Momentum and variant.
        parameters: What to move.
        penalized: Whether something besides backpropagation, which reads w, adds to the gradient.
    """

    def __init__(self, spec: specs.SGD, parameters: ParameterVector, *, penalized: bool) -> None:
        self._momentum = spec.momentum
        self._parameters = parameters
        self._look_ahead = _Pieces(parameters, ("velocity",)) if spec.momentum and spec.nesterov else None
        self._slots: dict[str, FloatArray] = self._look_ahead.slots if self._look_ahead else {}
        self.steps = 0
        if spec.momentum and not spec.nesterov:
            self._slots = {"velocity": np.zeros_like(parameters.value)}
            parameters.collect_into(self._slots["velocity"], keep=spec.momentum)
        elif not spec.momentum and not penalized:
            parameters.collect_into(parameters.value, keep=1)
        self._move = adder(parameters.value, parameters.gradient)

    def begin_step(self, learning_rate: float) -> float:
        """The rate itself, downhill: all that this method needs of a gradient g is `-rate g`."""
        self.steps += 1
        return -learning_rate

    def update(self) -> None:
        """Move along what was collected: `momentum v - rate g`, or `-rate g`, or nothing where w has it already."""
        parameters = self._parameters
        if self._look_ahead:
            self._update_ahead(self._look_ahead)
        elif parameters.gradient is not parameters.value:
            self._move()

    def slots(self) -> dict[str, FloatArray]:
        """The velocity, where there is momentum."""
        return self._slots

    def _update_ahead(self, pieces: _Pieces) -> None:
        for w, g, v in pieces.views:
            v *= self._momentum
            v += g
            w += g
            w += np.multiply(v, self._momentum, out=g)


class Adam:
    """Adam (Kingma & Ba, ICLR 2015, algorithm 1, with the bias corrections folded into the rate as in section 2).

    `m <- b1 m + (1 - b1) g`, `s <- b2 s + (1 - b2) g^2`, and with t counting steps from 1
    `w <- w - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(s) + epsilon)`.

    Args:
        spec: b1, b2 and epsilon.
        parameters: What to move.
    """

    def __init__(self, spec: specs.Adam, parameters: ParameterVector) -> None:
        self._beta_1, self._beta_2, self._epsilon = spec.beta_1, spec.beta_2, spec.epsilon
        self._pieces = _Pieces(parameters, ("mean", "square"))
        self._scratch = np.empty_like(parameters.value[:_PIECE])
        self._rate = 0.0
        self.steps = 0

    def begin_step(self, learning_rate: float) -> float:
        """Nothing to scale: the step's length hardly depends on the gradient's."""
        self.steps += 1
        self._rate = learning_rate * math.sqrt(1 - self._beta_2**self.steps) / (1 - self._beta_1**self.steps)
        return 1.0

    def update(self) -> None:
        """Move along the running mean, in units of the running deviation."""
        beta_1, beta_2 = self._beta_1, self._beta_2
        for w, g, m, s in self._pieces.views:
            scratch = self._scratch[: len(w)]
            m *= beta_1
            m += np.multiply(g, 1 - beta_1, out=scratch)
            np.square(g, out=g)
            g *= 1 - beta_2
            s *= beta_2
            s += g
            np.sqrt(s, out=g)
            g += self._epsilon
            np.divide(m, g, out=g)
            g *= self._rate
            w -= g

    def slots(self) -> dict[str, FloatArray]:
        """The running mean and mean square of the gradient."""
        return self._pieces.slots


def build_optimizer(spec: specs.SGD | specs.Adam, parameters: ParameterVector, *, penalized: bool) -> SGD | Adam:
    """The optimizer that a specification describes; `penalized` where weight penalties add to the gradient."""
    if isinstance(spec, specs.SGD):
        return SGD(spec, parameters, penalized=penalized)
    return Adam(spec, parameters)
