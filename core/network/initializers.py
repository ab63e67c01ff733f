"""First weights: random, so that units differ, and of a size that keeps signals from growing or fading.

A sum of `fan_in` terms of variance s^2 has variance `fan_in s^2`. Choosing `s^2 = 1 / fan_in` keeps the variance of the
signal on its way forward, `1 / fan_out` that of the gradient on its way back. Glorot & Bengio (AISTATS 2010, eq. 12)
compromise on `2 / (fan_in + fan_out)`; He et al. (ICCV 2015, eq. 10) take `2 / fan_in`, since ReLU passes half of the
signal. A uniform distribution on [-a, a] has variance a^2 / 3. The normal ones are not truncated, as Keras's are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from core.experiment.randomness import Stream, generator
from core.experiment.shapes import LayerShape, WeightShape
from core.network.parameters import FloatArray


def standard_deviation(initializer: str, fan_in: int, fan_out: int) -> float:
    """The spread of a kernel's first weights.

    Args:
        initializer: An `InitializerName` that is random. "glorot_normal_doubled_variance" is sqrt(2) times as wide as
            Glorot's, as in the code printed in the report that this program repeats: `2 / sqrt(fan_in + fan_out)`.
        fan_in: How many inputs a unit has.
        fan_out: How many units an input leads to.
    """
    variances = {
        "glorot_normal": 2 / (fan_in + fan_out),
        "glorot_uniform": 2 / (fan_in + fan_out),
        "he_normal": 2 / fan_in,
        "he_uniform": 2 / fan_in,
        "glorot_normal_doubled_variance": 4 / (fan_in + fan_out),
    }
    return math.sqrt(variances[initializer])


def initial_weights(layers: Iterable[LayerShape], seed: int) -> dict[str, FloatArray]:
    """The first value of every weight, by name, as float64.

    Each array has a random stream of its own, so that changing a layer's width or initializer leaves alone
    the first weights of every layer that it does not lead to.

    Args:
        layers: The network's, in order.
        seed: Of the experiment.
    """
    weights = [weight for layer in layers for weight in layer.weights]
    return {weight.name: _draw(weight, generator(seed, Stream.WEIGHTS, index)) for index, weight in enumerate(weights)}


def _draw(weight: WeightShape, rng: np.random.Generator) -> FloatArray:
    if weight.initializer == "zeros":
        return np.zeros(weight.shape)
    if weight.initializer == "ones":
        return np.ones(weight.shape)
    # A convolution's unit has an input at every pixel of its window, and an input leads to a unit from each of them.
    *window, inputs, outputs = weight.shape
    pixels = math.prod(window)
    deviation = standard_deviation(weight.initializer, pixels * inputs, pixels * outputs)
    if weight.initializer.endswith("_uniform"):
        bound = math.sqrt(3) * deviation
        return rng.uniform(-bound, bound, weight.shape)
    return rng.normal(0, deviation, weight.shape)
