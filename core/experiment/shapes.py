"""What comes out of each layer, and which weights it has.

The specification, not an engine, owns the names, shapes and initial values of weights: two engines given the same
specification therefore hold the same network, and weights move freely between them.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from core.experiment.draft import FieldError, InvalidExperimentError
from core.experiment.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    LayerSpec,
    MaxPooling2D,
)
from core.experiment.spec import NetworkSpec
from core.experiment.windows import Padding, windows_along

Shape = tuple[int, ...]
_ON_IMAGES = (Conv2D, MaxPooling2D, GlobalAveragePooling2D)


@dataclass(frozen=True)
class WeightShape:
    """One array of weights.

    Attributes:
        name: "<layer>/<role>", such as "dense_1/kernel".
        shape: Of the array; a kernel's is (inputs, outputs), a convolution's (height, width, inputs, outputs).
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
    "Conv2D": "conv2d",
    "MaxPooling2D": "max_pooling2d",
    "GlobalAveragePooling2D": "global_average_pooling2d",
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
    """A network in short: "1024-200-200-10", as the report writes it, or "48x48x1-32C3-MP2-64C3/2-GAP-7".

    Layers on images are written as by Ciresan et al. (CVPR 2012): 32 filters of 3 x 3, the maximum of 2 x 2; "/2" is a
    stride of 2, GAP the average of a whole image. An image is written by its sides where such a layer sees it.
    """
    layers = layer_shapes(network, input_shape)
    words = [word for layer in layers if (word := _short(layer))]
    on_images = any(isinstance(layer.spec, _ON_IMAGES) for layer in layers)
    first = "x".join(map(str, input_shape)) if on_images else str(math.prod(input_shape))
    return "-".join([first, *words])


def _short(layer: LayerShape) -> str:
    spec = layer.spec
    if isinstance(spec, Dense):
        return str(spec.units)
    if isinstance(spec, Conv2D):
        return f"{spec.filters}C{spec.kernel_size}" + (f"/{spec.stride}" if spec.stride > 1 else "")
    if isinstance(spec, MaxPooling2D):
        return f"MP{spec.pool_size}" + (f"/{spec.step}" if spec.step != spec.pool_size else "")
    return "GAP" if isinstance(spec, GlobalAveragePooling2D) else ""


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
    if isinstance(spec, _ON_IMAGES):
        return _on_images(name, spec, shape, path)
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


def _on_images(name: str, spec: Conv2D | MaxPooling2D | GlobalAveragePooling2D, shape: Shape, path: str) -> LayerShape:
    if len(shape) != 3:
        raise _error(
            path, f"{spec.type} takes images, but receives {_text(shape)} numbers in a row; put it before Flatten"
        )
    channels = shape[2]
    if isinstance(spec, GlobalAveragePooling2D):
        return LayerShape(name, spec, shape, (channels,), (), 0)
    if isinstance(spec, MaxPooling2D):
        pooled = _windows(spec.type, shape, spec.pool_size, spec.step, "valid", path)
        return LayerShape(name, spec, shape, (*pooled, channels), (), 0)
    window = spec.kernel_size, spec.kernel_size, channels
    output = (*_windows(spec.type, shape, spec.kernel_size, spec.stride, spec.padding, path), spec.filters)
    weights = [WeightShape(f"{name}/kernel", (*window, spec.filters), spec.kernel_initializer)]
    if spec.use_bias:
        weights.append(WeightShape(f"{name}/bias", (spec.filters,), "zeros"))
    return LayerShape(name, spec, shape, output, tuple(weights), math.prod(window) * math.prod(output))


def _windows(kind: str, shape: Shape, size: int, stride: int, padding: Padding, path: str) -> Shape:
    """How many windows lie below and beside each other."""
    windows = tuple(windows_along(length, size, stride, padding) for length in shape[:2])
    if 0 in windows:
        advice = 'or padding "same"' if kind == "Conv2D" else "or less pooling before it"
        raise _error(
            path,
            f"its squares of {size} x {size} are larger than the {shape[0]} x {shape[1]} image that reaches it; "
            f"choose a smaller square, {advice}",
        )
    return windows


def _text(shape: Shape) -> str:
    return " x ".join(str(length) for length in shape)


def _error(path: str, message: str) -> InvalidExperimentError:
    return InvalidExperimentError([FieldError(path, message)])
