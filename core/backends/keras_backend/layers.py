"""The network as Keras builds it from the specification."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.experiment import layers as specs
from core.experiment.shapes import LayerShape
from core.network.activations import LEAKY_SLOPE
from core.network.parameters import FloatType

Layer = Any
Model = Any
Fields = dict[str, Any]


@dataclass(frozen=True)
class KerasNetwork:
    """Layers in a row, named as the specification names them.

    Attributes:
        model: From a batch (B, H, W, C) to logits (B, classes); a `keras.Model` that could be saved as one.
        watched: The same layers, giving logits and what each ReLU gives.
        relu_names: Of the latter, in order.
        dropouts: The layers that draw masks, by their place in the network.
    """

    model: Model
    watched: Model
    relu_names: tuple[str, ...]
    dropouts: Mapping[int, Layer]

    def named_weights(self) -> dict[str, Any]:
        """Every weight as a `keras.Variable`, by the specification's name: "dense_1/kernel"."""
        return {f"{layer.name}/{weight.name}": weight for layer in self.model.layers for weight in layer.weights}

    def trainable_names(self) -> list[str]:
        """Of the weights that training adjusts, in the order of `model.trainable_variables`."""
        return [f"{layer.name}/{weight.name}" for layer in self.model.layers for weight in layer.trainable_variables]


def build_network(keras: Any, shapes: Sequence[LayerShape], dtype: FloatType) -> KerasNetwork:
    """The layers with weights of 0, which take the first ones from the specification.

    Args:
        keras: The library.
        shapes: The layers, as `core.experiment.shapes.layer_shapes` gives them.
        dtype: float32 or float64.
    """
    inputs = keras.Input(shapes[0].input_shape, dtype=dtype.name, name="images")
    outputs, relus, dropouts = inputs, {}, {}
    for index, shape in enumerate(shapes):
        layer = _layer(keras, shape, dtype)
        outputs = layer(outputs)
        if isinstance(shape.spec, specs.Dropout) and shape.spec.rate:
            dropouts[index] = layer
        if getattr(shape.spec, "activation", "") == "relu":
            relus[_name_of_relu(shape)] = outputs
    return KerasNetwork(
        keras.Model(inputs, outputs), keras.Model(inputs, [outputs, *relus.values()]), tuple(relus), dropouts
    )


def _layer(keras: Any, shape: LayerShape, dtype: FloatType) -> Layer:
    fields = _FIELDS[shape.spec.type](keras, shape.spec)
    return getattr(keras.layers, shape.spec.type)(name=shape.name, dtype=dtype.name, **fields)


def _name_of_relu(shape: LayerShape) -> str:
    """As the NumPy network calls it: an activation that is part of another layer is named after both."""
    return shape.name if isinstance(shape.spec, specs.Activation) else f"{shape.name}/relu"


def _activation(keras: Any, name: specs.ActivationName) -> Any:
    """Keras's function, with a slope of leaky ReLU that is ours to say."""
    if name == "leaky_relu":
        return lambda x: keras.activations.leaky_relu(x, negative_slope=LEAKY_SLOPE)
    return name


def _weighted(keras: Any, spec: Any) -> Fields:
    return {
        "activation": _activation(keras, spec.activation),
        "use_bias": spec.use_bias,
        "kernel_initializer": "zeros",
    }


# By the type of a layer, which is also Keras's name of it: what Keras has to know of the specification.
_FIELDS: Final[Mapping[str, Callable[[Any, Any], Fields]]] = {
    "Dense": lambda keras, spec: {"units": spec.units, **_weighted(keras, spec)},
    "Conv2D": lambda keras, spec: {
        "filters": spec.filters,
        "kernel_size": spec.kernel_size,
        "strides": spec.stride,
        "padding": spec.padding,
        **_weighted(keras, spec),
    },
    "MaxPooling2D": lambda _keras, spec: {"pool_size": spec.pool_size, "strides": spec.step},
    "GlobalAveragePooling2D": lambda _keras, _spec: {},
    "Activation": lambda keras, spec: {"activation": _activation(keras, spec.activation)},
    "Dropout": lambda _keras, spec: {"rate": spec.rate},
    "BatchNormalization": lambda _keras, spec: {"momentum": spec.momentum, "epsilon": spec.epsilon},
    "Flatten": lambda _keras, _spec: {},
}
