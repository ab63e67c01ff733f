"""A step as TensorFlow sees it: a function from weights, slots and a batch to weights and slots.

Nothing here changes a variable, so that a loop of steps is one computation, which XLA compiles as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from core.backends.keras_backend.layers import KerasNetwork
from core.backends.keras_backend.optimizers import Optimizer, Slots, Tensors
from core.backends.protocol import AVERAGE
from core.experiment.spec import Experiment
from core.network.penalties import Strength


class State(NamedTuple):
    """All that a step changes.

    Attributes:
        weights: Those that are trained.
        averages: What layers keep for themselves: running averages, random states.
        slots: What the optimizer remembers.
        loss: Cross-entropy of the examples so far, summed, each measured just before its update.
        smoothed: What is minimised in its place, with smoothed labels and weighted classes; likewise.
        correct: How many of them were classified correctly.
    """

    weights: Tensors
    averages: Tensors
    slots: Slots
    loss: Any
    smoothed: Any
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
        kernels: The places of those that weight decay makes smaller.
        class_weights: (C,) what an example of each class counts; None where all count alike.
    """

    tf: Any
    network: KerasNetwork
    optimizer: Optimizer
    experiment: Experiment
    penalties: Mapping[int, Strength]
    kernels: Collection[int]
    class_weights: npt.NDArray[np.floating[Any]] | None

    @property
    def roles(self) -> tuple[str, ...]:
        """What is remembered of each weight, by name."""
        return self.optimizer.roles + ((AVERAGE,) if self.experiment.weight_averaging else ())

    def take(self, state: State, X: Any, y: Any, rates: Any, kept: Tensors) -> State:
        """One update.

        Args:
            state: Before it.
            X: (B, H, W, C) inputs.
            y: (B,) true classes.
            rates: (2,) from `Optimizer.rate`, and the learning rate itself.
            kept: For each layer that drops values: 1 for those (B, ...) that it keeps, 0 for the others.
        """
        tf, masks = self.tf, self.network.masks
        for place, ones in zip(self.network.dropouts, kept, strict=True):
            masks[place.name] = tf.cast(ones, X.dtype) * (1 / place.keep)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(state.weights)
            logits, averages = self.network.model.stateless_call(state.weights, state.averages, X, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
            minimised = self._smoothed(losses, logits, y)
            total = tf.reduce_mean(minimised) if self.experiment.loss.reduction == "mean" else tf.reduce_sum(minimised)
        masks.clear()
        gradients = self._penalized(tape.gradient(total, state.weights), state.weights, tf.size(y))
        before = self._decayed(state.weights, rates[1])
        weights, slots = self.optimizer.update(tf, before, gradients, state.slots, rates[0])
        shown = self._shown(losses)
        # The first largest logit counts, as in the NumPy engine.
        hits = tf.equal(tf.argmax(logits, axis=1, output_type=y.dtype), y)
        return State(
            weights,
            list(averages),
            slots | self._averaged(state.slots, weights),
            state.loss + tf.reduce_sum(shown),
            state.smoothed + tf.reduce_sum(self._smoothed(shown, logits, y)),
            state.correct + tf.math.count_nonzero(hits),
        )

    def _smoothed(self, losses: Any, logits: Any, y: Any) -> Any:
        """What is minimised of each example, (B,); see `core.network.loss.SoftmaxCrossEntropy`."""
        tf, smoothing = self.tf, self.experiment.loss.label_smoothing
        if smoothing:
            of_all_classes = -tf.reduce_mean(tf.nn.log_softmax(logits), axis=1)
            losses = (1 - smoothing) * losses + smoothing * of_all_classes
        return losses if self.class_weights is None else losses * tf.gather(tf.constant(self.class_weights), y)

    def _shown(self, losses: Any) -> Any:
        offset, tf = self.experiment.loss.log_offset, self.tf
        return -tf.math.log(tf.exp(-losses) + offset) if offset else losses

    def _decayed(self, weights: Tensors, learning_rate: Any) -> Tensors:
        """See `core.network.optimizers.DecoupledDecay`."""
        decay = self.experiment.optimizer.weight_decay
        if not decay:
            return weights
        keep = 1 - learning_rate * decay
        return [keep * w if place in self.kernels else w for place, w in enumerate(weights)]

    def _averaged(self, slots: Slots, weights: Tensors) -> Slots:
        """See `core.network.averaging.WeightAverage`."""
        averaging = self.experiment.weight_averaging
        if averaging is None:
            return {}
        d = averaging.decay
        return {AVERAGE: [d * m + (1 - d) * w for m, w in zip(slots[AVERAGE], weights, strict=True)]}

    def _penalized(self, gradients: Tensors, weights: Tensors, batch: Any) -> Tensors:
        tf, scaling = self.tf, self.experiment.network.penalty.scaling
        per_example = self.experiment.loss.reduction == "sum" and scaling == "per_example"
        paid = list(gradients)
        for index, strength in self.penalties.items():
            w = weights[index]
            slope = strength.l1 * tf.sign(w) + strength.l2_gradient * w
            paid[index] = paid[index] + (tf.cast(batch, w.dtype) * slope if per_example else slope)
        return paid
