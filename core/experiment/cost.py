"""What training will take: memory, arithmetic and time, before a single batch is trained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.experiment.layers import Activation, BatchNormalization, Dense, Dropout
from core.experiment.shapes import LayerShape
from core.experiment.spec import SGD, Experiment

_BYTES = {"float32": 4, "float64": 8}


@dataclass(frozen=True)
class Cost:
    """Of training one network.

    Attributes:
        parameters: Numbers that training adjusts.
        memory: Bytes for weights, their gradient, what the optimizer remembers, and one batch on its way through the
            layers and back. The images themselves are not counted: they stay in a file.
        step_flops: Floating-point operations of one update.
        batch_size: Images in it.
    """

    parameters: int
    memory: int
    step_flops: int
    batch_size: int

    def epoch_seconds(self, images: int, flops_per_second: float) -> float:
        """How long one pass over so many images takes at that speed."""
        return math.ceil(images / self.batch_size) * self.step_flops / flops_per_second


def training_cost(experiment: Experiment, layers: Sequence[LayerShape]) -> Cost:
    """What an experiment takes.

    Args:
        experiment: For its optimizer, batch size and precision.
        layers: Its network, as `layer_shapes` gives it.
    """
    weights = [weight for layer in layers for weight in layer.weights]
    trained = sum(math.prod(weight.shape) for weight in weights if weight.trainable)
    averages = sum(math.prod(weight.shape) for weight in weights if not weight.trainable)
    copies = 2 + _slots(experiment)
    values = copies * trained + averages + experiment.batch_size * _values_of_an_example(layers)
    return Cost(
        parameters=trained,
        memory=_BYTES[experiment.precision] * values,
        step_flops=experiment.batch_size * _flops_of_an_example(layers) + 2 * copies * trained,
        batch_size=experiment.batch_size,
    )


def _slots(experiment: Experiment) -> int:
    """Vectors that the optimizer keeps, each as long as the parameters."""
    if isinstance(experiment.optimizer, SGD):
        return 1 if experiment.optimizer.momentum else 0
    return 2


def _values_of_an_example(layers: Sequence[LayerShape]) -> int:
    """Numbers kept for each image of a batch: its input, then outputs and gradients of every layer."""
    first = _first_trainable(layers)
    kept = math.prod(layers[0].input_shape)
    for place, layer in enumerate(layers):
        size, spec = math.prod(layer.output_shape), layer.spec
        if isinstance(spec, Dense):
            kept += size + (math.prod(layer.input_shape) if place > first else 0)
            kept += _activation_buffers(spec.activation) * size
        elif isinstance(spec, Activation):
            kept += _activation_buffers(spec.activation) * size
        elif isinstance(spec, Dropout | BatchNormalization):
            kept += 3 * size
    return kept


def _activation_buffers(activation: str) -> int:
    """Output and gradient; ReLU has zeros to compare with besides."""
    return {"linear": 0, "relu": 3}.get(activation, 2)


def _flops_of_an_example(layers: Sequence[LayerShape]) -> int:
    """A multiplication comes with an addition.

    Forward, gradient of the weights and gradient of the input are products of one size each; the first layer with
    weights has no use for the last.
    """
    forward = sum(layer.multiplications for layer in layers)
    first = _first_trainable(layers)
    unneeded = layers[first].multiplications if first < len(layers) else 0
    return 2 * (3 * forward - unneeded)


def _first_trainable(layers: Sequence[LayerShape]) -> int:
    return next((place for place, layer in enumerate(layers) if layer.parameters), len(layers))
