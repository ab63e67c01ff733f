"""From Keras's description of a Sequential to this program's layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from core.errors import WorkbenchError
from core.models.importing.keras_config import SOFTMAX, KerasLayer
from core.models.importing.keras_preprocessing import KINDS, Floats, Normalisation

# They change images while training alone.
_ONLY_TRAINING: Final = (
    "RandomFlip",
    "RandomRotation",
    "RandomZoom",
    "RandomTranslation",
    "RandomContrast",
    "RandomBrightness",
    "GaussianNoise",
)
_STORED_AS: Final = {"Dense": "dense", "Conv2D": "conv2d", "BatchNormalization": "batch_normalization"}
_STORED_NORMALIZATION: Final = "normalization"
_ACTIVATIONS: Final = ("Activation", "ReLU", "LeakyReLU", "Softmax")
_PLAIN: Final = ("Flatten", "GlobalAveragePooling2D")

Moments = Callable[[str, int], Floats]
"""An array that a layer learned, by what the layer is called among the weights, and the array's place."""


@dataclass(frozen=True)
class StoredLayer:
    """Where the weights of a layer are.

    Attributes:
        name: What Keras calls the layer among the weights of the file.
        roles: Of its arrays, in Keras's order: "kernel", "bias" and so on.
    """

    name: str
    roles: tuple[str, ...]


@dataclass
class KerasNetwork:
    """What was read, layer by layer.

    Attributes:
        input_shape: Height, width and channels.
        normalisation: What comes before the network.
        drafts: This program's layers.
        stored: Where their weights are: an entry for each layer that has some.
        temperature: What the logits are divided by.
        has_ended: Whether softmax has come, after which there is nothing.
    """

    input_shape: tuple[int, int, int]
    normalisation: Normalisation
    drafts: list[dict[str, Any]] = field(default_factory=list)
    stored: list[StoredLayer] = field(default_factory=list)
    temperature: float | None = None
    has_ended: bool = False


def read_network(config: Any, moments: Moments) -> KerasNetwork:
    """Go through the layers.

    Args:
        config: The description.
        moments: Gives what layers of normalisation have learned.

    Raises:
        WorkbenchError: It is no Sequential, or a layer is not supported; the message names it.
    """
    if config["class_name"] != "Sequential":
        raise WorkbenchError(
            f"It holds a {config['class_name']} model, and only a Sequential can be imported.",
            "Put the layers into a keras.Sequential, and save that.",
        )
    height, width, channels = _input_shape(config["config"])
    network = KerasNetwork((height, width, channels), Normalisation(channels))
    counts: Counter[str] = Counter()
    for entry in config["config"]["layers"]:
        layer = KerasLayer.of(entry)
        if layer.kind not in ("InputLayer", *_ONLY_TRAINING):
            _take(network, layer, counts, moments)
    if network.drafts and network.drafts[-1].get("activation", "linear") != "linear" and not network.has_ended:
        raise WorkbenchError(
            f"The network ends in {network.drafts[-1]['activation']}.",
            "It has to end in softmax, or in logits without an activation.",
        )
    return network


def _input_shape(config: Any) -> tuple[int, int, int]:
    """Of one image: the first layer says it, or what the model was built for."""
    first = config["layers"][0]
    places = (first["config"].get("batch_shape"), first["config"].get("batch_input_shape"))
    built = config.get("build_input_shape") or (first.get("build_config") or {}).get("input_shape")
    shape = next((place for place in places if place), built)
    if not shape or len(shape) != 4 or any(type(side) is not int or side < 1 for side in shape[1:]):
        raise WorkbenchError(
            f"The network takes {shape}, and not images of one size, as [None, height, width, channels].",
            "Build it for such images, with a Flatten where rows of numbers are needed.",
        )
    if shape[3] not in (1, 3):
        raise WorkbenchError(f"The network takes images of {shape[3]} channels.", "It has to be 1 (gray) or 3 (RGB).")
    return shape[1], shape[2], shape[3]


