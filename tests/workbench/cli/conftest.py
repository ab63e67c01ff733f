from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from workbench.cli.app import run

CLASSES = ("dark", "gray", "bright")
SIDE = 8


class Result(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document that standard output has to be."""
        return json.loads(self.out)


class Workbench(Protocol):
    """Runs `workbench` with these arguments, in this process."""

    def __call__(self, *arguments: str | Path) -> Result: ...


@pytest.fixture
def workbench(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workbench:
    # Tables are as wide as they need to be.
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: str | Path) -> Result:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        return Result(status, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 200 noisy squares in three classes, in one piece."""
    path = tmp_path_factory.mktemp("data") / "squares.npz"
    rng = np.random.default_rng(0)
    labels = rng.integers(0, len(CLASSES), 200)
    noise = rng.integers(-50, 50, (200, SIDE, SIDE, 1))
    images = (noise + 60 + 60 * labels[:, None, None, None]).clip(0, 255).astype(np.uint8)
    np.savez(path, images=images, labels=labels, classes=np.array(CLASSES))
    return path


@pytest.fixture(scope="session")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small experiment for the squares, as a file."""
    path = tmp_path_factory.mktemp("recipe") / "small.json"
    layers = [
        {"type": "Flatten"},
        {"type": "Dense", "units": 12, "activation": "relu"},
        {"type": "Dense", "units": len(CLASSES)},
    ]
    draft = {"name": "small", "network": {"layers": layers}, "epochs": 3, "batch_size": 16, "seed": 5}
    path.write_text(json.dumps(draft))
    return path


@pytest.fixture
def model(workbench: Workbench, recipe: Path, squares: Path, tmp_path: Path) -> Path:
    path = tmp_path / "squares.workbench"
    assert workbench("train", recipe, "--data", squares, "--save", path).status == 0
    return path


@pytest.fixture
def opened(squares: Path) -> ImageDataset:
    return open_dataset(squares)


@pytest.fixture
def pictures(opened: ImageDataset, tmp_path: Path) -> list[Path]:
    """Three pictures of the dataset as files."""
    paths = [tmp_path / f"picture {row}.png" for row in range(3)]
    for row, path in enumerate(paths):
        Image.fromarray(opened.images[row, :, :, 0]).save(path)
    return paths
