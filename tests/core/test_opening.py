"""What a path is, told by its content: whoever renames a file can still open it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import resources
from core.errors import WorkbenchError
from core.opening import kind_of

ROOT = Path(__file__).resolve().parents[2]

TELL = """
import sys
from pathlib import Path
from core.opening import kind_of
print(kind_of(Path(sys.argv[1])))
print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture
def class_folders(tmp_path: Path) -> Path:
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        Image.new("L", (8, 8)).save(tmp_path / "pets" / name / "1.png")
    return tmp_path / "pets"


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        for name in names:
            zipped.writestr(name, b"{}")
    return path


def test_a_folder_of_class_folders_is_a_dataset(class_folders: Path) -> None:
    assert kind_of(class_folders) == "dataset"


def test_tables_and_archives_of_pictures_are_datasets_whatever_they_are_called(tmp_path: Path) -> None:
    np.savez(tmp_path / "arrays.npz", images=np.zeros((2, 4, 4), np.uint8), labels=np.arange(2))
    (tmp_path / "arrays.npz").rename(tmp_path / "arrays.json")
    (tmp_path / "table.workbench").write_text("emotion,pixels,Usage\n0,1 2 3 4,Training\n")
    zipped = archive(tmp_path / "pictures.json", "cats/1.png", "dogs/1.png", "manifest.json")
    for path in (tmp_path / "arrays.json", tmp_path / "table.workbench", zipped):
        assert kind_of(path) == "dataset"


def test_a_folder_that_holds_only_a_table_is_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_text("emotion,pixels,Usage\n0,1 2 3 4,Training\n")
    assert kind_of(tmp_path) == "dataset"


@pytest.mark.parametrize("recipe", sorted(path.name for path in resources.path("recipes").glob("*.json")))
def test_every_shipped_experiment_is_one(recipe: str) -> None:
    assert kind_of(resources.path("recipes", recipe)) == "experiment"


def test_an_experiment_that_is_not_valid_yet_can_be_opened_and_mended(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(json.dumps({"epochs": -1, "network": {"layers": [{"type": "Dense"}]}}))
    assert kind_of(path) == "experiment"


def test_a_model_is_told_from_any_other_archive(tmp_path: Path) -> None:
    assert kind_of(archive(tmp_path / "model.zip", "manifest.json", "weights.safetensors")) == "model"


def test_a_picture_and_a_folder_of_nothing_else_are_to_be_asked_about(class_folders: Path) -> None:
    assert kind_of(class_folders / "cats" / "1.png") == "picture"
    assert kind_of(class_folders / "cats") == "picture"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Dear reader", "is not a dataset"),
        (b"{not json", "is not JSON"),
        (b'{"colour": "red"}', "holds no experiment"),
        (b"[1, 2]", "is not a dataset"),
        (b"\x1f\x8b\x08", "not a zip"),
        (b"PK\x03\x04" + bytes(60), "damaged"),
    ],
)
def test_a_file_that_is_none_of_them_is_named_with_the_reason(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file.workbench"
    path.write_bytes(content)
    with pytest.raises(WorkbenchError, match=words) as caught:
        kind_of(path)
    assert str(path) in caught.value.message


def test_folders_without_anything_to_open_are_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="is an empty folder"):
        kind_of(tmp_path)
    (tmp_path / "letter.txt").write_text("Dear reader")
    with pytest.raises(WorkbenchError, match="has no class folders"):
        kind_of(tmp_path)


@pytest.mark.parametrize("name", ["missing.zip", "n" * 5000, "nul\0"], ids=["missing", "long", "impossible"])
def test_a_path_that_leads_nowhere_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        kind_of(tmp_path / name)
    assert name in caught.value.message


def test_telling_loads_nothing_that_the_window_would_wait_for(class_folders: Path) -> None:
    command = [sys.executable, "-c", TELL, str(class_folders)]
    result = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    assert result.stdout == "dataset\n"
    assert not {name.partition(".")[0] for name in result.stderr.split()} & {"numpy", "PIL", "pydantic", "PySide6"}