def _take(network: KerasNetwork, layer: KerasLayer, counts: Counter[str], moments: Moments) -> None:
    if network.has_ended:
        raise layer.refused("comes after softmax")
    if layer.kind in KINDS and not network.drafts:
        network.normalisation.take(layer, _learned(layer, counts, moments))
        return
    if layer.kind == "Rescaling":
        layer.require(offset=0.0)
        network.temperature = 1 / float(layer.config["scale"])
        return
    if network.temperature is not None and layer.kind not in ("Softmax", "Activation"):
        raise layer.refused("comes after the logits were scaled")
    if layer.config.get("data_format", "channels_last") != "channels_last":
        raise layer.refused("has channels first")
    if layer.kind in _ACTIVATIONS:
        _activate(network, layer, {"type": "Activation"})
    elif layer.kind in ("Dense", "Conv2D"):
        _store(network, layer, counts, ("kernel", *(["bias"] if layer.config.get("use_bias", True) else [])))
        _activate(network, layer, _dense(layer) if layer.kind == "Dense" else _convolution(layer))
    else:
        network.drafts.append(_without_activation(network, layer, counts))


def _activate(network: KerasNetwork, layer: KerasLayer, draft: dict[str, Any]) -> None:
    """Add a layer with its activation; softmax at the end is no part of a network here."""
    activation = layer.activation()
    network.has_ended = activation == SOFTMAX
    is_nothing = draft["type"] == "Activation" and activation in (SOFTMAX, "linear")
    if not is_nothing:
        network.drafts.append(draft | {"activation": "linear" if network.has_ended else activation})


def _dense(layer: KerasLayer) -> dict[str, Any]:
    return {"type": "Dense", "units": layer.config["units"], "use_bias": layer.config.get("use_bias", True)}


def _convolution(layer: KerasLayer) -> dict[str, Any]:
    layer.require(groups=1, dilation_rate=[1, 1])
    return {
        "type": "Conv2D",
        "filters": layer.config["filters"],
        "kernel_size": layer.side("kernel_size"),
        "stride": layer.side("strides"),
        "padding": layer.config.get("padding", "valid"),
        "use_bias": layer.config.get("use_bias", True),
    }


def _without_activation(network: KerasNetwork, layer: KerasLayer, counts: Counter[str]) -> dict[str, Any]:
    config, kind = layer.config, layer.kind
    if kind == "MaxPooling2D":
        layer.require(padding="valid")
        stride = layer.side("strides") if config.get("strides") is not None else None
        return {"type": kind, "pool_size": layer.side("pool_size"), "stride": stride}
    if kind == "Dropout":
        return {"type": kind, "rate": config["rate"]}
    if kind == "BatchNormalization":
        _require_last_axis(network, layer)
        learned = [role for role, key in (("gamma", "scale"), ("beta", "center")) if config.get(key, True)]
        _store(network, layer, counts, (*learned, "moving_mean", "moving_variance"))
        return {"type": kind, "momentum": config.get("momentum", 0.99), "epsilon": config.get("epsilon", 1e-3)}
    if kind in _PLAIN:
        layer.require(keepdims=False)
        return {"type": kind}
    raise layer.refused("is of a type that this program does not have")


def _require_last_axis(network: KerasNetwork, layer: KerasLayer) -> None:
    of_rows = any(draft["type"] in _PLAIN for draft in network.drafts)
    axis = layer.config.get("axis", -1)
    if (axis[0] if isinstance(axis, list) and len(axis) == 1 else axis) not in (-1, 1 if of_rows else 3):
        raise layer.refused(f"has axis {axis!r}, which is not the last")


def _store(network: KerasNetwork, layer: KerasLayer, counts: Counter[str], roles: tuple[str, ...]) -> None:
    network.stored.append(StoredLayer(_counted(_STORED_AS[layer.kind], counts), roles))


def _learned(layer: KerasLayer, counts: Counter[str], moments: Moments) -> list[Floats]:
    """Mean and variance of a Normalization that has seen data; it has no others in its settings."""
    if layer.kind != "Normalization":
        return []
    name = _counted(_STORED_NORMALIZATION, counts)
    return [] if layer.config.get("mean") is not None else [moments(name, 0), moments(name, 1)]


def _counted(name: str, counts: Counter[str]) -> str:
    """As Keras calls the layers of a type among the weights: "dense", "dense_1", "dense_2"."""
    counts[name] += 1
    return name if counts[name] == 1 else f"{name}_{counts[name] - 1}"
