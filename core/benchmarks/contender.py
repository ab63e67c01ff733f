"""What is compared: a workload, and whoever does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from core.data.dataset import Labels

FlatImages = npt.NDArray[np.uint8]
Parameters = list[npt.NDArray[np.float32]]
"""Kernel W_IO and bias b_O of each layer in turn."""


@dataclass(frozen=True)
class Workload:
    """Training of a fully connected network by plain SGD: hidden ReLU, biases, mean softmax cross-entropy, float32.

    Attributes:
        name: For people.
        widths: Inputs, hidden layers, classes.
        batch_size: Images in one update.
        momentum: Of SGD, without Nesterov's variant.
        learning_rate: For the mean loss.
        images: How many there are to train on: a multiple of the batch size, so that every batch is whole.
    """

    name: str
    widths: tuple[int, ...]
    batch_size: int
    momentum: float
    learning_rate: float
    images: int = 20_480

    def __post_init__(self) -> None:
        if self.images % self.batch_size:
            raise ValueError(f"{self.images} images do not divide into batches of {self.batch_size}")

    @property
    def steps_per_epoch(self) -> int:
        """Updates in which every image is used once."""
        return self.images // self.batch_size

    @property
    def layers(self) -> list[tuple[int, int]]:
        """Inputs and outputs of each layer."""
        return list(zip(self.widths, self.widths[1:], strict=False))


WORKLOADS: Final = (
    Workload("digits, batches of 256", (1024, 200, 200, 200, 10), 256, momentum=0.0, learning_rate=0.0256),
    Workload("faces, batches of 32", (2304, 100, 100, 4), 32, momentum=0.4, learning_rate=0.005),
)


class Contender(Protocol):
    """One way of doing a workload, alive in a process of its own.

    Attributes:
        name: For people.
        steps_per_call: `run` is asked for multiples of this.
    """

    name: str
    steps_per_call: int

    def available(self) -> str | None:
        """Why it cannot take part here; None where it can."""

    def version(self) -> str:
        """Of the library that does the work."""

    def prepare(self, workload: Workload, images: FlatImages, labels: Labels, initial: Parameters) -> None:
        """Build the network from the initial weights and take the data.

        Args:
            workload: What is to be done.
            images: (N, D) uint8.
            labels: int64 (N,).
            initial: What the weights start from.
        """

    def run(self, steps: int) -> None:
        """Do so many full steps: gather a shuffled batch of bytes, scale to float32 in 0..1, forward, backward, update.

        Args:
            steps: A multiple of `steps_per_call`.
        """

    def parameters(self) -> Parameters | None:
        """The weights now; None for what trains nothing."""
