"""Models with weights drawn at random, of every kind of layer and preprocessing there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from core.data.dataset import UInt8Images
from core.experiment.draft import validate
from core.experiment.shapes import layer_shapes
from core.models.bundle import Manifest, ModelBundle
from core.preprocessing.pipeline import Pipeline

CLASSES = ("circle", "square", "triangle")
HEIGHT, WIDTH = 9, 8
OUTPUT = {"type": "Dense", "units": len(CLASSES)}
FLATTEN = {"type": "Flatten"}
NETWORKS: Mapping[str, Sequence[dict[str, Any]]] = {
    "one layer": [FLATTEN, OUTPUT],
    **{
        f"dense, {name}": [FLATTEN, {"type": "Dense", "units": 7, "activation": name}, OUTPUT]
        for name in ("relu", "leaky_relu", "sigmoid", "tanh")
    },
    "normalised rows": [
        FLATTEN,
        {"type": "Dense", "units": 6, "use_bias": False},
        {"type": "BatchNormalization", "epsilon": 0.01},
        {"type": "Activation", "activation": "leaky_relu"},
        {"type": "Dropout", "rate": 0.4},
        OUTPUT,
    ],
    "convolutions": [
        {"type": "Conv2D", "filters": 4, "kernel_size": 3, "activation": "relu"},
        {"type": "BatchNormalization"},
        {"type": "MaxPooling2D", "pool_size": 2},
        {"type": "Conv2D", "filters": 5, "kernel_size": 2, "stride": 2, "use_bias": False},
        {"type": "Activation", "activation": "tanh"},
        FLATTEN,
        OUTPUT,
    ],
    "overlapping pools, and a mean": [
        {"type": "Conv2D", "filters": 3, "kernel_size": 4, "padding": "valid", "activation": "leaky_relu"},
        {"type": "MaxPooling2D", "pool_size": 3, "stride": 1},
        {"type": "Dropout", "rate": 0.2},
        {"type": "GlobalAveragePooling2D"},
        OUTPUT,
    ],
    "normalised images": [{"type": "BatchNormalization"}, FLATTEN, OUTPUT],
}


def model(
    layers: Sequence[dict[str, Any]] = NETWORKS["convolutions"],
    *,
    channels: int = 1,
    normalization: str = "dataset",
    classes: tuple[str, ...] = CLASSES,
    temperature: float = 1.0,
    seed: int = 0,
    **fields: Any,
) -> ModelBundle:
    """A model; what is not named here is a field of its experiment."""
    draft = {"name": "shapes", "network": {"layers": list(layers)}, "seed": seed}
    color = "grayscale" if channels == 1 else "rgb"
    experiment = validate(draft | {"preprocessing": {"color": color, "normalization": normalization}} | fields)
    fitted = normalization == "dataset"
    pipeline = Pipeline.model_validate(
        {
            "height": HEIGHT,
            "width": WIDTH,
            "channels": channels,
            "normalization": normalization,
            "mean": (0.4, 0.5, 0.6)[:channels] if fitted else (),
            "deviation": (0.2, 0.25, 0.3)[:channels] if fitted else (),
        }
    )
    rng = np.random.default_rng(seed)
    shapes = layer_shapes(experiment.network, pipeline.input_shape, len(classes))
    weights = {
        weight.name: rng.uniform(0.5, 1.5, weight.shape)
        if weight.name.endswith(("gamma", "variance"))
        else rng.normal(0, 0.4, weight.shape)
        for shape in shapes
        for weight in shape.weights
    }
    manifest = Manifest(
        experiment=experiment,
        classes=classes,
        pipeline=pipeline,
        run_id="20260101-000000-abcdef",
        epoch=3,
        chosen_on="validation",
        trained_on="shapes",
        data_sha256="0" * 64,
        temperature=temperature,
    )
    return ModelBundle(manifest, {name: array.astype(experiment.precision) for name, array in weights.items()})


def images(channels: int = 1, count: int = 6, seed: int = 1) -> UInt8Images:
    """Some images; the first is blank."""
    drawn = np.random.default_rng(seed).integers(0, 256, (count, HEIGHT, WIDTH, channels)).astype(np.uint8)
    drawn[0] = 77
    return drawn


@st.composite
def networks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Layers on images, then layers on rows, of any settings that the images have room for."""
    activation = st.sampled_from(["linear", "relu", "leaky_relu", "sigmoid", "tanh"])
    side = st.integers(1, 3)
    on_images = st.one_of(
        st.fixed_dictionaries(
            {
                "type": st.just("Conv2D"),
                "filters": st.integers(1, 4),
                "kernel_size": side,
                "stride": st.integers(1, 2),
                "padding": st.just("same"),
                "activation": activation,
                "use_bias": st.booleans(),
            }
        ),
        st.just({"type": "MaxPooling2D", "pool_size": 1, "stride": 2}),
        st.just({"type": "BatchNormalization"}),
        st.fixed_dictionaries({"type": st.just("Activation"), "activation": activation}),
        st.just({"type": "Dropout", "rate": 0.3}),
    )
    on_rows = st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("Dense"), "units": st.integers(1, 5), "activation": activation, "use_bias": st.booleans()}
        ),
        st.just({"type": "BatchNormalization", "epsilon": 0.01}),
        st.fixed_dictionaries({"type": st.just("Activation"), "activation": activation}),
    )
    between = st.sampled_from([{"type": "Flatten"}, {"type": "GlobalAveragePooling2D"}])
    return [*draw(st.lists(on_images, max_size=4)), draw(between), *draw(st.lists(on_rows, max_size=3)), OUTPUT]
