"""What Keras layers before the network do with the bytes of an image, as this program's preprocessing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from core.models.importing.keras_config import KerasLayer
from core.preprocessing.pipeline import Pipeline

KINDS: Final = ("Rescaling", "Normalization", "LayerNormalization")
# Keras adds it to an image's variance, where this program has a least deviation.
_LARGEST_EPSILON: Final = 1e-6

Floats = npt.NDArray[np.float64]
Way = Literal["unit", "image", "none"]
WAYS: Final[tuple[Way, ...]] = ("unit", "image", "none")
"""How images can be said to be normalised that a file itself does not normalise."""


@dataclass
class Normalisation:
    """A byte b of channel c becomes `scale_c b + offset_c`, and then each image may be evened out.

    Attributes:
        channels: C.
        is_given: Whether there was a layer that says so.
        scale: (C,) 1 as long as no layer did anything.
        offset: (C,) likewise 0.
        by_image: Whether each image's own mean is taken off, and its deviation divided by.
    """

    channels: int
    is_given: bool = False
    by_image: bool = False
    scale: Floats = field(init=False)
    offset: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.scale, self.offset = np.ones(self.channels), np.zeros(self.channels)

    def take(self, layer: KerasLayer, moments: list[Floats]) -> None:
        """Go through one more layer.

        Args:
            layer: Of one of the `KINDS`.
            moments: Mean and variance, where the layer learned them from data; empty where its settings have them.
        """
        if self.by_image:
            raise layer.refused("comes after images were normalised, each by itself")
        self.is_given = True
        if layer.kind == "Rescaling":
            self._affine(self._channels(layer, "scale"), self._channels(layer, "offset"))
        elif layer.kind == "Normalization":
            layer.require(axis=[-1], invert=False)
            mean, variance = moments or (self._channels(layer, "mean"), self._channels(layer, "variance"))
            deviation = np.sqrt(np.maximum(variance.ravel(), 1e-14))
            self._affine(1 / deviation, -mean.ravel() / deviation)
        else:
            layer.require(axis=[1, 2, 3], center=False, scale=False, rms_scaling=False)
            if not 0 < float(layer.config.get("epsilon", 1)) <= _LARGEST_EPSILON:
                raise layer.refused(f"has an epsilon above {_LARGEST_EPSILON}, and would give other answers")
            if np.ptp(self.scale) or np.ptp(self.offset):
                raise layer.refused("comes after channels were normalised, each by itself")
            self.by_image = True

    def pipeline(self, height: int, width: int) -> Pipeline:
        """The same as a part of a model."""
        mean: Any = ()
        deviation: Any = ()
        normalization: Literal["unit", "dataset", "image"] = "image" if self.by_image else "unit"
        if not self.by_image and not (np.allclose(self.scale * 255, 1, rtol=1e-6) and not self.offset.any()):
            normalization = "dataset"
            spread = 1 / (255 * self.scale)
            mean, deviation = tuple((-self.offset * spread).tolist()), tuple(spread.tolist())
        channels: Any = self.channels
        return Pipeline(
            height=height,
            width=width,
            channels=channels,
            normalization=normalization,
            mean=mean,
            deviation=deviation,
        )

    def _affine(self, scale: Floats, offset: Floats) -> None:
        self.scale, self.offset = self.scale * scale, self.offset * scale + offset

    def _channels(self, layer: KerasLayer, key: str) -> Floats:
        values = np.asarray(layer.config.get(key), np.float64).ravel()
        if len(values) not in (1, self.channels) or not np.isfinite(values).all():
            raise layer.refused(f"has {key} {layer.config.get(key)!r}, which is not a number for each channel")
        return np.broadcast_to(values, self.channels).copy()


def pipeline_of(way: Way, height: int, width: int, channels: int) -> Pipeline:
    """The preprocessing that somebody says images of this size have had."""
    given = Normalisation(channels)
    if way != "none":
        given.scale /= 255
    given.by_image = way == "image"
    return given.pipeline(height, width)
