"""A saved model: one zip file with a manifest (JSON) and the weights (safetensors).

Opening one never runs code from it: JSON and safetensors hold data only, everything is checked against the network that
the manifest describes, and nothing is unpacked to disk.
"""

from __future__ import annotations

import platform
import struct
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from core.errors import WorkbenchError
from core.evaluation.evaluation import Evaluation
from core.experiment.draft import InvalidExperimentError
from core.experiment.shapes import LayerShape, WeightShape, layer_shapes
from core.experiment.spec import Experiment
from core.files import atomic_path
from core.network.parameters import FloatArray
from core.paths import MODEL_SUFFIX
from core.preprocessing.pipeline import Pipeline

_MANIFEST, _WEIGHTS = "manifest.json", "weights.safetensors"
_LARGEST_MANIFEST = 16 * 2**20
_SAFETENSORS_HEADER = 2**20
# What zipfile and safetensors raise on damaged or hostile bytes.
_DAMAGE = (
    zipfile.BadZipFile,
    SafetensorError,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)


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


def save_bundle(path: Path, bundle: ModelBundle) -> None:
    """Write a bundle, whole or not at all.

    Raises:
        WorkbenchError: The place cannot be written.
    """
    try:
        with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_MANIFEST, bundle.manifest.model_dump_json(indent=1))
            archive.writestr(_WEIGHTS, save_arrays(dict(bundle.weights)))
    except OSError as error:
        raise WorkbenchError(
            f"The model cannot be saved as {path}: {error.strerror}.", "Choose another place, or free some space."
        ) from error


def load_bundle(path: Path) -> ModelBundle:
    """Read a bundle.

    Raises:
        WorkbenchError: The file is missing, no bundle, damaged, or of a newer version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(path, _member(archive, _MANIFEST, _LARGEST_MANIFEST))
            largest = sum(8 * int(np.prod(weight.shape)) for weight in _weight_shapes(manifest))
            weights = load_arrays(_member(archive, _WEIGHTS, largest + _SAFETENSORS_HEADER))
    except _DAMAGE as error:
        raise _damaged(path, str(error)) from error
    except FileNotFoundError as error:
        raise WorkbenchError(
            f"There is no model file {path}.", "Check the name, or list the runs that have one."
        ) from error
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    _check_weights(path, manifest, weights)
    return ModelBundle(manifest, weights)


def _member(archive: zipfile.ZipFile, name: str, largest: int) -> bytes:
    """A member's content, if it is stored as it is and as small as it has to be: a bomb is refused, not unpacked."""
    info = archive.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED:
        raise zipfile.BadZipFile(f"{name} is compressed, which models never are")
    if info.file_size > largest:
        raise zipfile.BadZipFile(f"{name} is larger than it can be")
    return archive.read(name)


def _read_manifest(path: Path, content: bytes) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(content)
        manifest.layer_shapes()
    except (ValidationError, InvalidExperimentError) as error:
        raise _damaged(path, str(error)) from error
    return manifest


def _weight_shapes(manifest: Manifest) -> list[WeightShape]:
    return [weight for layer in manifest.layer_shapes() for weight in layer.weights]


def _check_weights(path: Path, manifest: Manifest, weights: Mapping[str, FloatArray]) -> None:
    expected = {weight.name: weight.shape for weight in _weight_shapes(manifest)}
    if {name: array.shape for name, array in weights.items()} != expected:
        raise _damaged(path, "names or shapes of the weights are not those of the network")
    precision = np.dtype(manifest.experiment.precision)
    if any(array.dtype != precision or not np.isfinite(array).all() for array in weights.values()):
        raise _damaged(path, f"a weight is not a finite number in {precision}")


def _damaged(path: Path, details: str) -> WorkbenchError:
    return WorkbenchError(
        f"{path} is not a model of this program, is damaged, or was written by a newer version.",
        f"Choose a file that ends in {MODEL_SUFFIX}, or save the model again.",
        details,
    )
