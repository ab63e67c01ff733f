"""The layers a network can be made of, by Keras's names.

These are descriptions without behaviour: `core.network` computes them in NumPy, `core.experiment.shapes` says what
comes out of each.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.experiment.base import Spec, field

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


LayerSpec = Annotated[Dense | Activation | Dropout | BatchNormalization | Flatten, Field(discriminator="type")]
