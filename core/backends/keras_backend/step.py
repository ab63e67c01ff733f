"""A step as TensorFlow sees it: a function from weights, slots and a batch to weights and slots.

Nothing here changes a variable, so that a loop of steps is one computation, which XLA compiles as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from core.backends.keras_backend.layers import KerasNetwork
from core.backends.keras_backend.optimizers import Optimizer, Slots, Tensors
from core.experiment.spec import Experiment
from core.network.penalties import Strength


class State(NamedTuple):
    """All that a step changes.

    Attributes:
        weights: Those that are trained.
        averages: What layers keep for themselves: running averages, random states.
        slots: What the optimizer remembers.
        loss: Cross-entropy of the examples so far, summed, each measured just before its update.
        correct: How many of them were classified correctly.
    """

    weights: Tensors
    averages: Tensors
    slots: Slots
    loss: Any
    correct: Any


@dataclass(frozen=True)
class Step:
    """Forward, loss, backward, penalties, update.

    Attributes:
        tf: TensorFlow.
        network: The layers.
        optimizer: How the weights move.
        experiment: What is minimised.
        penalties: By place in the list of trained weights.
    """

    tf: Any
    network: KerasNetwork
    optimizer: Optimizer
    experiment: Experiment
    penalties: dict[int, Strength]

    def take(self, state: State, X: Any, y: Any, rate: Any, kept: Tensors) -> State:
        """One update.

        Args:
            state: Before it.
            X: (B, H, W, C) inputs.
            y: (B,) true classes.
            rate: From `Optimizer.rate`.
            kept: For each layer that drops values: 1 for those (B, ...) that it keeps, 0 for the others.
        """
        tf, masks = self.tf, self.network.masks
        for place, ones in zip(self.network.dropouts, kept, strict=True):
            masks[place.name] = tf.cast(ones, X.dtype) * (1 / place.keep)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(state.weights)
            logits, averages = self.network.model.stateless_call(state.weights, state.averages, X, training=True)
            losses = self.losses(logits, y)
            minimised = tf.reduce_mean(losses) if self.experiment.loss.reduction == "mean" else tf.reduce_sum(losses)
        masks.clear()
        gradients = self._penalized(tape.gradient(minimised, state.weights), state.weights, tf.size(y))
        weights, slots = self.optimizer.update(tf, state.weights, gradients, state.slots, rate)
        # The first largest logit counts, as in the NumPy engine.
        hits = tf.equal(tf.argmax(logits, axis=1, output_type=y.dtype), y)
        return State(
            weights,
            list(averages),
            slots,
            state.loss + tf.reduce_sum(self._shown(losses)),
            state.correct + tf.math.count_nonzero(hits),
        )

    def losses(self, logits: Any, y: Any) -> Any:
        """The cross-entropy of each example, (B,)."""
        return self.tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)

    def _shown(self, losses: Any) -> Any:
        offset, tf = self.experiment.loss.log_offset, self.tf
        return -tf.math.log(tf.exp(-losses) + offset) if offset else losses

    def _penalized(self, gradients: Tensors, weights: Tensors, batch: Any) -> Tensors:
        tf, scaling = self.tf, self.experiment.network.penalty.scaling
        per_example = self.experiment.loss.reduction == "sum" and scaling == "per_example"
        paid = list(gradients)
        for index, strength in self.penalties.items():
            w = weights[index]
            slope = strength.l1 * tf.sign(w) + strength.l2_gradient * w
            paid[index] = paid[index] + (tf.cast(batch, w.dtype) * slope if per_example else slope)
        return paid
