"""The layers a network can be made of, by Keras's names.

These are descriptions without behaviour: `core.network` computes them in NumPy, `core.experiment.shapes` says what
comes out of each.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.experiment.base import Spec, field
from core.experiment.windows import Padding

ActivationName = Literal["linear", "relu", "leaky_relu", "sigmoid", "tanh"]
InitializerName = Literal[
    "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "glorot_normal_doubled_variance", "zeros"
]


class Dense(Spec):
    """A fully connected layer, `Y = activation(X W + b)`."""

    type: Literal["Dense"] = "Dense"
    units: int = field(100, ge=1, le=65_536, unit="neurons", help="Width of the layer: how many outputs it has.")
    activation: ActivationName = field(
        "linear", help="Function applied to every output. ReLU suits hidden layers, linear the last one."
    )
    use_bias: bool = field(True, help="Add a learned constant to every output.")
    kernel_initializer: InitializerName = field(
        "glorot_uniform", help="How the first weights are drawn. Glorot suits tanh and sigmoid, He suits ReLU."
    )
    l1: float | None = field(None, ge=0, le=1e3, help="L1 penalty of this layer alone; empty: the network's.")
    l2: float | None = field(None, ge=0, le=1e3, help="L2 penalty of this layer alone; empty: the network's.")


class Conv2D(Spec):
    """A convolution: a small square of weights that slides over the image, for each filter."""

    type: Literal["Conv2D"] = "Conv2D"
    filters: int = field(
        32, ge=1, le=4_096, unit="filters", help="How many patterns it looks for: channels of the output."
    )
    kernel_size: int = field(3, ge=1, le=15, unit="pixels", help="Side of the square that a filter sees at once.")
    stride: int = field(1, ge=1, le=15, unit="pixels", help="From one square to the next; 2 halves the image.")
    padding: Padding = field(
        "same",
        help="same: zeros around the image, so that with stride 1 its size stays. valid: whole squares alone, "
        "so that it shrinks.",
    )
    activation: ActivationName = field(
        "linear", help="Function applied to every output. With batch normalisation, leave it to an Activation after it."
    )
    use_bias: bool = field(True, help="Add a learned constant to every filter's output.")
    kernel_initializer: InitializerName = field(
        "glorot_uniform", help="How the first weights are drawn. Glorot suits tanh and sigmoid, He suits ReLU."
    )
    l1: float | None = field(None, ge=0, le=1e3, help="L1 penalty of this layer alone; empty: the network's.")
    l2: float | None = field(None, ge=0, le=1e3, help="L2 penalty of this layer alone; empty: the network's.")


class MaxPooling2D(Spec):
    """The largest value of every square, for each channel: a smaller image of what was found."""

    type: Literal["MaxPooling2D"] = "MaxPooling2D"
    pool_size: int = field(2, ge=1, le=64, unit="pixels", help="Side of the squares.")
    stride: int | None = field(
        None, ge=1, le=64, unit="pixels", help="From one square to the next; empty: side by side."
    )

    @property
    def step(self) -> int:
        """The stride that holds."""
        return self.stride or self.pool_size


class GlobalAveragePooling2D(Spec):
    """The mean of every channel over the whole image: one number for each, as Dense needs it."""

    type: Literal["GlobalAveragePooling2D"] = "GlobalAveragePooling2D"


class Activation(Spec):
    """An activation on its own, for instance after batch normalisation."""

    type: Literal["Activation"] = "Activation"
    activation: ActivationName = field("relu", help="Function applied to every value.")


class Dropout(Spec):
    """Inverted dropout (Srivastava et al. 2014): silences values at random while training."""

    type: Literal["Dropout"] = "Dropout"
    rate: float = field(
        0.2, ge=0, lt=1, help="Fraction of values set to zero while training (0.2 drops one in five, keeps 80%)."
    )


class BatchNormalization(Spec):
    """Batch normalisation (Ioffe & Szegedy 2015) over the last axis."""

    type: Literal["BatchNormalization"] = "BatchNormalization"
    momentum: float = field(0.99, ge=0, lt=1, help="Share of the old running mean and variance kept at each update.")
    epsilon: float = field(0.001, gt=0, le=1, help="Added to the variance so that the division stays finite.")


class Flatten(Spec):
    """Lay an image out as one row of numbers, as Dense needs it."""

    type: Literal["Flatten"] = "Flatten"


LayerSpec = Annotated[
    Dense | Conv2D | MaxPooling2D | GlobalAveragePooling2D | Activation | Dropout | BatchNormalization | Flatten,
    Field(discriminator="type"),
]
