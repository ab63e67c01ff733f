"""A `.keras` file is opened by plain Keras, in a process that has nothing of this program, and answers the same."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.models.bundle import ModelBundle
from core.models.exporting.export import export_model
from core.models.importing.keras_file import import_keras
from core.models.predictor import Predictor
from tests.core.backends.keras_engine import needs_keras
from tests.core.models.exporting.models import CLASSES, NETWORKS, images, model

pytestmark = needs_keras

# What a stranger writes: neither custom objects nor a module of this program.
STRANGER = """
import sys
from pathlib import Path
import keras, numpy as np
for file in sorted(Path(sys.argv[1]).glob("*.keras")):
    network = keras.models.load_model(file)
    answer = network(np.load(file.with_suffix(".npy")), training=False)
    np.savez(file.with_suffix(".npz"), answer=keras.ops.convert_to_numpy(answer), steps=len(network.layers))
assert "core" not in sys.modules
"""
CASES: dict[str, dict[str, Any]] = {
    **{name: {"layers": layers} for name, layers in NETWORKS.items()},
    **{f"{way}, colour": {"normalization": way, "channels": 3} for way in ("unit", "dataset", "image")},
    **{f"{way}, float64": {"normalization": way, "precision": "float64"} for way in ("unit", "image")},
    "calibrated": {"temperature": 2.5},
}
BLANK = 0


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every model in two files, with the stranger's answers beside each: all in one process, which takes long."""
    folder = tmp_path_factory.mktemp("keras")
    for number, fields in enumerate(CASES.values()):
        bundle = model(**fields)
        pictures = images(bundle.manifest.pipeline.channels)
        floats = np.empty(pictures.shape, bundle.manifest.experiment.precision)
        for inside, given in (True, pictures), (False, bundle.manifest.pipeline.to_floats(pictures, out=floats)):
            file = folder / f"{number}-{inside}.keras"
            export_model(bundle, file, with_preprocessing=inside)
            np.save(file.with_suffix(".npy"), given)
    command = [sys.executable, "-I", "-c", STRANGER, str(folder)]
    program = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    assert program.returncode == 0, program.stderr[-3000:]
    return folder


def case(folder: Path, name: str, *, inside: bool) -> tuple[ModelBundle, Path]:
    return model(**CASES[name]), folder / f"{list(CASES).index(name)}-{inside}.keras"


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("name", CASES)
def test_plain_keras_gives_the_same_probabilities(opened: Path, name: str, *, inside: bool) -> None:
    bundle, file = case(opened, name, inside=inside)
    expected = Predictor(bundle).probabilities(images(bundle.manifest.pipeline.channels))

    with np.load(file.with_suffix(".npz")) as stored:
        np.testing.assert_allclose(stored["answer"], expected, atol=1e-5)


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("name", CASES)
def test_an_exported_model_comes_back_with_the_same_answers(opened: Path, name: str, *, inside: bool) -> None:
    bundle, file = case(opened, name, inside=inside)
    pictures = images(bundle.manifest.pipeline.channels)

    back = import_keras(file)

    expected = Predictor(bundle).probabilities(pictures)
    np.testing.assert_allclose(Predictor(back).probabilities(pictures), expected, atol=1e-5)
    assert (back.classes, back.manifest.experiment.name) == (CLASSES, "shapes")
    assert back.manifest.pipeline.normalization == bundle.manifest.pipeline.normalization
    assert back.manifest.experiment.precision == bundle.manifest.experiment.precision


def test_the_file_says_its_classes_and_what_it_leaves_to_whoever_asks(tmp_path: Path) -> None:
    mirrored = model(prediction={"mirrored": True})
    exported = export_model(mirrored, tmp_path / "shapes.keras")

    with zipfile.ZipFile(tmp_path / "shapes.keras") as archive:
        facts = json.loads(archive.read("workbench.json"))

    assert facts["classes"] == list(CLASSES)
    assert (facts["prediction"]["mirrored"], facts["prediction_inside"]) == (True, False)
    assert "mean over several views" in exported.notes[0]
    back = Predictor(import_keras(tmp_path / "shapes.keras"))
    np.testing.assert_allclose(back.probabilities(images()), Predictor(mirrored).probabilities(images()), atol=1e-5)
