"""`workbench models export` and `import`: out to other programs, and back, with the same answers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from tests.core.backends.keras_engine import needs_keras
from tests.workbench.cli.conftest import CLASSES, Workbench

onnxruntime = pytest.importorskip("onnxruntime")


def test_an_exported_network_answers_in_another_runtime(
    workbench: Workbench, model: Path, opened: ImageDataset, tmp_path: Path
) -> None:
    file = tmp_path / "squares.onnx"

    result = workbench("models", "export", model, "--to", file, "--with-preprocessing", "--json")

    assert (result.status, result.document) == (0, {"files": [str(file)], "notes": []})
    pictures = np.asarray(opened.images[:20])
    (probabilities,) = onnxruntime.InferenceSession(file).run(None, {"images": pictures})
    np.testing.assert_allclose(probabilities, Predictor(load_bundle(model)).probabilities(pictures), atol=1e-5)


def test_whoever_normalises_by_himself_is_told_how(workbench: Workbench, model: Path, tmp_path: Path) -> None:
    result = workbench("models", "export", model, "--to", tmp_path / "squares.onnx")
    assert result.status == 0
    assert "It takes images of 8 x 8 x 1, divided by 255." in result.out


def test_a_script_is_written_with_its_weights_and_runs(
    workbench: Workbench, model: Path, squares: Path, tmp_path: Path
) -> None:
    result = workbench("models", "export", model, "--to", tmp_path / "squares.py")
    assert result.out.split() == [str(tmp_path / "squares.py"), str(tmp_path / "squares.npz")]
    command = [sys.executable, "-I", tmp_path / "squares.py", "evaluate", squares]
    program = subprocess.run(command, text=True, capture_output=True, check=True, cwd=tmp_path)
    assert program.stdout.startswith("accuracy ")


@needs_keras
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_model_goes_to_keras_and_comes_back(
    workbench: Workbench, model: Path, squares: Path, pictures: list[Path], tmp_path: Path
) -> None:
    file, back = tmp_path / "squares.keras", tmp_path / "back.workbench"
    assert workbench("models", "export", model, "--to", file, "--with-preprocessing").status == 0

    result = workbench("models", "import", file, "--save", back, "--json")

    expected = {"classes": list(CLASSES), "input_shape": [8, 8, 1], "normalization": "unit", "model": str(back)}
    assert (result.status, result.document) == (0, expected)
    figures = [workbench("evaluate", one, "--data", squares, "--json").document for one in (back, file)]
    accuracies = {one["evaluation"]["accuracy"] if "evaluation" in one else one["accuracy"] for one in figures}
    assert len(accuracies) == 1
    answer = workbench("predict", back, pictures[0], "--json").document["predictions"][0]
    own = workbench("predict", model, pictures[0], "--json").document["predictions"][0]
    assert answer["label"] == own["label"]
    assert answer["probability"] == pytest.approx(own["probability"], abs=1e-5)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "digits", "--to", "digits.pt"], "has no ending of a format"),
        (["export", "nobody", "--to", "digits.onnx"], "nobody"),
        (["export", "digits", "--to", "digits.py", "--engine", "torch"], "torch"),
        (["import", "missing.keras", "--save", "m.workbench"], "missing.keras cannot be read: No such file"),
        (["import", __file__, "--save", "m.workbench"], "is not a model that Keras saved"),
        (["import", "missing.keras", "--save", "m.workbench", "--normalization", "twice"], "twice"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = workbench("models", *arguments)
    assert (result.status, result.out) == (2, "")
    assert says in result.err
    assert result.err.strip().count("\n") == 0
    assert not list(tmp_path.iterdir())


def test_a_picture_gets_the_same_answer_from_a_committees_one_file(
    workbench: Workbench, model: Path, pictures: list[Path], tmp_path: Path
) -> None:
    committee, file = tmp_path / "both.workbench", tmp_path / "both.onnx"
    twin = shutil.copy(model, tmp_path / "twin.workbench")
    assert workbench("committee", model, twin, "--save", committee).status == 0
    assert workbench("models", "export", committee, "--to", file, "--with-preprocessing").status == 0
    session = onnxruntime.InferenceSession(file)
    seen = np.asarray(Image.open(pictures[0]))[None, ..., None]
    (probabilities,) = session.run(None, {"images": seen})
    answer = workbench("predict", committee, pictures[0], "--json").document["predictions"][0]
    assert json.loads(session.get_modelmeta().custom_metadata_map["classes"]) == list(CLASSES)
    assert probabilities[0].max() == pytest.approx(answer["probability"], abs=1e-5)
