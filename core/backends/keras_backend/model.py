"""A network trained by TensorFlow: a loop of steps, compiled as one function, behind the common protocol."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from core.backends.aligned import aligned_zeros, is_aligned
from core.backends.keras_backend.layers import build_network
from core.backends.keras_backend.optimizers import build_optimizer
from core.backends.keras_backend.start import Engine
from core.backends.keras_backend.step import State, Step
from core.backends.protocol import AVERAGE, Activity, OptimizerState
from core.experiment import layers as specs
from core.experiment.randomness import Stream, generator
from core.experiment.shapes import LayerShape, layer_shapes
from core.experiment.spec import Experiment
from core.network.averaging import average_of
from core.network.initializers import initial_weights
from core.network.loss import BatchResult, softmax
from core.network.parameters import FloatArray
from core.network.penalties import strength_of

# A call costs about a millisecond besides arithmetic, so that it should do many steps. But whoever pauses or stops a
# run waits for the end of a call, and an answer is to come within 200 ms.
_MOST_STEPS: Final = 64
_MOST_BYTES: Final = 20 * 2**20
_MOST_MULTIPLICATIONS: Final = 4_000_000_000
_LONGEST_CALL_SECONDS: Final = 0.1

_log: Final = logging.getLogger(__name__)


class KerasModel:
    """A network on Keras's layers, with our own loop of steps in place of `fit`.

    Args:
        engine: The libraries.
        experiment: Network, loss, optimizer, precision and seed.
        input_shape: (height, width, channels).
        classes: How many.
        class_weights: (C,) as `core.training.class_weights` gives them; None where all classes count alike.
        compiled: Whether XLA compiles the loop of steps, which takes seconds and makes it about twice as fast.

    Attributes:
        network: Keras's layers.
        steps_per_call: How many updates `train_batches` likes to do at once.
        device: What computes.

    Raises:
        InvalidExperimentError: The layers do not fit the input or the classes.
    """

    def __init__(
        self,
        engine: Engine,
        experiment: Experiment,
        input_shape: tuple[int, int, int],
        classes: int,
        class_weights: npt.NDArray[np.float64] | None = None,
        *,
        compiled: bool = True,
    ) -> None:
        shapes = layer_shapes(experiment.network, input_shape, classes)
        self._tf, self._experiment, self.device = engine.tf, experiment, engine.device
        self._dtype = np.dtype(experiment.precision)
        self._image_shape = shapes[0].input_shape
        self.network = build_network(engine.keras, shapes, self._dtype)
        self._optimizer = build_optimizer(experiment.optimizer)
        names = self.network.trainable_names()
        self._trained = dict(zip(names, self.network.model.trainable_variables, strict=True))
        penalty = experiment.network.penalty
        self._penalties = {
            f"{shape.name}/kernel": strength for shape in shapes if (strength := strength_of(shape.spec, penalty))
        }
        self._smooths = class_weights is not None or experiment.loss.label_smoothing > 0
        self._step = Step(
            self._tf,
            self.network,
            self._optimizer,
            experiment,
            {names.index(name): strength for name, strength in self._penalties.items()},
            {place for place, name in enumerate(names) if name.endswith("/kernel")},
            None if class_weights is None else class_weights.astype(self._dtype),
        )
        self._slots = {
            role: {name: self._tf.Variable(self._tf.zeros_like(w.value)) for name, w in self._trained.items()}
            for role in self._step.roles
        }
        self._steps = 0
        self.steps_per_call = _steps_per_call(shapes, experiment.batch_size, self._dtype.itemsize)
        # On a CPU, XLA's convolutions are slower than TensorFlow's own by orders of magnitude.
        is_slower = self.device.startswith("CPU") and any(isinstance(shape.spec, specs.Conv2D) for shape in shapes)
        self._compiled = self._function(compiled=True) if compiled and not is_slower else None
        self._interpreted = self._function(compiled=False)
        self._given = self._buffers()
        self._watched = self._tf.function(
            lambda X: self.network.watched(X, training=False), input_signature=[self._spec(None)]
        )
        self.set_weights(initial_weights(shapes, experiment.seed))
        self.begin_epoch(0)

    def compile(self) -> None:
        """Compile the loop of steps, and shorten it where a call would keep a request waiting."""
        try:
            seconds = self._time_a_call()
            if seconds > _LONGEST_CALL_SECONDS and self.steps_per_call > 1:
                self.steps_per_call = max(1, int(self.steps_per_call * _LONGEST_CALL_SECONDS / seconds))
                self._given = self._buffers()
                self._time_a_call()
        except self._tf.errors.OpError as error:
            if self._compiled is None:
                raise
            _log.warning("XLA cannot compile this network; it is trained without, more slowly: %s", error)
            self._compiled = None

    def begin_epoch(self, epoch: int) -> None:
        """Give every dropout layer the random stream of this epoch, the one that the NumPy network draws from."""
        seed = self._experiment.seed
        self._draws = [generator(seed, Stream.DROPOUT, epoch, place.index) for place in self.network.dropouts]

    def train_batches(
        self, X_KB: FloatArray, y_KB: npt.NDArray[np.int64], learning_rates: Sequence[float]
    ) -> BatchResult:
        """Do one update for each of the K batches, in one call."""
        rates = [(self._optimizer.rate(rate, self._steps + 1 + k), rate) for k, rate in enumerate(learning_rates)]
        kept = [
            np.less(rng.random((*y_KB.shape, *place.shape), self._dtype), place.keep).view(np.uint8)
            for rng, place in zip(self._draws, self.network.dropouts, strict=True)
        ]
        loss, smoothed, correct = self._run(X_KB, y_KB, np.asarray(rates, self._dtype), kept)
        self._steps += len(X_KB)
        return BatchResult(loss, correct, y_KB.size, smoothed if self._smooths else None)

    def predict(self, X: FloatArray, activity: Activity | None = None) -> FloatArray:
        """Class probabilities (B, classes)."""
        logits, *outputs = self._tf.nest.flatten(self._watched(X))
        if activity is not None:
            for name, Y in zip(self.network.relu_names, outputs, strict=True):
                seen = activity.setdefault(name, np.zeros(Y.shape[-1], np.bool_))
                seen |= np.any(Y.numpy() > 0, axis=tuple(range(len(Y.shape) - 1)))
        with np.errstate(invalid="ignore"):
            return softmax(logits.numpy())

    def penalty(self) -> float:
        """The weight penalties, as they stand beside the mean loss of an example."""
        total = sum(strength.value(self._trained[name].value.numpy()) for name, strength in self._penalties.items())
        is_summed = self._experiment.loss.reduction == "sum"
        per_update = self._experiment.network.penalty.scaling == "per_update"
        return total / self._experiment.batch_size if is_summed and per_update else total

    def weights(self) -> dict[str, FloatArray]:
        """A copy of every weight."""
        return {name: weight.value.numpy().copy() for name, weight in self.network.named_weights().items()}

    def set_weights(self, weights: Mapping[str, FloatArray]) -> None:
        """Overwrite every weight."""
        for name, weight in self.network.named_weights().items():
            weight.assign(weights[name])

    def averaged_weights(self) -> dict[str, FloatArray] | None:
        """A copy of every weight, the trained ones averaged."""
        averaging = self._experiment.weight_averaging
        if averaging is None or self._steps == 0:
            return None
        slots = {name: slot.numpy() for name, slot in self._slots[AVERAGE].items()}
        return self.weights() | {name: average_of(m, averaging.decay, self._steps) for name, m in slots.items()}

    def graph(self) -> bytes:
        """The graph of a prediction: a serialised GraphDef of TensorFlow."""
        serialised: bytes = self._watched.get_concrete_function().graph.as_graph_def().SerializeToString()
        return serialised

    def optimizer_state(self) -> OptimizerState:
        """A copy of the slots."""
        slots = {
            role: {name: slot.numpy().copy() for name, slot in named.items()} for role, named in self._slots.items()
        }
        return OptimizerState(self._steps, slots)

    def set_optimizer_state(self, state: OptimizerState) -> None:
        """Fill the slots and set the number of updates done."""
        self._steps = state.steps
        for role, named in self._slots.items():
            for name, slot in named.items():
                slot.assign(state.slots[role][name].astype(self._dtype))

    def _run(
        self, X_KB: FloatArray, y_KB: npt.NDArray[np.int64], rates: FloatArray, kept: Sequence[npt.NDArray[np.uint8]]
    ) -> tuple[float, float, int]:
        arrays: list[Any] = [X_KB, y_KB, rates, *kept]
        steps = self._interpreted
        is_usual = X_KB.shape[1] == self._experiment.batch_size and len(X_KB) <= self.steps_per_call
        if self._compiled is not None and is_usual:
            # A compiled function knows the size of its arrays; how many of the batches count is a number it is told.
            steps = self._compiled
            arrays = [given.tensor_of(array) for given, array in zip(self._given, arrays, strict=True)]
        loss, smoothed, correct = steps(len(X_KB), *arrays[:3], arrays[3:])
        return float(loss), float(smoothed), int(correct)

    def _function(self, *, compiled: bool) -> Any:
        tf = self._tf
        rows = self._experiment.batch_size if compiled else None
        signature = [
            tf.TensorSpec((), tf.int32),
            self._spec(None, rows),
            tf.TensorSpec((None, rows), tf.int64),
            tf.TensorSpec((None, 2), self._dtype),
            [tf.TensorSpec((None, rows, *place.shape), tf.uint8) for place in self.network.dropouts],
        ]
        return tf.function(self._take_steps, input_signature=signature, jit_compile=compiled)

    def _spec(self, *leading: int | None) -> Any:
        return self._tf.TensorSpec((*leading, *self._image_shape), self._dtype)

    def _take_steps(self, steps: Any, X_KB: Any, y_KB: Any, rates: Any, kept: list[Any]) -> tuple[Any, Any, Any]:
        """As TensorFlow sees it: from the variables' values, step by step, and back into the variables."""
        tf, variables = self._tf, self._variables()
        weights, averages, slots = tf.nest.map_structure(tf.convert_to_tensor, variables)
        nothing = tf.zeros((), self._dtype)
        first = State(weights, averages, slots, nothing, nothing, tf.zeros((), tf.int64))
        _, last = tf.while_loop(
            lambda k, _state: k < steps,
            lambda k, state: (k + 1, self._step.take(state, X_KB[k], y_KB[k], rates[k], [one[k] for one in kept])),
            (tf.zeros((), tf.int32), first),
            parallel_iterations=1,
        )
        tf.nest.map_structure(
            lambda variable, value: variable.assign(value), variables, (last.weights, last.averages, last.slots)
        )
        return last.loss, last.smoothed, last.correct

    def _variables(self) -> tuple[list[Any], list[Any], dict[str, list[Any]]]:
        """TensorFlow's variables behind a step's state."""
        model = self.network.model
        return (
            [weight.value for weight in model.trainable_variables],
            [weight.value for weight in model.non_trainable_variables],
            {role: list(named.values()) for role, named in self._slots.items()},
        )

    def _buffers(self) -> list[_Buffer]:
        """For the images, classes, rates and masks of one call."""
        steps, rows = self.steps_per_call, self._experiment.batch_size
        return [
            _Buffer(self._tf, (steps, rows, *self._image_shape), self._dtype),
            _Buffer(self._tf, (steps, rows), np.dtype(np.int64)),
            _Buffer(self._tf, (steps, 2), self._dtype),
            *(_Buffer(self._tf, (steps, rows, *place.shape), np.dtype(np.uint8)) for place in self.network.dropouts),
        ]

    def _time_a_call(self) -> float:
        """How long a call takes that does all its steps; compiled before, and without a trace afterwards."""
        steps, rows = self.steps_per_call, self._experiment.batch_size
        X_KB: FloatArray = np.random.default_rng(0).random((steps, rows, *self._image_shape)).astype(self._dtype)
        y_KB, rates = np.zeros((steps, rows), np.int64), np.zeros((steps, 2), self._dtype)
        kept = [np.ones((steps, rows, *place.shape), np.uint8) for place in self.network.dropouts]
        self._run(X_KB[:0], y_KB[:0], rates[:0], [ones[:0] for ones in kept])
        variables = self._tf.nest.flatten(self._variables())
        before = [variable.numpy() for variable in variables]
        started = time.perf_counter()
        self._run(X_KB, y_KB, rates, kept)
        seconds = time.perf_counter() - started
        for variable, value in zip(variables, before, strict=True):
            variable.assign(value)
        return seconds


class _Buffer:
    """An array of the size that a compiled function takes, allocated once, and the tensor that shares its memory."""

    def __init__(self, tf: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self._share = tf.experimental.dlpack.from_dlpack
        self._array = aligned_zeros(shape, dtype)
        self._tensor = self._share(self._array.__dlpack__())

    def tensor_of(self, array: npt.NDArray[Any]) -> Any:
        """A tensor that has the array at its beginning: in the array's own memory, or in that of the buffer."""
        if array.shape == self._array.shape and array.dtype == self._array.dtype and is_aligned(array):
            return self._share(array.__dlpack__())
        self._array[: len(array)] = array
        return self._tensor


def _steps_per_call(shapes: list[LayerShape], batch_size: int, itemsize: int) -> int:
    bytes_a_step = batch_size * math.prod(shapes[0].input_shape) * itemsize
    # Forward, and back to the weights and to the layer below.
    multiplications_a_step = 3 * batch_size * sum(shape.multiplications for shape in shapes)
    most = min(_MOST_BYTES // bytes_a_step, _MOST_MULTIPLICATIONS // max(1, multiplications_a_step), _MOST_STEPS)
    return max(1, most)
