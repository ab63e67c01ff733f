"""A script stands alone: with NumPy or Keras and nothing of this program it predicts the same, and learns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import WorkbenchError
from core.models.bundle import ModelBundle
from core.models.exporting.export import export_model
from core.models.exporting.script import script
from core.models.predictor import Predictor
from tests.core.backends.keras_engine import needs_keras
from tests.core.models.exporting.models import (
    CLASSES,
    FLATTEN,
    HEIGHT,
    NETWORKS,
    OUTPUT,
    WIDTH,
    images,
    model,
    networks,
)

ALL_LAYERS = [
    *NETWORKS["convolutions"][:-2],
    {"type": "Conv2D", "filters": 3, "kernel_size": 3, "activation": "leaky_relu"},
    {"type": "Dropout", "rate": 0.1},
    {"type": "GlobalAveragePooling2D"},
    {"type": "Dense", "units": 6, "activation": "sigmoid", "l1": 0.001},
    {"type": "BatchNormalization"},
    OUTPUT,
]


def run(file: Path, *arguments: str | Path) -> str:
    """Run a script in a process that sees neither this checkout nor the user's own packages."""
    command = [sys.executable, "-I", "-W", "error::SyntaxWarning", str(file), *map(str, arguments)]
    program = subprocess.run(command, cwd=file.parent, text=True, capture_output=True, check=False, timeout=240)
    assert program.returncode == 0, program.stderr[-3000:]
    return program.stdout


def predictions(bundle: ModelBundle, folder: Path, engine: Any = "numpy") -> Any:
    channels = bundle.manifest.pipeline.channels
    np.savez(folder / "pictures.npz", images=images(channels))
    export_model(bundle, folder / "shapes.py", engine=engine)
    run(folder / "shapes.py", "predict", "pictures.npz", "--save", "answers.npz")
    with np.load(folder / "answers.npz") as stored:
        assert tuple(stored["classes"]) == bundle.classes
        return stored["probabilities"]


