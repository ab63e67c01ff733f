"""Keras's own format: a Sequential of Keras's own layers, which plain Keras opens without any code of this program.

It ends in probabilities, at the model's temperature. What else a stranger needs, class names above all, lies beside
Keras's files in the archive, as `workbench.json`.
"""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from core.backends.keras_backend.layers import keras_fields
from core.backends.keras_backend.start import start_engine
from core.backends.registry import unavailable_reason
from core.errors import WorkbenchError
from core.experiment import layers as specs
from core.experiment.shapes import LayerShape
from core.models.bundle import ModelBundle
from core.models.exporting.about import ABOUT_FILE, about
from core.network.activations import LEAKY_SLOPE
from core.preprocessing.pipeline import Pipeline

# Added to an image's variance, where this program has a least deviation: it matters for blank images alone.
_EPSILON: Final = 1e-10
# Where Keras has no initializer of that name: the one that is most like it.
_INITIALIZERS: Final = {"glorot_normal_doubled_variance": "glorot_normal"}


def keras_file(bundle: ModelBundle, *, with_preprocessing: bool) -> bytes:
    """A model as the content of a `.keras` file.

    Args:
        bundle: What to write.
        with_preprocessing: Whether it begins with images of 0..255 (B, H, W, C), and normalises them in layers of its
            own; otherwise with images that are normalised already.

    Raises:
        WorkbenchError: Keras is not installed, or cannot be started.
    """
    if reason := unavailable_reason("keras"):
        raise WorkbenchError(reason, "Install TensorFlow, or export to ONNX or as a script.")
    keras = start_engine(threads=None).keras
    facts = about(bundle, preprocessing_inside=with_preprocessing, views_inside=False)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # What Keras's own code does that NumPy will not allow one day is none of ours.
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.keras"
        _network(keras, bundle, with_preprocessing=with_preprocessing).save(path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(ABOUT_FILE, facts.model_dump_json(indent=1))
        return path.read_bytes()


def _network(keras: Any, bundle: ModelBundle, *, with_preprocessing: bool) -> Any:
    manifest = bundle.manifest
    pipeline, precision = manifest.pipeline, manifest.experiment.precision
    layers = [keras.Input(pipeline.input_shape, dtype=precision, name="images")]
    if with_preprocessing:
        layers += _preprocessing(keras.layers, pipeline, precision)
    for shape in manifest.layer_shapes():
        layers += _layers(keras, shape, precision)
    if manifest.temperature != 1:
        layers.append(keras.layers.Rescaling(1 / manifest.temperature, dtype=precision, name="temperature"))
    layers.append(keras.layers.Softmax(dtype=precision, name="probabilities"))
    network = keras.Sequential(layers, name="classifier")
    for shape in manifest.layer_shapes():
        if shape.weights:
            network.get_layer(shape.name).set_weights([bundle.weights[weight.name] for weight in shape.weights])
    return network


def _preprocessing(layers: Any, pipeline: Pipeline, precision: str) -> Iterator[Any]:
    """As `Pipeline.to_floats` does it."""
    yield layers.Rescaling(1 / 255, dtype=precision, name="unit")
    if pipeline.normalization == "dataset":
        variance = np.square(pipeline.deviation).tolist()
        yield layers.Normalization(mean=list(pipeline.mean), variance=variance, dtype=precision, name="normalization")
    elif pipeline.normalization == "image":
        plain = {"center": False, "scale": False, "epsilon": _EPSILON}
        yield layers.LayerNormalization((1, 2, 3), **plain, dtype=precision, name="image_normalization")


def _layers(keras: Any, shape: LayerShape, precision: str) -> Iterator[Any]:
    """A layer; leaky ReLU stands behind it in one of its own, which says its slope."""
    spec, name = shape.spec, shape.name
    is_leaky = getattr(spec, "activation", "") == "leaky_relu"
    if not (is_leaky and isinstance(spec, specs.Activation)):
        fields = keras_fields(keras, spec.model_copy(update={"activation": "linear"}) if is_leaky else spec)
        if isinstance(spec, specs.Dense | specs.Conv2D):
            # Its weights are given, but whoever trains it anew begins as this program did.
            initializer = spec.kernel_initializer
            fields["kernel_initializer"] = _INITIALIZERS.get(initializer, initializer)
        yield getattr(keras.layers, spec.type)(name=name, dtype=precision, **fields)
        name = f"{name}_leaky_relu"
    if is_leaky:
        yield keras.layers.LeakyReLU(negative_slope=LEAKY_SLOPE, name=name, dtype=precision)
