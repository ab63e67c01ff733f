"""The NumPy engine behind the common protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.backends.protocol import Activity, OptimizerState
from core.experiment.shapes import layer_shapes
from core.experiment.spec import Experiment
from core.network.initializers import initial_weights
from core.network.loss import BatchResult, SoftmaxCrossEntropy, softmax
from core.network.network import Network
from core.network.optimizers import build_optimizer
from core.network.parameters import FloatArray

# A run that diverges shows it as a loss that is infinite or not a number, which the loop looks at.
_DIVERGENCE_IS_DATA = np.errstate(over="ignore", invalid="ignore", divide="ignore")


class NumpyModel:
    """A network trained by this program's own code.

    Args:
        experiment: Network, loss, optimizer, precision and seed.
        input_shape: (height, width, channels).
        classes: How many.

    Raises:
        InvalidExperimentError: The layers do not fit the input or the classes.
    """

    # One batch at a time stays in the processor's cache; grouping gains nothing here.
    steps_per_call = 1

    def __init__(self, experiment: Experiment, input_shape: tuple[int, int, int], classes: int) -> None:
        shapes = layer_shapes(experiment.network, input_shape, classes)
        dtype = np.dtype(experiment.precision)
        weights = initial_weights(shapes, experiment.seed)
        self.network = Network(shapes, experiment.network.penalty, weights, dtype, experiment.seed)
        self._loss = SoftmaxCrossEntropy(classes, experiment.loss.reduction, experiment.loss.log_offset, dtype)
        self._optimizer = build_optimizer(experiment.optimizer, self.network.vector)
        # Where the loss is summed, a penalty "per update" stands beside the loss of a whole batch.
        self._summed = experiment.loss.reduction == "sum"
        self._per_example = experiment.network.penalty.scaling == "per_example"
        self._batch_size = experiment.batch_size

    def begin_epoch(self, epoch: int) -> None:
        """Give every dropout layer the random stream of this epoch."""
        self.network.seed_dropout(epoch)

    @_DIVERGENCE_IS_DATA
    def train_batches(
        self, X_KB: FloatArray, y_KB: npt.NDArray[np.int64], learning_rates: Sequence[float]
    ) -> BatchResult:
        """Do one update for each of the K batches."""
        results = [self._update(*batch) for batch in zip(X_KB, y_KB, learning_rates, strict=True)]
        if len(results) == 1:
            return results[0]
        return BatchResult(
            loss=sum(result.loss for result in results),
            correct=sum(result.correct for result in results),
            examples=sum(result.examples for result in results),
        )

    @_DIVERGENCE_IS_DATA
    def predict(self, X: FloatArray, activity: Activity | None = None) -> FloatArray:
        """Class probabilities (B, classes)."""
        probabilities = softmax(self.network.forward(X, training=False))
        if activity is not None:
            for name, Y in self.network.relu_outputs().items():
                seen = activity.setdefault(name, np.zeros(Y.shape[1:], np.bool_))
                seen |= np.any(Y > 0, axis=0)
        return probabilities

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

    def optimizer_state(self) -> OptimizerState:
        """A copy of the slots, cut up by parameter."""
        views = self.network.vector.views
        slots = {
            role: {name: view.copy() for name, view in views(vector).items()}
            for role, vector in self._optimizer.slots().items()
        }
        return OptimizerState(self._optimizer.steps, slots)

    def set_optimizer_state(self, state: OptimizerState) -> None:
        """Fill the slots and set the number of updates done."""
        self._optimizer.steps = state.steps
        for role, vector in self._optimizer.slots().items():
            for name, view in self.network.vector.views(vector).items():
                view[...] = state.slots[role][name]

    def _update(self, X: FloatArray, y: npt.NDArray[np.int64], learning_rate: float) -> BatchResult:
        """Forward, loss, backward, update: the whole of training a network."""
        logits = self.network.forward(X, training=True)
        result, gradient = self._loss(logits, y)
        scale = self._optimizer.begin_step(learning_rate)
        gradient *= scale
        self.network.backward(gradient)
        for penalty in self.network.penalties:
            penalty.add_gradient(scale * len(y) if self._summed and self._per_example else scale)
        self._optimizer.update()
        return result
