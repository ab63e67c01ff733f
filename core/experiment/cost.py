"""What training will take: memory, arithmetic and time, before a single batch is trained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.experiment.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from core.experiment.shapes import LayerShape
from core.experiment.spec import SGD, Experiment

# Where the windows of a convolution are laid out, a block at a time, by two threads.
_BLOCKS = 2 * 2**19
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
    vectors = _vectors(experiment) + (experiment.weight_averaging is not None)
    blocks = _BLOCKS if any(isinstance(layer.spec, Conv2D) for layer in layers) else 0
    values = vectors * trained + averages + experiment.batch_size * _values_of_an_example(layers) + blocks
    return Cost(
        parameters=trained,
        memory=_BYTES[experiment.precision] * values,
        step_flops=experiment.batch_size * _flops_of_an_example(layers) + 2 * vectors * trained,
        batch_size=experiment.batch_size,
    )


def _vectors(experiment: Experiment) -> int:
    """Vectors as long as the parameters: these themselves, their gradient, and what the optimizer remembers.

    Where SGD can, it adds the gradient to what it remembers, or to the parameters, at once: see
    `core.network.optimizers`.
    """
    optimizer, network = experiment.optimizer, experiment.network
    if not isinstance(optimizer, SGD):
        return 4
    if optimizer.momentum:
        return 3 if optimizer.nesterov else 2
    own = any(layer.l1 or layer.l2 for layer in network.layers if isinstance(layer, Dense | Conv2D))
    return 2 if own or network.penalty.l1 or network.penalty.l2 or optimizer.weight_decay else 1


def _values_of_an_example(layers: Sequence[LayerShape]) -> int:
    """Numbers kept for each image of a batch: its input, then what every layer keeps of it on the way and back."""
    first = _first_trainable(layers)
    kept = math.prod(layers[0].input_shape)
    for place, layer in enumerate(layers):
        size, spec = math.prod(layer.output_shape), layer.spec
        if isinstance(spec, Dense | Conv2D):
            kept += size + (math.prod(layer.input_shape) if place > first else 0)
        if isinstance(spec, MaxPooling2D | GlobalAveragePooling2D):
            kept += size + math.prod(layer.input_shape)
        if isinstance(spec, Dense | Conv2D | Activation) and spec.activation != "linear":
            kept += size
        if isinstance(spec, Dropout):
            kept += 2 * size
        if isinstance(spec, BatchNormalization):
            kept += 3 * size
    return kept


def _flops_of_an_example(layers: Sequence[LayerShape]) -> int:
    """A multiplication comes with an addition.

    Forward and gradient of the weights are products of one size. That of the input is one, too, but for a convolution
    with a stride, which has a window for every pixel of its input on the way back. The first layer with weights has no
    use for it.
    """
    first = _first_trainable(layers)
    forward = sum(layer.multiplications for layer in layers)
    back = sum(_multiplications_back(layer) for place, layer in enumerate(layers) if place != first)
    return 2 * (2 * forward + back)


def _multiplications_back(layer: LayerShape) -> int:
    spec = layer.spec
    if isinstance(spec, Conv2D):
        return math.prod(layer.input_shape) * spec.kernel_size**2 * spec.filters
    return layer.multiplications


def _first_trainable(layers: Sequence[LayerShape]) -> int:
    return next((place for place, layer in enumerate(layers) if layer.parameters), len(layers))
