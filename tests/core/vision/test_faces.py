"""Faces are found where there are some, and nowhere else; on the real photographs and crops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.benchmarks.faces import Task, measure_faces
from core.data.open import open_dataset
from core.data.photos import load_photo, photo_of
from core.models.bundle import read_manifest
from core.models.shipped import shipped_models
from core.vision.boxes import Box
from core.vision.check import CHECK_MODEL
from core.vision.faces import face_finder


@pytest.fixture(scope="module")
def tasks(shared_data: Path) -> dict[str, Task]:
    """What `workbench bench faces` measures."""
    found = measure_faces(shared_data / "photos", str(shared_data / "svhn"))
    return {task.name: task for task in found}


@pytest.mark.slow
def test_faces_are_found_upright_tilted_and_small(tasks: dict[str, Task]) -> None:
    assert tasks["photographs"].found == tasks["photographs"].pictures == 28
    tilted, small = tasks["tilted by 20 degrees"], tasks["40 to 52 pixels in a scene"]
    assert tilted.found is not None
    assert tilted.found >= 54
    assert small.found is not None
    assert small.found >= 50
    beside = tasks["a small face beside a large one"]
    assert beside.found is not None
    assert beside.found >= 26
    assert sum(task.false for task in (tasks["photographs"], tilted, small, beside)) <= 1


@pytest.mark.slow
def test_where_there_is_no_face_hardly_one_is_found(tasks: dict[str, Task]) -> None:
    assert tasks["crops of svhn"].pictures == 1_000
    assert tasks["crops of svhn"].false <= 1
    assert tasks["scenes without a face"].pictures == 50
    assert tasks["scenes without a face"].false <= 1
    assert tasks["walls of drawn digits"].false <= 1


@pytest.mark.parametrize("photo", ["happy_00.jpg", "fear_02.jpg", "disgust_01.jpg"])
def test_the_face_of_a_photograph_is_found(shared_data: Path, photo: str) -> None:
    picture = load_photo(shared_data / "photos" / photo)
    faces = face_finder().find(picture)
    assert faces
    side = min(picture.width, picture.height)
    middle = Box.around((picture.width / 2, picture.height / 2), side, side)
    assert faces[0].box.overlap(middle) > 0.3


def test_of_two_faces_the_larger_one_comes_first(shared_data: Path) -> None:
    scene = Image.new("L", (900, 600), 110)
    scene.paste(Image.open(shared_data / "photos" / "neutral_00.jpg").resize((150, 150)), (60, 80))
    scene.paste(Image.open(shared_data / "photos" / "happy_01.jpg").resize((320, 320)), (500, 200))
    first, second = face_finder().find(photo_of(scene))
    assert first.box.overlap(Box(500, 200, 320, 320)) > 0.5
    assert second.box.overlap(Box(60, 80, 150, 150)) > 0.5


def test_a_small_face_beside_a_certain_one_is_found_afterwards(shared_data: Path) -> None:
    scene = Image.new("L", (1200, 700), 110)
    scene.paste(Image.open(shared_data / "photos" / "happy_01.jpg").resize((420, 420)), (60, 200))
    scene.paste(Image.open(shared_data / "photos" / "neutral_00.jpg").resize((56, 56)), (900, 80))
    photo = photo_of(scene)
    known = face_finder().find(photo)
    assert [face.box.overlap(Box(60, 200, 420, 420)) > 0.5 for face in known] == [True]
    (other,) = face_finder().find_others(photo, known)
    assert other.box.overlap(Box(900, 80, 56, 56)) > 0.5


def test_where_no_face_was_certain_all_were_searched_for_already(shared_data: Path) -> None:
    scene = Image.new("L", (1200, 700), 110)
    scene.paste(Image.open(shared_data / "photos" / "neutral_00.jpg").resize((56, 56)), (900, 80))
    assert len(face_finder().find(photo_of(scene))) == 1
    assert face_finder().find_others(photo_of(scene), ()) == ()
    crop = photo_of(Image.open(shared_data / "photos" / "neutral_00.jpg").resize((48, 48)))
    assert face_finder().find_others(crop, face_finder().find(crop)) == ()


def test_drawn_faces_of_the_built_in_source_count_as_faces() -> None:
    images = open_dataset("sketch-faces:200").images[:60]
    found = [face_finder().find(photo_of(Image.fromarray(np.asarray(image[..., 0])))) for image in images]
    assert sum(map(bool, found)) >= 57


def test_small_crops_of_faces_are_taken_whole(shared_data: Path) -> None:
    """As the models were trained on them: a box within such a crop would cut the chin off."""
    dataset = open_dataset(shared_data / "fer" / "face-expression-recognition-dataset.zip")
    rows = np.random.default_rng(3).choice(dataset.splits["validation"], 60, replace=False)
    faces = [face_finder().find(photo_of(Image.fromarray(np.asarray(dataset.images[row, ..., 0])))) for row in rows]
    assert sum(bool(found) for found in faces) >= 55
    assert sum(found[0].box == Box(0, 0, 48, 48) for found in faces if found) >= 55


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (21, 19), (2000, 3)])
def test_pictures_of_odd_sizes_have_no_face_and_do_no_harm(size: tuple[int, int]) -> None:
    assert face_finder().find(photo_of(Image.new("RGB", size, "gray"))) == ()


def test_the_network_that_looks_again_is_small_and_no_model_to_choose() -> None:
    assert CHECK_MODEL.stat().st_size < 1_000_000
    assert CHECK_MODEL not in shipped_models().values()
    assert read_manifest(CHECK_MODEL).classes == ("face", "other")
