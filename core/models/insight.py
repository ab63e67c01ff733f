"""Inside a model: the weights of its first layer as pictures, and what every layer makes of a picture.

A unit of the first layer adds up the pixels, each times a weight. Its weights have the shape of what it looks at, and
so can be looked at: it answers most to pictures that look like them (Zeiler & Fergus, ECCV 2014, show how much of a
network can be read from this). A unit of a later layer has no such picture of its own, but its answer to one does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from core.data.dataset import UInt8Images
from core.experiment import layers as specs
from core.experiment.shapes import LayerShape, Shape
from core.models.bundle import ModelBundle
from core.models.predictor import Predictor
from core.network.parameters import FloatArray


@dataclass(frozen=True, eq=False)
class FirstWeights:
    """The weights of the first layer that has a kernel, without its biases.

    Attributes:
        layer: Its name, such as "conv2d_1".
        units: How many it has: a convolution's filters, or a fully connected layer's units.
        weights: float (units * P, h, w, c), picture by picture. P is 1 and c is 1 or 3 where a unit looks at gray or at
            colours; of any other number of channels P is that number, and c is 1.
    """

    layer: str
    units: int
    weights: FloatArray

    @cached_property
    def scaled(self) -> FloatArray:
        """The same from -1 to 1: 0 stays 0, and the largest of each picture, whatever its sign, becomes 1 or -1."""
        return _about_zero(self.weights, axes=(1, 2, 3))

    def name_of(self, place: int) -> str:
        """What to call a picture."""
        per_unit = len(self.weights) // self.units
        unit, channel = divmod(place, per_unit)
        return f"Unit {unit + 1}" if per_unit == 1 else f"Unit {unit + 1}, channel {channel + 1}"


@dataclass(frozen=True, eq=False)
class LayerOutput:
    """What a layer gives for one picture.

    Attributes:
        name: The layer's; an activation that belongs to a layer comes after it, as "dense_1/relu".
        values: (H, W, C), a feature map for each channel, or (N,), a number for each unit.
    """

    name: str
    values: FloatArray

    @cached_property
    def scaled(self) -> FloatArray:
        """The same from -1 to 1, by the largest of the whole layer: its maps can be compared."""
        return _about_zero(self.values, axes=None)

    @cached_property
    def maps(self) -> FloatArray:
        """The scaled values of an image, map by map: (C, H, W, 1)."""
        return np.ascontiguousarray(np.moveaxis(self.scaled, -1, 0))[..., None]


@dataclass(frozen=True, eq=False)
class Activations:
    """A picture on its way through a network.

    Attributes:
        seen: uint8 (H, W, C), what the network gets to see of it, before normalisation.
        layers: From the first to the last, whose output are the logits.
        classes: Names, in the order of the logits.
    """

    seen: UInt8Images
    layers: tuple[LayerOutput, ...]
    classes: tuple[str, ...]


def first_weights(bundle: ModelBundle) -> FirstWeights | None:
    """The first layer's weights as pictures; None for a network in which no layer has a kernel."""
    shapes = bundle.manifest.layer_shapes()
    for place, shape in enumerate(shapes):
        if isinstance(shape.spec, specs.Dense | specs.Conv2D):
            kernel = bundle.weights[f"{shape.name}/kernel"]
            window = kernel.shape[:3] if isinstance(shape.spec, specs.Conv2D) else _image_before(shapes[:place], kernel)
            pictures = np.moveaxis(kernel.reshape(*window, -1), -1, 0)
            return FirstWeights(shape.name, kernel.shape[-1], _with_channels_apart(pictures))
    return None


def activations(predictor: Predictor, image: UInt8Images) -> Activations:
    """Send a picture through a model, as in predicting, but as it is and not calibrated.

    Args:
        predictor: The model.
        image: uint8 (H, W, C) of any size, C = 1 or 3.

    Raises:
        WorkbenchError: The model's weights are so large that an output is not a number.
    """
    seen = predictor.see(Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image))
    layers = tuple(LayerOutput(*output) for output in predictor.layer_outputs(seen))
    return Activations(seen, layers, predictor.classes)


def _image_before(before: list[LayerShape], kernel_IO: FloatArray) -> Shape:
    """What a fully connected layer looks at, in the shape (h, w, c) that it had before it was flattened."""
    images = [shape.input_shape for shape in before if len(shape.input_shape) == 3]
    inputs = len(kernel_IO)
    # After an average over the whole image there is but a number a channel.
    return images[-1] if images and math.prod(images[-1]) == inputs else (1, 1, inputs)


def _with_channels_apart(pictures_UHWC: FloatArray) -> FloatArray:
    """(U, H, W, C) as it is where that is gray or colours; else (U * C, H, W, 1)."""
    _, height, width, channels = pictures_UHWC.shape
    if channels in {1, 3}:
        return pictures_UHWC
    return np.moveaxis(pictures_UHWC, -1, 1).reshape(-1, height, width, 1)


def _about_zero(values: FloatArray, axes: tuple[int, ...] | None) -> FloatArray:
    largest = np.abs(values).max(axis=axes, keepdims=True)
    scaled: FloatArray = values / np.where(largest > 0, largest, 1)
    return scaled
