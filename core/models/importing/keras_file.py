"""A Sequential that Keras saved, as a model of this program: to be evaluated and asked, narrowed, calibrated, united.

Files of this program's own export say their classes and their preprocessing. Of all others, classes are called by their
numbers unless somebody says their names; images are normalised by the file's own layers (Rescaling, Normalization), or
as somebody says.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.errors import WorkbenchError
from core.experiment.draft import validate
from core.experiment.shapes import LayerShape, layer_shapes
from core.experiment.spec import Experiment, PredictionSpec
from core.models.bundle import Manifest, ModelBundle
from core.models.exporting.about import About
from core.models.importing.keras_archive import StoredWeights, read_archive, reading
from core.models.importing.keras_layers import KerasNetwork, StoredLayer, read_network
from core.models.importing.keras_preprocessing import Way, pipeline_of
from core.network.parameters import FloatArray
from core.preprocessing.pipeline import Pipeline
from core.progress import Progress, silent

IMPORTED = "imported"
"""In place of a run's id, and of the name of the data that it was trained on where nobody says it."""
_LONGEST_NAME = 120


def import_keras(
    path: Path, classes: Sequence[str] | None = None, way: Way | None = None, progress: Progress = silent
) -> ModelBundle:
    """Read a `.keras` file.

    Args:
        path: The file.
        classes: Names, in the order of the outputs; None: as the file says, or else numbers from 0.
        way: How images are normalised before the first layer, where the file does not say it: "unit" divides bytes by
            255, "image" evens out each image besides, "none" leaves them as they are.
        progress: Told what is done; may raise Cancelled.

    Raises:
        WorkbenchError: It cannot be read, is no Sequential, has a layer that this program does not have, weights of
            other shapes, or does not say how images are normalised; the message names the file, and the layer.
    """
    progress("Reading the Keras file", 0, 0)
    archive = read_archive(path)
    with reading(path):
        weights = StoredWeights(archive.weights)
        try:
            return _import(path, archive.config, archive.about, weights, classes, way)
        except WorkbenchError as error:
            raise WorkbenchError(f"{path} cannot be imported: {error.message}", error.hint, error.details) from error
        finally:
            weights.close()


def _import(
    path: Path,
    config: object,
    about: About | None,
    weights: StoredWeights,
    classes: Sequence[str] | None,
    way: Way | None,
) -> ModelBundle:
    network = read_network(config, lambda layer, place: weights.array(layer, place).astype(np.float64))
    pipeline = _pipeline(path, network, about, way)
    experiment = _experiment(path, network, pipeline, about)
    shapes = layer_shapes(experiment.network, pipeline.input_shape)
    arrays = _weights(shapes, network.stored, weights)
    if any(array.dtype == np.float64 for array in arrays.values()):
        experiment = experiment.model_copy(update={"precision": "float64"})
    names = _classes(shapes[-1], about, classes)
    experiment = experiment.model_copy(update={"data": experiment.data.model_copy(update={"classes": names})})
    manifest = Manifest(
        experiment=experiment,
        classes=names,
        pipeline=pipeline,
        run_id=IMPORTED,
        epoch=0,
        chosen_on="",
        trained_on=about.trained_on if about else IMPORTED,
        data_sha256="",
        temperature=network.temperature or 1.0,
    )
    manifest.layer_shapes()
    precision = np.dtype(experiment.precision)
    return ModelBundle(manifest, {name: _finite(name, array.astype(precision)) for name, array in arrays.items()})


def _pipeline(path: Path, network: KerasNetwork, about: About | None, way: Way | None) -> Pipeline:
    height, width, channels = network.input_shape
    if network.normalisation.is_given:
        if way is not None:
            message = "Its own layers normalise images, so that nobody has to say how."
            raise WorkbenchError(message, "Leave the normalisation out.")
        return network.normalisation.pipeline(height, width)
    if way is not None:
        return pipeline_of(way, height, width, channels)
    if about is not None and about.preprocessing.input_shape == network.input_shape:
        return about.preprocessing
    raise WorkbenchError(
        "It does not say how images are normalised before the first layer.",
        f"Say it: workbench models import {path.name} --normalization unit (divided by 255), image, or none.",
    )


def _experiment(path: Path, network: KerasNetwork, pipeline: Pipeline, about: About | None) -> Experiment:
    name = about.name if about else path.stem
    experiment = validate(
        {
            "name": name[:_LONGEST_NAME] or IMPORTED,
            "description": f"Imported from {path.name}, a file of Keras. Only its network is known.",
            "network": {"layers": network.drafts},
            "preprocessing": {
                "color": "grayscale" if pipeline.channels == 1 else "rgb",
                "normalization": pipeline.normalization,
            },
        }
    )
    prediction = about.prediction if about else PredictionSpec()
    return experiment.model_copy(update={"prediction": prediction})


def _weights(
    shapes: Sequence[LayerShape], stored: Sequence[StoredLayer], weights: StoredWeights
) -> dict[str, FloatArray]:
    """Every weight by this program's name; what Keras leaves out of a normalisation is what changes nothing."""
    with_weights = [layer for layer in shapes if layer.weights]
    arrays: dict[str, FloatArray] = {}
    for layer, source in zip(with_weights, stored, strict=True):
        for weight in layer.weights:
            role = weight.name.rpartition("/")[2]
            if role not in source.roles:
                arrays[weight.name] = np.full(weight.shape, float(weight.initializer == "ones"), np.float32)
                continue
            array = weights.array(source.name, source.roles.index(role), weight.shape)
            arrays[weight.name] = array if array.dtype == np.float64 else array.astype(np.float32)
    return arrays


def _finite(name: str, array: FloatArray) -> FloatArray:
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has a weight that is not a finite number")
    return np.ascontiguousarray(array)


def _classes(last: LayerShape, about: About | None, given: Sequence[str] | None) -> tuple[str, ...]:
    outputs = last.output_shape[-1]
    names = tuple(given) if given else about.classes if about else tuple(map(str, range(outputs)))
    if last.output_shape != (len(names),):
        raise WorkbenchError(
            f"{len(names)} classes are named, but the network has {outputs} outputs.", "Name one class for each output."
        )
    if len(set(names)) < len(names) or len(names) < 2:
        raise WorkbenchError("A model needs two or more different classes.", "Give each output another name.")
    return names
