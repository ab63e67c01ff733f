"""The layers of a network as operations of ONNX.

ONNX has the channels of images first, (B, C, H, W), and this program has them last. What reaches a layer is turned
round where that layer needs it the other way, so that it happens once before the first convolution, and once before
what follows the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.experiment import layers as specs
from core.experiment.shapes import LayerShape
from core.experiment.windows import zeros_after, zeros_before
from core.models.exporting.onnx_graph import GraphBuilder, Value
from core.network.activations import LEAKY_SLOPE
from core.network.parameters import FloatArray

_FIRST, _LAST = (0, 3, 1, 2), (0, 2, 3, 1)
_ACTIVATIONS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": LEAKY_SLOPE}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
}


class NetworkWriter:
    """Writes one network into a graph.

    Args:
        graph: Where to.
        weights: By the names of the specification.
        prefix: Put before every name, where several networks share the graph.
    """

    def __init__(self, graph: GraphBuilder, weights: Mapping[str, FloatArray], prefix: str = "") -> None:
        self._graph, self._weights, self._prefix = graph, weights, prefix
        self._channels_first = False

    def logits(self, X: Value, layers: Sequence[LayerShape]) -> Value:
        """From what the first layer receives, (B, H, W, C), to one number a class."""
        for layer in layers:
            X = self._layer(X, layer)
        return X

    def _layer(self, X: Value, layer: LayerShape) -> Value:
        spec = layer.spec
        if isinstance(spec, specs.Dense):
            X = self._graph.add("Gemm", X, *self._constants(layer), name=self._name(layer))
        elif isinstance(spec, specs.Conv2D):
            X = self._convolution(X, layer, spec)
        elif isinstance(spec, specs.BatchNormalization):
            X = self._normalization(X, layer, spec)
        elif isinstance(spec, specs.MaxPooling2D):
            sides = {"kernel_shape": [spec.pool_size] * 2, "strides": [spec.step] * 2}
            X = self._graph.add("MaxPool", self._first(X), name=self._name(layer), **sides)
        elif isinstance(spec, specs.GlobalAveragePooling2D):
            X = self._graph.add("GlobalAveragePool", self._first(X))
            self._channels_first = False
            X = self._graph.add("Flatten", X, name=self._name(layer))
        elif isinstance(spec, specs.Flatten):
            X = self._graph.add("Flatten", self._last(X), name=self._name(layer))
        # Dropout does nothing where nobody trains.
        return self._activated(X, layer, getattr(spec, "activation", "linear"))

    def _convolution(self, X: Value, layer: LayerShape, spec: specs.Conv2D) -> Value:
        kernel, *bias = self._constants(layer, turned=(3, 2, 0, 1))
        return self._graph.add(
            "Conv",
            self._first(X),
            kernel,
            *bias,
            name=self._name(layer),
            kernel_shape=[spec.kernel_size] * 2,
            strides=[spec.stride] * 2,
            pads=_zeros(layer, spec),
        )

    def _normalization(self, X: Value, layer: LayerShape, spec: specs.BatchNormalization) -> Value:
        of_images = len(layer.input_shape) == 3
        X = self._first(X) if of_images else X
        return self._graph.add(
            "BatchNormalization", X, *self._constants(layer), name=self._name(layer), epsilon=spec.epsilon
        )

    def _activated(self, X: Value, layer: LayerShape, activation: str) -> Value:
        if activation == "linear":
            return X
        operation, attributes = _ACTIVATIONS[activation]
        return self._graph.add(operation, X, name=f"{self._name(layer)}/{activation}", **attributes)

    def _constants(self, layer: LayerShape, turned: tuple[int, ...] | None = None) -> list[Value]:
        """A layer's weights, kernels with their axes in another order where ONNX has another."""
        arrays = {weight.name: self._weights[weight.name] for weight in layer.weights}
        return [
            self._graph.constant(self._prefix + name, array.transpose(turned) if turned and array.ndim > 1 else array)
            for name, array in arrays.items()
        ]

    def _name(self, layer: LayerShape) -> str:
        return self._prefix + layer.name

    def _first(self, X: Value) -> Value:
        return self._turned(X, channels_first=True)

    def _last(self, X: Value) -> Value:
        return self._turned(X, channels_first=False)

    def _turned(self, X: Value, *, channels_first: bool) -> Value:
        if channels_first == self._channels_first:
            return X
        self._channels_first = channels_first
        return self._graph.add("Transpose", X, perm=_FIRST if channels_first else _LAST)


def _zeros(layer: LayerShape, spec: specs.Conv2D) -> list[int]:
    """Above and left of the image, then below and right of it."""
    sides = [(length, spec.kernel_size, spec.stride, spec.padding) for length in layer.input_shape[:2]]
    return [*(zeros_before(*side) for side in sides), *(zeros_after(*side) for side in sides)]
