"""What the training loop needs of an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from core.network.loss import BatchResult
from core.network.parameters import FloatArray

Activity = dict[str, npt.NDArray[np.bool_]]
"""By name of a ReLU layer: which of its units were above 0 for any example so far.

The units of a layer on images are its channels: one that is 0 at every place of every image has found nothing.
"""

AVERAGE: Final = "average"
"""Role of the slot `m` in `m <- d m + (1 - d) w`, from m = 0; the average after t updates is `m / (1 - d^t)`."""


@dataclass(frozen=True)
class OptimizerState:
    """All that an optimizer remembers between steps.

    Attributes:
        steps: Updates done.
        slots: By role ("velocity"), then by parameter name.
    """

    steps: int
    slots: Mapping[str, Mapping[str, FloatArray]]


class TrainableModel(Protocol):
    """A network together with its loss and optimizer, on some engine."""

    @property
    def steps_per_call(self) -> int:
        """How many updates the engine likes to do at once."""

    @property
    def device(self) -> str:
        """What it computes on, for people: "CPU", or a GPU by its name."""

    def begin_epoch(self, epoch: int) -> None:
        """Seed the epoch's random draws (dropout), so that an epoch repeats whatever came before it.

        Args:
            epoch: Counts from 1.
        """

    def train_batches(
        self, X_KB: FloatArray, y_KB: npt.NDArray[np.int64], learning_rates: Sequence[float]
    ) -> BatchResult:
        """Do K updates of the weights, one after the other.

        Args:
            X_KB: (K, B, H, W, C) inputs.
            y_KB: (K, B) true classes.
            learning_rates: One for each update.

        Returns:
            Loss and hits of all K batches, each measured just before its update. The loss is plain cross-entropy; what
            is minimised in its place, with smoothed labels and class weights, is beside it.
        """

    def predict(self, X: FloatArray, activity: Activity | None = None) -> FloatArray:
        """Class probabilities (B, classes) for inputs (B, H, W, C), without dropout.

        Args:
            X: The inputs.
            activity: Where given, the units found active are added to it.
        """

    def penalty(self) -> float:
        """The weight penalties of the present weights, as they stand beside the mean loss of an example."""

    def weights(self) -> dict[str, FloatArray]:
        """A copy of every weight, by the specification's names."""

    def set_weights(self, weights: Mapping[str, FloatArray]) -> None:
        """Overwrite every weight."""

    def averaged_weights(self) -> dict[str, FloatArray] | None:
        """A copy of every weight, those that are trained averaged over the updates so far: `WeightAveragingSpec`.

        None where the experiment does not average, or before the first update. What the average is made from is a part
        of the optimizer's state, with the role `AVERAGE`.
        """

    def optimizer_state(self) -> OptimizerState:
        """A copy of what the optimizer remembers."""

    def set_optimizer_state(self, state: OptimizerState) -> None:
        """Go on from there."""


@runtime_checkable
class HasGraph(Protocol):
    """A model whose engine computes by a graph, which TensorBoard draws."""

    def graph(self) -> bytes:
        """The graph of a prediction: a serialised GraphDef of TensorFlow."""
