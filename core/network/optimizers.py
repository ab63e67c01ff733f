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
# Below it, numbers of common size divided by it come near the largest that float32 holds, step by step.
_LEAST_SCALE = 1e-3


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
        """The vectors it remembers between steps, by role ("velocity"), each in the layout of the parameters.

        Asking may change the form in which it remembers them, and by that the last bits of what follows. So it is asked
        at the end of every epoch, where a run can be resumed.
        """


class _Pieces:
    """Values, gradient and slots, cut into pieces that belong together."""

    def __init__(self, parameters: ParameterVector, roles: tuple[str, ...]) -> None:
        self.slots = {role: np.zeros_like(parameters.value) for role in roles}
        vectors = [parameters.value, parameters.gradient, *self.slots.values()]
        starts = range(0, len(parameters.value), _PIECE)
        self.views = [tuple(vector[start : start + _PIECE] for vector in vectors) for start in starts]


class SGD:
    """Stochastic gradient descent: `w <- w - rate g`.

    No step needs g by itself, but w with g added to it. Backpropagation is told to add it there, unless something else
    that reads w (a penalty) adds to the gradient afterwards.

    Args:
        parameters: What to move.
        penalized: Whether weight penalties add to the gradient.
    """

    def __init__(self, parameters: ParameterVector, *, penalized: bool) -> None:
        self.steps = 0
        self._move = adder(parameters.value, parameters.gradient) if penalized else None
        if not penalized:
            parameters.collect_into(parameters.value, keep=1)

    def begin_step(self, learning_rate: float) -> float:
        """The rate itself, downhill: all that this method needs of a gradient g is `-rate g`."""
        self.steps += 1
        return -learning_rate

    def update(self) -> None:
        """Add `-rate g` to w, where it is not there already."""
        if self._move:
            self._move(1)

    def slots(self) -> dict[str, FloatArray]:
        """None."""
        return {}


class Momentum:
    """SGD with momentum (Polyak 1964): `v <- momentum v - rate g`, then `w <- w + v`.

    The velocity is kept as `v = s u`, a number times a vector. Then `momentum v - rate g` is
    `(s momentum) (u - rate / (s momentum) g)`: where all of a vector would be multiplied, one number is, and
    backpropagation adds the gradient, suitably scaled, to u. Before s gets small, u takes it over.

    Args:
        momentum: Above 0.
        parameters: What to move.
    """

    def __init__(self, momentum: float, parameters: ParameterVector) -> None:
        self.steps = 0
        self._momentum = momentum
        self._u: FloatArray = np.zeros_like(parameters.value)
        self._s = 1.0
        parameters.collect_into(self._u, keep=1)
        self._move = adder(parameters.value, self._u)

    def begin_step(self, learning_rate: float) -> float:
        """Multiply the velocity by the momentum; in units of u, the gradient's part of it is `-rate / s g`."""
        self.steps += 1
        self._s *= self._momentum
        if self._s < _LEAST_SCALE:
            self._take_over()
        return -learning_rate / self._s

    def update(self) -> None:
        """Move along the velocity."""
        self._move(self._s)

    def slots(self) -> dict[str, FloatArray]:
        """The velocity itself."""
        self._take_over()
        return {"velocity": self._u}

    def _take_over(self) -> None:
        if self._s != 1:
            self._u *= self._s
            self._s = 1.0


class Nesterov:
    """SGD with Nesterov's momentum (Sutskever et al. 2013): `v` as in `Momentum`, `w <- w + momentum v - rate g`.

    The gradient belongs to the place that momentum alone would lead to. Here, as in Keras and PyTorch, w is kept at
    that place (Bengio et al. 2013, "Advances in optimizing recurrent networks", section 3.5), so that the gradient is
    taken where the weights are.

    Args:
        momentum: Above 0.
        parameters: What to move.
    """

    def __init__(self, momentum: float, parameters: ParameterVector) -> None:
        self.steps = 0
        self._momentum = momentum
        self._pieces = _Pieces(parameters, ("velocity",))

    def begin_step(self, learning_rate: float) -> float:
        """The rate, downhill."""
        self.steps += 1
        return -learning_rate

    def update(self) -> None:
        """Move along velocity and gradient."""
        for w, g, v in self._pieces.views:
            v *= self._momentum
            v += g
            w += g
            w += np.multiply(v, self._momentum, out=g)

    def slots(self) -> dict[str, FloatArray]:
        """The velocity."""
        return self._pieces.slots


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


class DecoupledDecay:
    """Any optimizer with weight decay beside it (Loshchilov & Hutter, ICLR 2019, algorithms 1 and 2: SGDW, AdamW).

    `w <- w - rate decay w`, then the step, whose gradient was taken before: as in Keras and PyTorch. The rate is the
    scheduled one. Kernels decay; biases and the scales of normalisation do not.

    Args:
        decay: Above 0.
        parameters: What to move.
        step: Moves them; it leaves the values alone until its `update`.
    """

    def __init__(self, decay: float, parameters: ParameterVector, step: Optimizer) -> None:
        self._decay, self._step = decay, step
        self._kernels = [one.value for name, one in parameters.parameters.items() if name.endswith("/kernel")]
        self._keep = 1.0

    @property
    def steps(self) -> int:
        """Updates begun."""
        return self._step.steps

    @steps.setter
    def steps(self, steps: int) -> None:
        self._step.steps = steps

    def begin_step(self, learning_rate: float) -> float:
        """Begin an update at this rate."""
        self._keep = 1 - learning_rate * self._decay
        return self._step.begin_step(learning_rate)

    def update(self) -> None:
        """Decay, then move."""
        for kernel in self._kernels:
            kernel *= self._keep
        self._step.update()

    def slots(self) -> dict[str, FloatArray]:
        """What the step remembers."""
        return self._step.slots()


def build_optimizer(spec: specs.SGD | specs.Adam, parameters: ParameterVector, *, penalized: bool) -> Optimizer:
    """The optimizer that a specification describes; `penalized` where weight penalties add to the gradient."""
    if not spec.weight_decay:
        return _step(spec, parameters, penalized=penalized)
    # Decay comes between the gradient and the step: until then, nothing may be added to the values.
    return DecoupledDecay(spec.weight_decay, parameters, _step(spec, parameters, penalized=True))


def _step(spec: specs.SGD | specs.Adam, parameters: ParameterVector, *, penalized: bool) -> Optimizer:
    if isinstance(spec, specs.Adam):
        return Adam(spec, parameters)
    if not spec.momentum:
        return SGD(parameters, penalized=penalized)
    return Nesterov(spec.momentum, parameters) if spec.nesterov else Momentum(spec.momentum, parameters)
