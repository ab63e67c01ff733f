"""The network as Keras builds it from the specification."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
class DropoutPlace:
    """A layer that drops values, whose masks are drawn outside TensorFlow.

    The masks are those of the NumPy engine: the two then agree with dropout as without it. And XLA's random numbers
    would take several times as long as all the rest of a step.

    Attributes:
        name: Such as "dropout_1".
        index: Of the layer in the NumPy network, by which its random stream is found.
        keep: The fraction that is not dropped.
        shape: Of one example.
    """

    name: str
    index: int
    keep: float
    shape: tuple[int, ...]


@dataclass(frozen=True)
class KerasNetwork:
    """Layers in a row, named as the specification names them.

    Attributes:
        model: From a batch (B, H, W, C) to logits (B, classes); a `keras.Model` that could be saved as one.
        watched: The same layers, giving logits and what each ReLU gives.
        relu_names: Of the latter, in order.
        dropouts: The layers that drop values.
        masks: What each of them multiplies by while training, by its name; filled for the time of a call.
    """

    model: Model
    watched: Model
    relu_names: tuple[str, ...]
    dropouts: tuple[DropoutPlace, ...]
    masks: dict[str, Any]

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
    masks: dict[str, Any] = {}
    outputs, relus = inputs, {}
    for shape in shapes:
        outputs = _layer(keras, shape, dtype, masks)(outputs)
        if getattr(shape.spec, "activation", "") == "relu":
            relus[_name_of_relu(shape)] = outputs
    return KerasNetwork(
        keras.Model(inputs, outputs),
        keras.Model(inputs, [outputs, *relus.values()]),
        tuple(relus),
        tuple(_dropouts(shapes)),
        masks,
    )


def _layer(keras: Any, shape: LayerShape, dtype: FloatType, masks: Mapping[str, Any]) -> Layer:
    kind = getattr(keras.layers, shape.spec.type)
    if isinstance(shape.spec, specs.Dropout):
        kind = _given_masks(kind, shape.name, masks)
    return kind(name=shape.name, dtype=dtype.name, **keras_fields(keras, shape.spec))


def keras_fields(keras: Any, spec: specs.LayerSpec) -> Fields:
    """What Keras's layer of that type has to be given, but for its name and precision; kernels begin with zeros."""
    return _FIELDS[spec.type](keras, spec)


def _given_masks(dropout: Any, name: str, masks: Mapping[str, Any]) -> Any:
    """Keras's layer, but for the masks, which it is given."""

    def call(_self: Layer, inputs: Any, training: bool = False) -> Any:
        return inputs * masks[name] if training and name in masks else inputs

    return type("Dropout", (dropout,), {"call": call})


def _dropouts(shapes: Sequence[LayerShape]) -> Iterator[DropoutPlace]:
    """In order, counted as `core.network.network.Network` does, where an activation is a layer of its own."""
    index = 0
    for shape in shapes:
        if isinstance(shape.spec, specs.Dropout):
            yield DropoutPlace(shape.name, index, 1 - shape.spec.rate, shape.output_shape)
        activation = getattr(shape.spec, "activation", "linear")
        index += (not isinstance(shape.spec, specs.Activation)) + (activation != "linear")


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
