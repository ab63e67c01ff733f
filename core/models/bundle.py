"""A saved model: one zip file with a manifest (JSON) and the weights (safetensors).

Opening one never runs code from it: JSON and safetensors hold data only, everything is checked against the network that
the manifest describes, and nothing is unpacked to disk.
"""

from __future__ import annotations

import platform
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from core.evaluation.evaluation import Evaluation
from core.experiment.draft import InvalidExperimentError
from core.experiment.shapes import LayerShape, WeightShape, layer_shapes
from core.experiment.spec import Experiment
from core.models.archive import LARGEST_MANIFEST, MANIFEST, WEIGHTS, damaged, reading, stored, writing
from core.network.parameters import FloatArray
from core.preprocessing.pipeline import Pipeline

_SAFETENSORS_HEADER = 2**20


class Measurement(BaseModel):
    """How good the model was on some images, and on which."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_name: str
    data_sha256: str
    evaluation: Evaluation


class Manifest(BaseModel):
    """What a bundle says about its model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["workbench-model"] = "workbench-model"
    schema_version: Literal[1] = 1
    experiment: Experiment
    classes: tuple[str, ...] = Field(min_length=2, max_length=65_536)
    pipeline: Pipeline
    run_id: str = Field(description="The run it came from.")
    epoch: int = Field(ge=0, description="After which the weights were taken; 0 for a run stopped in its first.")
    chosen_on: str = Field(description='The split whose loss chose the epoch; "" where the last was taken as it came.')
    trained_on: str = Field(description="Name of the dataset.")
    data_sha256: str = Field(description="Digest of that dataset.")
    temperature: float = Field(
        default=1.0,
        gt=0,
        allow_inf_nan=False,
        description="What the logits of its answers are divided by: 1 unless it was calibrated.",
    )
    measurements: tuple[Measurement, ...] = ()
    created: float = Field(default_factory=time.time, description="Seconds since 1970.")
    versions: dict[str, str] = Field(
        default_factory=lambda: {"python": platform.python_version(), "numpy": np.__version__}
    )

    @field_validator("classes")
    @classmethod
    def _all_different(cls, classes: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(classes)) < len(classes):
            raise ValueError("two classes have the same name")
        return classes

    @property
    def validation(self) -> Measurement | None:
        """How good the model was on the images that chose it: the first of the figures on the data of its training."""
        return next((one for one in self.measurements if one.data_sha256 == self.data_sha256), None)

    def layer_shapes(self) -> list[LayerShape]:
        """The network's layers, checked against input and classes."""
        return layer_shapes(self.experiment.network, self.pipeline.input_shape, len(self.classes))


@dataclass(frozen=True)
class ModelBundle:
    """A trained model with everything it needs to answer.

    Attributes:
        manifest: What it is.
        weights: Every weight by name.
    """

    manifest: Manifest
    weights: Mapping[str, FloatArray]

    @property
    def classes(self) -> tuple[str, ...]:
        """Names, in the order of the outputs."""
        return self.manifest.classes

    @property
    def members(self) -> tuple[ModelBundle, ...]:
        """Whoever asks models and committees alike: a model is the only member of its own."""
        return (self,)

    @property
    def image_size(self) -> int | None:
        """What pictures of a folder or file were resized to for its training; None for their own size."""
        return self.manifest.experiment.data.image_size

    def with_changes(self, **fields: object) -> Self:
        """The same model with other fields in its manifest, which have to be valid."""
        return replace(self, manifest=self.manifest.model_copy(update=fields))


def save_bundle(path: Path, bundle: ModelBundle) -> None:
    """Write a bundle, whole or not at all.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    with writing(path) as archive:
        write_bundle(archive, bundle)


def load_bundle(path: Path) -> ModelBundle:
    """Read a bundle.

    Raises:
        WorkbenchError: The file is missing, no bundle, damaged, or of a newer version.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        return read_bundle(archive, str(path))


def read_manifest(path: Path) -> Manifest:
    """What a bundle says about its model, without the weights.

    Raises:
        WorkbenchError: As `load_bundle`.
    """
    with reading(path), zipfile.ZipFile(path) as archive:
        return parse_manifest(str(path), stored(archive, MANIFEST, LARGEST_MANIFEST))


def read_bundle(archive: zipfile.ZipFile, where: str) -> ModelBundle:
    """The same from an open archive, inside `reading`; `where` is how a message calls it."""
    manifest = parse_manifest(where, stored(archive, MANIFEST, LARGEST_MANIFEST))
    largest = sum(8 * int(np.prod(weight.shape)) for weight in _weight_shapes(manifest))
    weights = load_arrays(stored(archive, WEIGHTS, largest + _SAFETENSORS_HEADER))
    _check_weights(where, manifest, weights)
    return ModelBundle(manifest, weights)


def write_bundle(archive: zipfile.ZipFile, bundle: ModelBundle) -> None:
    """Write what `read_bundle` reads."""
    archive.writestr(MANIFEST, bundle.manifest.model_dump_json(indent=1))
    archive.writestr(WEIGHTS, save_arrays(dict(bundle.weights)))


def parse_manifest(where: str, content: bytes) -> Manifest:
    """What was written as JSON; `where` is how a message calls it.

    Raises:
        WorkbenchError: It is no manifest, or its network does not fit its input and classes.
    """
    try:
        manifest = Manifest.model_validate_json(content)
        manifest.layer_shapes()
    except (ValidationError, InvalidExperimentError) as error:
        raise damaged(where, str(error)) from error
    return manifest


def _weight_shapes(manifest: Manifest) -> list[WeightShape]:
    return [weight for layer in manifest.layer_shapes() for weight in layer.weights]


def _check_weights(where: str, manifest: Manifest, weights: Mapping[str, FloatArray]) -> None:
    expected = {weight.name: weight.shape for weight in _weight_shapes(manifest)}
    if {name: array.shape for name, array in weights.items()} != expected:
        raise damaged(where, "names or shapes of the weights are not those of the network")
    precision = np.dtype(manifest.experiment.precision)
    if any(array.dtype != precision or not np.isfinite(array).all() for array in weights.values()):
        raise damaged(where, f"a weight is not a finite number in {precision}")