def squares(seed: int = 0) -> dict[str, Any]:
    """Squares whose brightness tells the class."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(CLASSES), 240)
    noise = rng.integers(-30, 30, (240, HEIGHT, WIDTH))
    return {"images": (60 + 70 * labels[:, None, None] + noise).clip(0, 255).astype(np.uint8), "labels": labels}


PREDICTED: dict[str, dict[str, Any]] = {
    "all layers, six views": {
        "layers": ALL_LAYERS,
        "prediction": {"mirrored": True, "zoom": 0.1},
        "temperature": 1.5,
    },
    "colour, float64": {
        "layers": NETWORKS["overlapping pools, and a mean"],
        "channels": 3,
        "precision": "float64",
        "temperature": 0.5,
    },
    "by image, three sizes": {
        "layers": NETWORKS["normalised rows"],
        "normalization": "image",
        "prediction": {"zoom": 0.3},
    },
    "mirrored": {
        "layers": NETWORKS["dense, tanh"],
        "normalization": "unit",
        "prediction": {"mirrored": True},
    },
}
# Each takes as long as TensorFlow does to start, once or twice.
KERAS_PREDICTS = ("all layers, six views", "colour, float64")
KERAS_LEARNS = ("nesterov, in one cycle, smoothed", "adam, in steps, with decay")


def both(cases: dict[str, dict[str, Any]], with_keras: tuple[str, ...]) -> list[Any]:
    """Each case with NumPy, and some with Keras."""
    keras = [pytest.param("keras", name, marks=needs_keras) for name in with_keras]
    return [*(("numpy", name) for name in cases), *keras]


@pytest.mark.parametrize(("engine", "case"), both(PREDICTED, KERAS_PREDICTS))
def test_a_script_predicts_as_the_model_does(tmp_path: Path, engine: str, case: str) -> None:
    bundle = model(**PREDICTED[case])
    expected = Predictor(bundle).probabilities(images(bundle.manifest.pipeline.channels))
    np.testing.assert_allclose(predictions(bundle, tmp_path, engine), expected, atol=1e-5)


TRAINED: dict[str, dict[str, Any]] = {
    "sgd": {"optimizer": {"type": "SGD", "learning_rate": 0.1}},
    "momentum, by cosine": {
        "optimizer": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9},
        "schedule": {"shape": "cosine"},
    },
    "nesterov, in one cycle, smoothed": {
        "optimizer": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
        "schedule": {"shape": "one_cycle"},
        "loss": {"label_smoothing": 0.1},
    },
    "adam, in steps, with decay": {
        "optimizer": {"type": "Adam", "learning_rate": 0.01, "weight_decay": 0.01},
        "schedule": {"shape": "step", "step_epochs": 3},
    },
    "summed loss": {
        "optimizer": {"type": "SGD", "learning_rate": 0.002},
        "loss": {"reduction": "sum"},
    },
}


@pytest.mark.parametrize(("engine", "way"), both(TRAINED, KERAS_LEARNS))
def test_a_script_learns_from_the_first_weights(tmp_path: Path, engine: Any, way: str) -> None:
    np.savez(tmp_path / "train.npz", **squares(0))
    np.savez(tmp_path / "test.npz", **squares(1))
    layers = ALL_LAYERS if way.startswith("adam") else [FLATTEN, OUTPUT]
    bundle = model(layers, batch_size=16, epochs=12, **TRAINED[way])
    export_model(bundle, tmp_path / "shapes.py", engine=engine)

    said = run(tmp_path / "shapes.py", "train", "train.npz", "--save", "learned.npz")
    result = run(tmp_path / "shapes.py", "evaluate", "test.npz", "--weights", "learned.npz")

    assert float(result.split()[1].rstrip("%")) > 80, said


def test_a_scripts_gradients_are_those_of_its_loss(tmp_path: Path) -> None:
    """Whoever reads the script to understand backpropagation must not read a wrong derivative."""
    layers = [layer for layer in ALL_LAYERS if layer["type"] != "Dropout"]
    export_model(model(layers, precision="float64"), tmp_path / "shapes.py")
    check = tmp_path / "check.py"
    check.write_text(
        "import sys; sys.path.insert(0, '.')\n"
        "import numpy as np, shapes as s\n"
        "network, rng = s.build_network(), np.random.default_rng(0)\n"
        "s.load_weights(network, s.WEIGHTS)\n"
        "x, y = rng.normal(size=(5, *s.SHAPE)), rng.integers(0, 3, 5)\n"
        "def loss(): return -np.log(s.softmax(s.forward(network, x, True))[np.arange(5), y]).sum()\n"
        "loss(); s.backward(network, s.softmax(s.forward(network, x, True)) - np.eye(3)[y])\n"
        "for layer in network:\n"
        "    for name, w in layer.weights.items():\n"
        "        place = np.unravel_index(rng.integers(w.size), w.shape)\n"
        "        g, kept, h = layer.gradients[name].copy(), w[place], 1e-6\n"
        "        w[place] = kept + h; up = loss()\n"
        "        w[place] = kept - h; down = loss()\n"
        "        w[place] = kept\n"
        "        assert abs((up - down) / (2 * h) - g[place]) < 1e-5 * max(1, abs(g[place])), name\n"
        "print('checked', sum(len(layer.weights) for layer in network))\n"
    )
    assert run(check) == "checked 13\n"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layers=networks(), engine=st.sampled_from(["numpy", "keras"]), zoom=st.sampled_from([0, 0.1]))
def test_only_what_is_used_is_written_out(layers: list[dict[str, Any]], engine: Any, zoom: float) -> None:
    code = script(model(layers, prediction={"zoom": zoom}), "shapes.py", engine)
    compile(code, "shapes.py", "exec")
    kinds = {layer["type"] for layer in layers}
    for kind in ("Conv2D", "MaxPooling2D", "BatchNormalization", "GlobalAveragePooling2D", "Flatten", "Dropout"):
        assert (f"{kind}(" in code) == (kind in kinds)
    assert ("def zoomed" in code) == bool(zoom)
    assert "core" not in code.split()


@pytest.mark.parametrize("engine", ["numpy", "keras"])
def test_a_script_is_as_tidy_as_code_that_people_write(tmp_path: Path, engine: Any) -> None:
    way = TRAINED["adam, in steps, with decay"]
    file = tmp_path / "shapes.py"
    file.write_text(script(model(ALL_LAYERS, prediction={"mirrored": True, "zoom": 0.1}, **way), file.name, engine))
    ruff = [sys.executable, "-m", "ruff"]
    chosen = ["--isolated", "--line-length", "120"]
    subprocess.run([*ruff, "format", "--check", "--diff", *chosen, str(file)], check=True)
    subprocess.run([*ruff, "check", "--select", "E,F,I,W,B,UP,SIM,C4,PIE", *chosen, str(file)], check=True)


HOSTILE = '"""\nimport os; os.abort()\n"""'


@pytest.mark.parametrize("engine", ["numpy", "keras"])
def test_names_cannot_become_code(engine: Any) -> None:
    bundle = model(classes=(HOSTILE, "back\\slash", 'quote"s'), name=HOSTILE[:100])
    namespace: dict[str, Any] = {}
    code = script(bundle, 'evil""".py', engine)
    head = code[: code.index("SHAPE = ")].replace("import keras\n", "").replace("from keras import layers\n", "")
    exec(compile(head, "shapes.py", "exec"), namespace)  # noqa: S102 - the point of it
    assert namespace["CLASSES"] == bundle.classes


def test_pictures_of_another_size_are_refused_with_a_reason(tmp_path: Path) -> None:
    export_model(model(), tmp_path / "shapes.py")
    np.savez(tmp_path / "pictures.npz", images=np.zeros((2, 4, 4), np.uint8))
    command = [sys.executable, "-I", "shapes.py", "predict", "pictures.npz"]
    program = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert (program.returncode, program.stderr.count("\n")) == (1, 1)
    assert "images must be uint8 (N, 9, 8, 1), not uint8 (2, 4, 4, 1)" in program.stderr


def test_the_script_is_not_there_without_its_weights(tmp_path: Path) -> None:
    (tmp_path / "shapes.npz").mkdir()
    with pytest.raises(WorkbenchError, match=r"cannot be exported to .*shapes\.npz"):
        export_model(model(), tmp_path / "shapes.py")
    assert not (tmp_path / "shapes.py").exists()
