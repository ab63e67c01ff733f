"""The NumPy engine behind the common protocol."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.backends.protocol import AVERAGE, Activity, OptimizerState
from core.experiment.shapes import LayerShape, layer_shapes
from core.experiment.spec import Experiment
from core.network.averaging import WeightAverage
from core.network.initializers import initial_weights
from core.network.loss import BatchResult, SoftmaxCrossEntropy, softmax
from core.network.network import Network
from core.network.optimizers import build_optimizer
from core.network.parameters import FloatArray, FloatType

# A run that diverges shows it as a loss that is infinite or not a number, which the loop looks at.
_DIVERGENCE_IS_DATA = np.errstate(over="ignore", invalid="ignore", divide="ignore")

# A few small batches a call share what a call costs besides arithmetic. Their images should not fill the processor's
# cache, and whoever pauses or stops a run waits for the end of a call: about a hundredth of a second.
_MOST_STEPS = 8
_MOST_BYTES = 5 * 2**19
_MOST_MULTIPLICATIONS = 500_000_000


class NumpyModel:
    """A network trained by this program's own code.

    Args:
        experiment: Network, loss, optimizer, averaging, precision and seed.
        input_shape: (height, width, channels).
        classes: How many.
        class_weights: (C,) what an example of each class counts, as `core.training.class_weights` gives them; None
            where all count alike.

    Attributes:
        network: The layers and their weights.
        steps_per_call: How many updates `train_batches` likes to do at once.
        device: What computes.

    Raises:
        InvalidExperimentError: The layers do not fit the input or the classes.
    """

    def __init__(
        self,
        experiment: Experiment,
        input_shape: tuple[int, int, int],
        classes: int,
        class_weights: npt.NDArray[np.float64] | None = None,
    ) -> None:
        shapes = layer_shapes(experiment.network, input_shape, classes)
        dtype = np.dtype(experiment.precision)
        weights = initial_weights(shapes, experiment.seed)
        self.network = Network(shapes, experiment.network.penalty, weights, dtype, experiment.seed)
        loss = experiment.loss
        self._loss = SoftmaxCrossEntropy(
            classes, loss.reduction, loss.log_offset, dtype, loss.label_smoothing, class_weights
        )
        self._optimizer = build_optimizer(
            experiment.optimizer, self.network.vector, penalized=bool(self.network.penalties)
        )
        averaging = experiment.weight_averaging
        self._average = WeightAverage(averaging.decay, self.network.vector.value) if averaging else None
        # Where the loss is summed, a penalty "per update" stands beside the loss of a whole batch.
        self._summed = experiment.loss.reduction == "sum"
        self._per_example = experiment.network.penalty.scaling == "per_example"
        self._batch_size = experiment.batch_size
        self.steps_per_call = _steps_per_call(shapes, experiment.batch_size, dtype)
        self.device = "CPU"

    def begin_epoch(self, epoch: int) -> None:
        """Give every dropout layer the random stream of this epoch; remember the steps before as a checkpoint does."""
        self.network.seed_dropout(epoch)
        self._slots()

    @_DIVERGENCE_IS_DATA
    def train_batches(
        self, X_KB: FloatArray, y_KB: npt.NDArray[np.int64], learning_rates: Sequence[float]
    ) -> BatchResult:
        """Do one update for each of the K batches."""
        self._loss.begin(y_KB.size)
        with self.network.at_work():
            for X, y, learning_rate in zip(X_KB, y_KB, learning_rates, strict=True):
                self._update(X, y, learning_rate)
        return self._loss.cost(y_KB.ravel())

    @_DIVERGENCE_IS_DATA
    def predict(self, X: FloatArray, activity: Activity | None = None) -> FloatArray:
        """Class probabilities (B, classes)."""
        some = self.network.most_examples
        with self.network.at_work():
            parts = [self._predict(X[start : start + some], activity) for start in range(0, max(len(X), 1), some)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    @_DIVERGENCE_IS_DATA
    def penalty(self) -> float:
        """The weight penalties, as they stand beside the mean loss of an example."""
        share = 1 / self._batch_size if self._summed and not self._per_example else 1
        return share * self.network.penalty()

    def weights(self) -> dict[str, FloatArray]:
        """A copy of every weight."""
        return self.network.weights()

    def set_weights(self, weights: Mapping[str, FloatArray]) -> None:
        """Overwrite every weight."""
        self.network.set_weights(weights)

    def averaged_weights(self) -> dict[str, FloatArray] | None:
        """A copy of every weight, the trained ones averaged."""
        if self._average is None or self._optimizer.steps == 0:
            return None
        vector = self._average.average(self._optimizer.steps)
        return self.network.weights() | self.network.vector.views(vector)

    def optimizer_state(self) -> OptimizerState:
        """A copy of the slots, cut up by parameter."""
        views = self.network.vector.views
        slots = {
            role: {name: view.copy() for name, view in views(vector).items()} for role, vector in self._slots().items()
        }
        return OptimizerState(self._optimizer.steps, slots)

    def set_optimizer_state(self, state: OptimizerState) -> None:
        """Fill the slots and set the number of updates done."""
        self._optimizer.steps = state.steps
        for role, vector in self._slots().items():
            for name, view in self.network.vector.views(vector).items():
                view[...] = state.slots[role][name]

    def _predict(self, X: FloatArray, activity: Activity | None) -> FloatArray:
        probabilities = softmax(self.network.forward(X, training=False))
        if activity is not None:
            for name, Y in self.network.relu_outputs().items():
                seen = activity.setdefault(name, np.zeros(Y.shape[-1], np.bool_))
                seen |= np.any(Y > 0, axis=tuple(range(Y.ndim - 1)))
        return probabilities

    def _update(self, X: FloatArray, y: npt.NDArray[np.int64], learning_rate: float) -> None:
        """Forward, loss, backward, update: the whole of training a network."""
        logits = self.network.forward(X, training=True)
        scale = self._optimizer.begin_step(learning_rate)
        self.network.backward(self._loss.gradient(logits, y, scale))
        for penalty in self.network.penalties:
            penalty.add_gradient(scale * len(y) if self._summed and self._per_example else scale)
        self._optimizer.update()
        if self._average:
            self._average.update()

    def _slots(self) -> dict[str, FloatArray]:
        """All that is remembered between steps."""
        slots = self._optimizer.slots()
        return slots | {AVERAGE: self._average.sum()} if self._average else slots


def _steps_per_call(shapes: list[LayerShape], batch_size: int, dtype: FloatType) -> int:
    bytes_a_step = batch_size * math.prod(shapes[0].input_shape) * dtype.itemsize
    # Forward, and back to the weights and to the layer below.
    multiplications_a_step = 3 * batch_size * sum(shape.multiplications for shape in shapes)
    most = min(_MOST_BYTES // bytes_a_step, _MOST_MULTIPLICATIONS // max(1, multiplications_a_step), _MOST_STEPS)
    return max(1, most)
