"""What is compared: a workload, and whoever does it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from core.data.dataset import Labels

FlatImages = npt.NDArray[np.uint8]
Parameters = list[npt.NDArray[np.float32]]
"""Kernel W_IO, of a convolution W_ijCO, and bias b_O of each layer in turn; where it is normalised, gamma, beta, moving
mean and moving variance follow."""

KERNEL: Final = 3
"""Side of the squares that every convolution sees."""
NORMALISATION_MOMENTUM: Final = 0.9
NORMALISATION_EPSILON: Final = 1e-3


@dataclass(frozen=True)
class Workload:
    """Training of a network: hidden ReLU, biases, mean softmax cross-entropy, float32; by SGD, or by Adam.

    It is fully connected, or has convolutions of 3 x 3 with "same" padding first, and then a global average.

    Attributes:
        name: For people.
        widths: Inputs, hidden layers, classes. With convolutions, the inputs are the pixels of a square.
        batch_size: Images in one update.
        momentum: Of SGD, without Nesterov's variant; Adam has its usual ones.
        learning_rate: For the mean loss.
        images: How many there are to train on: a multiple of the batch size, so that every batch is whole.
        convolutions: Filters of each, in groups; between groups, the maximum of 2 x 2 is taken.
        optimizer: "SGD" or "Adam" (Kingma & Ba 2015).
        is_normalised: Whether batch normalisation stands before every hidden ReLU (Ioffe & Szegedy 2015).
        dropout: Share of the hidden units that are dropped in every step (Srivastava et al. 2014).
        learning_steps: After how many steps the loss is looked at: enough for it to fall well below its start.
    """

    name: str
    widths: tuple[int, ...]
    batch_size: int
    momentum: float
    learning_rate: float
    images: int = 20_480
    convolutions: tuple[tuple[int, ...], ...] = ()
    learning_steps: int = 320
    optimizer: Literal["SGD", "Adam"] = "SGD"
    is_normalised: bool = False
    dropout: float = 0.0

    def __post_init__(self) -> None:
        if self.images % self.batch_size:
            raise ValueError(f"{self.images} images do not divide into batches of {self.batch_size}")

    @property
    def is_plain(self) -> bool:
        """Whether it is fully connected, with nothing between its layers but ReLU."""
        return not (self.convolutions or self.is_normalised or self.dropout)

    @property
    def steps_per_epoch(self) -> int:
        """Updates in which every image is used once."""
        return self.images // self.batch_size

    @property
    def layers(self) -> list[tuple[int, int]]:
        """Inputs and outputs of each fully connected layer."""
        first = self.convolutions[-1][-1] if self.convolutions else self.widths[0]
        return list(pairwise((first, *self.widths[1:])))

    @property
    def side(self) -> int:
        """Of the square that a convolution sees."""
        return math.isqrt(self.widths[0])

    @property
    def filters(self) -> list[tuple[int, int, int]]:
        """Side of the image, channels and filters of each convolution."""
        each: list[tuple[int, int, int]] = []
        channels = 1
        for group, filters in enumerate(self.convolutions):
            for outputs in filters:
                each.append((self.side // 2**group, channels, outputs))
                channels = outputs
        return each


_DIGITS: Final = Workload("digits, batches of 256", (1024, 200, 200, 200, 10), 256, momentum=0.0, learning_rate=0.0256)
WORKLOADS: Final = (
    _DIGITS,
    Workload("faces, batches of 32", (2304, 100, 100, 4), 32, momentum=0.4, learning_rate=0.005),
    replace(_DIGITS, name="digits, Adam, batches of 256", learning_rate=0.001, optimizer="Adam"),
    replace(_DIGITS, name="digits, batch normalisation, batches of 256", learning_rate=0.05, is_normalised=True),
    replace(_DIGITS, name="digits, dropout, batches of 256", learning_rate=0.05, dropout=0.2),
    Workload(
        "faces, convolutions, batches of 64",
        (2304, 7),
        64,
        momentum=0.9,
        learning_rate=0.01,
        images=2_048,
        convolutions=((32, 32), (64, 64), (128,)),
        learning_steps=32,
    ),
)


class Contender(Protocol):
    """One way of doing a workload, alive in a process of its own.

    Attributes:
        name: For people.
        steps_per_call: `run` is asked for multiples of this.
    """

    name: str
    steps_per_call: int

    @staticmethod
    def takes(workload: Workload) -> bool:
        """Whether it takes part in this one."""

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
