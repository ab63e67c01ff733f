"""Reading the values of Keras's description of a layer: each is what it has to be, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.errors import WorkbenchError
from core.network.activations import LEAKY_SLOPE

SUPPORTED = (
    "Dense, Conv2D, MaxPooling2D, GlobalAveragePooling2D, Activation, ReLU, LeakyReLU, Softmax, Dropout, "
    "BatchNormalization, Flatten; before them Rescaling, Normalization and LayerNormalization of whole images"
)
_ACTIVATIONS = ("linear", "relu", "leaky_relu", "sigmoid", "tanh")
SOFTMAX = "softmax"


@dataclass(frozen=True)
class KerasLayer:
    """A layer of Keras's description.

    Attributes:
        kind: Its type, such as "Dense".
        name: What it is called.
        config: Its settings.
    """

    kind: str
    name: str
    config: dict[str, Any]

    @classmethod
    def of(cls, entry: Any) -> KerasLayer:
        """Read an entry; code of somebody's own is refused, whatever it calls itself."""
        kind, config = entry["class_name"], entry["config"]
        layer = cls(str(kind), str(config.get("name", kind)), dict(config))
        module = str(entry.get("module") or "keras.layers")
        if entry.get("registered_name") not in (None, kind) or not module.startswith("keras.layers"):
            raise layer.refused("is not one of Keras's own layers")
        return layer

    def refused(self, why: str) -> WorkbenchError:
        """An error about this layer."""
        return WorkbenchError(f"The layer {self.name} ({self.kind}) {why}.", f"What can be imported: {SUPPORTED}.")

    def require(self, **values: Any) -> None:
        """See that settings are what they have to be; one that is not there is."""
        for key, value in values.items():
            if self.config.get(key, value) != value:
                raise self.refused(f"has {key} {self.config[key]!r}, which this program's layers do not have")

    def side(self, key: str) -> int:
        """A number that Keras has for height and width alike."""
        value = self.config.get(key)
        sides = value if isinstance(value, list) else [value, value]
        if len(sides) != 2 or sides[0] != sides[1] or type(sides[0]) is not int:
            raise self.refused(f"has {key} {value!r}, which is no square")
        return sides[0]

    def activation(self) -> str:
        """One of this program's activations, or softmax."""
        if self.kind == "ReLU":
            self.require(max_value=None, negative_slope=0.0, threshold=0.0)
            return "relu"
        if self.kind == "LeakyReLU":
            if self.config.get("negative_slope") != LEAKY_SLOPE:
                raise self.refused(f"has another slope than {LEAKY_SLOPE}")
            return "leaky_relu"
        if self.kind == "Softmax":
            self.require(axis=-1)
            return SOFTMAX
        name = self.config.get("activation", "linear")
        if name not in (*_ACTIVATIONS, SOFTMAX):
            raise self.refused(f"has an activation that this program does not have, {name!r}")
        return str(name)
