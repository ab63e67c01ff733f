"""What comes out of each layer, and which weights it has.

The specification, not an engine, owns the names, shapes and initial values of weights: two engines given the same
specification therefore hold the same network, and weights move freely between them.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from core.experiment.draft import FieldError, InvalidExperimentError
from core.experiment.layers import BatchNormalization, Dense, Dropout, Flatten, LayerSpec
from core.experiment.spec import NetworkSpec

Shape = tuple[int, ...]


@dataclass(frozen=True)
class WeightShape:
    """One array of weights.

    Attributes:
        name: "<layer>/<role>", such as "dense_1/kernel".
        shape: Of the array; a kernel's is (inputs, outputs).
        initializer: An `InitializerName`, or "ones".
        trainable: False for the running averages of batch normalisation.
    """

    name: str
    shape: Shape
    initializer: str
    trainable: bool = True


@dataclass(frozen=True)
class LayerShape:
    """A layer in its place.

    Attributes:
        name: Its type in snake case with a count, such as "dense_2".
        spec: What it is.
        input_shape: Of one example, without the batch.
        output_shape: Likewise.
        weights: Its arrays, in a fixed order.
        multiplications: In one forward pass of one example.
    """

    name: str
    spec: LayerSpec
    input_shape: Shape
    output_shape: Shape
    weights: tuple[WeightShape, ...]
    multiplications: int

    @property
    def parameters(self) -> int:
        """How many numbers training adjusts in this layer."""
        return sum(math.prod(weight.shape) for weight in self.weights if weight.trainable)


_BASE_NAMES = {
    "Dense": "dense",
    "Activation": "activation",
    "Dropout": "dropout",
    "BatchNormalization": "batch_normalization",
    "Flatten": "flatten",
}


def layer_shapes(network: NetworkSpec, input_shape: Shape, classes: int | None = None) -> list[LayerShape]:
    """Follow one example through the network.

    Args:
        network: The layers.
        input_shape: Of one example, (height, width, channels) for images.
        classes: How many outputs the last layer must have; None leaves this unchecked.

    Raises:
        InvalidExperimentError: A layer cannot take what reaches it, or the last does not fit the classes.
    """
    counts: Counter[str] = Counter()
    layers: list[LayerShape] = []
    shape = input_shape
    for index, spec in enumerate(network.layers):
        base = _BASE_NAMES[spec.type]
        counts[base] += 1
        layer = layer_shape(f"{base}_{counts[base]}", spec, shape, f"network.layers[{index}]")
        layers.append(layer)
        shape = layer.output_shape
    if classes is not None and (message := output_fault(layers[-1].spec, shape, classes)):
        raise _error(f"network.layers[{len(layers) - 1}]", message)
    return layers


def output_fault(last: LayerSpec, shape: Shape, classes: int) -> str:
    """Why the last layer, with the shape that it gives, does not fit the classes; empty where it does."""
    if shape == (classes,):
        return ""
    if isinstance(last, Dense):
        return f"the last layer has {last.units} units, but the data has {classes} classes; set its units to {classes}"
    return f"the last layer gives {_text(shape)}, but must give one number for each of the {classes} classes"


def with_output_width(network: NetworkSpec, classes: int) -> NetworkSpec:
    """The same network with its last Dense layer as wide as there are classes; unchanged where there is none."""
    layers = list(network.layers)
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if isinstance(layer, Dense):
            layers[index] = layer.model_copy(update={"units": classes})
            break
    return network.model_copy(update={"layers": tuple(layers)})


def describe_widths(network: NetworkSpec, input_shape: Shape) -> str:
    """A network in short, as the report writes it: "1024-200-200-10"."""
    widths = [layer.output_shape[-1] for layer in layer_shapes(network, input_shape) if isinstance(layer.spec, Dense)]
    return "-".join(str(width) for width in [math.prod(input_shape), *widths])


def layer_shape(name: str, spec: LayerSpec, shape: Shape, path: str) -> LayerShape:
    """One layer in its place.

    Args:
        name: What to call it.
        spec: What it is.
        shape: Of one example that reaches it.
        path: Of the layer in the experiment, for the message.

    Raises:
        InvalidExperimentError: It cannot take what reaches it.
    """
    if isinstance(spec, Dense):
        if len(shape) != 1:
            raise _error(path, f"Dense takes rows of numbers, but receives {_text(shape)}; put a Flatten before it")
        return _dense(name, spec, shape[0])
    if isinstance(spec, Flatten):
        return LayerShape(name, spec, shape, (math.prod(shape),), (), 0)
    if isinstance(spec, BatchNormalization):
        features = shape[-1:]
        weights = (
            WeightShape(f"{name}/gamma", features, "ones"),
            WeightShape(f"{name}/beta", features, "zeros"),
            WeightShape(f"{name}/moving_mean", features, "zeros", trainable=False),
            WeightShape(f"{name}/moving_variance", features, "ones", trainable=False),
        )
        return LayerShape(name, spec, shape, shape, weights, 2 * math.prod(shape))
    multiplications = math.prod(shape) if isinstance(spec, Dropout) else 0
    return LayerShape(name, spec, shape, shape, (), multiplications)


def _dense(name: str, spec: Dense, inputs: int) -> LayerShape:
    weights = [WeightShape(f"{name}/kernel", (inputs, spec.units), spec.kernel_initializer)]
    if spec.use_bias:
        weights.append(WeightShape(f"{name}/bias", (spec.units,), "zeros"))
    return LayerShape(name, spec, (inputs,), (spec.units,), tuple(weights), inputs * spec.units)


def _text(shape: Shape) -> str:
    return " x ".join(str(length) for length in shape)


def _error(path: str, message: str) -> InvalidExperimentError:
    return InvalidExperimentError([FieldError(path, message)])
