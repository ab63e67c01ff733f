"""The network: layers in a row, and backpropagation through them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from core.experiment import layers as specs
from core.experiment.randomness import Stream, generator
from core.experiment.shapes import LayerShape
from core.experiment.spec import PenaltySpec
from core.network.activations import ACTIVATIONS, ReLU
from core.network.batch_normalization import BatchNormalization
from core.network.convolution import Conv2D
from core.network.dense import Dense
from core.network.dropout import Dropout
from core.network.flatten import Flatten
from core.network.layer import Layer, TrainableLayer
from core.network.parameters import FloatArray, FloatType, ParameterVector
from core.network.penalties import Penalty, strength_of
from core.network.pooling import GlobalAveragePooling2D, MaxPooling2D
from core.network.team import Team
from core.network.windows import grid_of

# In the largest output of a layer, while predicting: 16 MB of float32.
_MOST_NUMBERS = 2**22

_Trainable = Dense | Conv2D | BatchNormalization


class Network:
    """A stack of layers that turns a batch of images into logits.

    Args:
        shapes: The layers, as `core.experiment.shapes.layer_shapes` gives them.
        penalty: Weight penalties of the layers that do not set their own.
        weights: First value of every weight, by name.
        dtype: float32 or float64.
        seed: Of the dropout masks.

    Attributes:
        layers: In order.
        vector: All trainable parameters and their gradient.
        averages: Weights that are not trained (batch normalisation's running averages), by name.
        penalties: One for each kernel that pays any.
        most_examples: How many to predict at once: the outputs of layers, which are kept, then fill little memory.
    """

    def __init__(
        self,
        shapes: list[LayerShape],
        penalty: PenaltySpec,
        weights: Mapping[str, FloatArray],
        dtype: FloatType,
        seed: int,
    ) -> None:
        every = [weight for shape in shapes for weight in shape.weights]
        self.vector = ParameterVector({w.name: w.shape for w in every if w.trainable}, dtype)
        self.averages = {w.name: np.zeros(w.shape, dtype) for w in every if not w.trainable}
        self.layers: list[Layer | TrainableLayer] = []
        self.penalties: list[Penalty] = []
        self._dtype = dtype
        self._seed = seed
        self._team = Team()
        largest = max((math.prod(shape.output_shape) for shape in shapes), default=1)
        self.most_examples = max(1, _MOST_NUMBERS // largest)
        for shape in shapes:
            self._add(shape, penalty)
        # Backpropagation ends here: below are no parameters to adjust.
        self._first_trainable = next(
            (index for index, layer in enumerate(self.layers) if isinstance(layer, _Trainable)), 0
        )
        self.set_weights(weights)
        self.seed_dropout(epoch=0)

    def at_work(self) -> AbstractContextManager[None]:
        """A block in which layers on images have several threads; fully connected ones are left to the library."""
        return self._team.at_work() if any(isinstance(layer, Conv2D) for layer in self.layers) else nullcontext()

    def forward(self, X: FloatArray, *, training: bool) -> FloatArray:
        """Logits (B, C) for a batch (B, ...): each layer's output is the next one's input."""
        for layer in self.layers:
            X = layer.forward(X, training=training)
        return X

    def outputs(self, X: FloatArray) -> Iterator[tuple[str, FloatArray]]:
        """Name and output (B, ...) of each layer for a batch, as in predicting; the next call may overwrite them."""
        for layer in self.layers:
            X = layer.forward(X, training=False)
            yield layer.name, X

    def backward(self, dZ_BC: FloatArray) -> None:
        """Fill in the gradient of every parameter, from the last layer to the first.

        Args:
            dZ_BC: Derivative of the loss with respect to the logits that `forward` just returned; may be overwritten.
        """
        gradient: FloatArray | None = dZ_BC
        for index in range(len(self.layers) - 1, self._first_trainable - 1, -1):
            assert gradient is not None  # noqa: S101 - only the first trainable layer is not asked for it
            layer = self.layers[index]
            if isinstance(layer, _Trainable):
                gradient = layer.backward(gradient, input_gradient=index > self._first_trainable)
            else:
                gradient = layer.backward(gradient)

    def input_gradient(self, dZ_BC: FloatArray) -> FloatArray:
        """Derivative with respect to the input, (B, ...), for the batch last seen by `forward`: what saliency shows.

        Args:
            dZ_BC: Derivative of whatever is asked about with respect to the logits; may be overwritten.
        """
        gradient: FloatArray | None = dZ_BC
        for layer in reversed(self.layers):
            assert gradient is not None  # noqa: S101 - every layer is asked for it
            if isinstance(layer, _Trainable):
                gradient = layer.backward(gradient, parameter_gradients=False)
            else:
                gradient = layer.backward(gradient)
        assert gradient is not None  # noqa: S101 - likewise
        return gradient

    def penalty(self) -> float:
        """The weight penalties of the present weights, added up."""
        return sum(penalty.value() for penalty in self.penalties)

    def weights(self) -> dict[str, FloatArray]:
        """A copy of every weight, by name."""
        trained = {name: parameter.value for name, parameter in self.vector.parameters.items()}
        return {name: value.copy() for name, value in (trained | self.averages).items()}

    def set_weights(self, weights: Mapping[str, FloatArray]) -> None:
        """Overwrite every weight; names and shapes must be those of `weights()`."""
        for name, parameter in self.vector.parameters.items():
            parameter.value[...] = weights[name]
        for name, average in self.averages.items():
            average[...] = weights[name]

    def relu_outputs(self) -> dict[str, FloatArray]:
        """What each ReLU layer gave for the last batch, (B, ...) by layer name."""
        return {layer.name: layer.Y for layer in self.layers if isinstance(layer, ReLU)}

    def seed_dropout(self, epoch: int) -> None:
        """Start every dropout layer's random stream of an epoch.

        Masks follow from the seed, the epoch and the layer's place alone. A run resumed at the end of an epoch
        therefore goes on as if it had never been interrupted, with no random state to save.
        """
        for index, layer in enumerate(self.layers):
            if isinstance(layer, Dropout):
                layer.rng = generator(self._seed, Stream.DROPOUT, epoch, index)

    def _add(self, shape: LayerShape, penalty: PenaltySpec) -> None:
        """Turn one specification into layers; one with weights and an activation becomes two."""
        spec, name, output = shape.spec, shape.name, shape.output_shape
        if isinstance(spec, specs.Dense | specs.Conv2D):
            self._add_weighted(shape, spec, penalty)
            self._add_activation(f"{name}/{spec.activation}", spec.activation, output)
        elif isinstance(spec, specs.Activation):
            self._add_activation(name, spec.activation, output)
        elif isinstance(spec, specs.Dropout):
            self.layers.append(Dropout(name, spec.rate, output, self._dtype, self._team))
        elif isinstance(spec, specs.BatchNormalization):
            self._add_batch_normalization(name, spec, output)
        elif isinstance(spec, specs.MaxPooling2D):
            sides = spec.pool_size, spec.step
            self.layers.append(MaxPooling2D(name, *sides, shape.input_shape, output, self._dtype, self._team))
        elif isinstance(spec, specs.GlobalAveragePooling2D):
            self.layers.append(GlobalAveragePooling2D(name, shape.input_shape, self._dtype, self._team))
        else:
            self.layers.append(Flatten(name))

    def _add_weighted(self, shape: LayerShape, spec: specs.Dense | specs.Conv2D, penalty: PenaltySpec) -> None:
        name, parameters = shape.name, self.vector.parameters
        kernel, bias = parameters[f"{name}/kernel"], parameters.get(f"{name}/bias")
        if isinstance(spec, specs.Dense):
            self.layers.append(Dense(name, kernel, bias))
        else:
            self.layers.append(Conv2D(name, kernel, bias, grid_of(shape, spec), self._team))
        if strength := strength_of(spec, penalty):
            self.penalties.append(Penalty(kernel, strength.l1, strength.l2_gradient))

    def _add_activation(self, name: str, activation: str, shape: tuple[int, ...]) -> None:
        if activation != "linear":
            self.layers.append(ACTIVATIONS[activation](name, shape, self._dtype, self._team))

    def _add_batch_normalization(self, name: str, spec: specs.BatchNormalization, shape: tuple[int, ...]) -> None:
        parameters, averages = self.vector.parameters, self.averages
        self.layers.append(
            BatchNormalization(
                name,
                parameters[f"{name}/gamma"],
                parameters[f"{name}/beta"],
                (averages[f"{name}/moving_mean"], averages[f"{name}/moving_variance"]),
                momentum=spec.momentum,
                epsilon=spec.epsilon,
                shape=shape,
                team=self._team,
            )
        )
