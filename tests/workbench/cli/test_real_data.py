"""The whole path on real files: SVHN crops and the photographs of faces."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.experiment.division import divide
from core.models.bundle import ModelBundle, load_bundle
from tests.workbench.cli.conftest import Workbench

FACES_IN_TRAIN = {
    "angry": 3995, "disgust": 436, "fear": 4097, "happy": 7215, "neutral": 4965, "sad": 4830, "surprise": 3171,
}  # fmt: skip
FACES_IN_VALIDATION = {
    "angry": 467, "disgust": 56, "fear": 496, "happy": 895, "neutral": 607, "sad": 653, "surprise": 415,
}  # fmt: skip
FEW = ("--set", "epochs=2")


@pytest.fixture
def svhn(shared_data: Path) -> Path:
    return shared_data / "svhn"


@pytest.fixture
def faces(shared_data: Path) -> Path:
    return shared_data / "fer" / "face-expression-recognition-dataset.zip"


def test_svhn_files_are_counted(workbench: Workbench, svhn: Path) -> None:
    document = workbench("data", "info", svhn, "--json").document

    assert {name: split["images"] for name, split in document["splits"].items()} == {"train": 5586, "test": 1410}
    assert document["classes"] == list("0123456789")
    assert document["image_shape"] == [32, 32, 3]


def test_a_picture_cut_from_svhn_gets_the_answer_of_its_pixels(
    workbench: Workbench, svhn: Path, tmp_path: Path
) -> None:
    model = tmp_path / "digits.workbench"
    assert workbench("train", "digits-quick", "--data", svhn, "--save", model, *FEW, "--set", "seed=1").status == 0
    dataset = open_dataset(svhn)
    rows = dataset.splits["test"][:40]
    files = [tmp_path / f"{row}.png" for row in rows]
    for row, file in zip(rows, files, strict=True):
        Image.fromarray(dataset.images[row]).save(file)

    predictions = workbench("predict", model, *files, "--json").document["predictions"]

    labels = [dataset.classes[dataset.labels[row]] for row in rows]
    hits = sum(entry["label"] == label for entry, label in zip(predictions, labels, strict=True))
    # A tenth would be chance; two epochs do better than a quarter.
    assert hits > 10
    assert all(entry["probabilities"].keys() == set(dataset.classes) for entry in predictions)


def copies_of_training_faces(model: ModelBundle, faces: ImageDataset) -> int:
    """Counted by the pixels themselves: faces that the model is measured on and was trained on, too."""
    parts = divide(model.manifest.experiment, faces)
    learned = {faces.images[row].tobytes() for row in parts.train}
    return sum(faces.images[row].tobytes() in learned for row in parts.test)


def test_the_faces_of_the_zip_are_counted_and_answered(workbench: Workbench, faces: Path, tmp_path: Path) -> None:
    document = workbench("data", "info", faces, "--json").document
    assert {name: split["images"] for name, split in document["splits"].items()} == {"train": 28709, "validation": 3589}
    assert document["splits"]["train"]["per_class"] == FACES_IN_TRAIN
    assert document["splits"]["validation"]["per_class"] == FACES_IN_VALIDATION
    assert document["image_shape"] == [48, 48, 1]

    model = tmp_path / "faces.workbench"
    trained = workbench(
        "train", "report-faces-rate-0.001", "--data", faces, "--save", model, "--set", "epochs=1", "--json"
    )
    assert trained.document["outcome"] == "completed"
    picture = tmp_path / "happy.jpg"
    with zipfile.ZipFile(faces) as archive:
        name = next(name for name in archive.namelist() if "validation/happy/" in name and name.endswith(".jpg"))
        picture.write_bytes(archive.read(name))
    result = workbench("predict", model, picture, "--json")
    (answer,) = result.document["predictions"]

    assert result.status == 0
    assert answer["probabilities"].keys() == {"angry", "fear", "happy", "sad"}
    assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    evaluated = workbench("evaluate", model, "--data", faces, "--json").document
    assert evaluated["split"] == "validation"
    assert evaluated["images"] == sum(FACES_IN_VALIDATION[name] for name in ("angry", "fear", "happy", "sad"))
    assert evaluated["accuracy"] > 0.3
    effect = workbench("evaluate", model, "--data", faces, "--without-duplicates", "--json").document
    copies = copies_of_training_faces(load_bundle(model), open_dataset(faces))
    assert effect["without_duplicates"]["copies"] == copies > 50
    assert effect["without_duplicates"]["evaluation"]["images"] == evaluated["images"] - copies


def test_photographs_of_faces_get_an_answer_each(workbench: Workbench, shared_data: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (60, 48, 48, 1)).astype(np.uint8)
    np.savez(tmp_path / "noise.npz", images=images, labels=np.arange(60) % 4, classes=["angry", "fear", "happy", "sad"])
    model = tmp_path / "noise.workbench"
    trained = workbench(
        "train", "report-faces-rate-0.001", "--data", tmp_path / "noise.npz", "--set", "epochs=1", "--save", model
    )
    assert trained.status == 0, trained.err
    photos = sorted(
        path for path in (shared_data / "photos").rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"}
    )

    result = workbench("predict", model, *photos, "--json")

    assert len(photos) == 28
    assert result.status == 0
    assert [entry["file"] for entry in result.document["predictions"]] == [str(path) for path in photos]
