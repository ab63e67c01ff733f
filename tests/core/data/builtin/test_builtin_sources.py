"""The built-in sources keep what their names promise: the same images every time, of the right kind, in time."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from scipy.io import loadmat
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from core.data.builtin.house_numbers import CLASS_FREQUENCIES
from core.data.builtin.registry import BUILTIN_SOURCES, DEFAULT_SIZE, generate, is_builtin
from core.data.raw import RawDataset
from core.errors import Cancelled, WorkbenchError

SHAPES = {"street-digits": (32, 32, 3), "drawn-digits": (32, 32, 3), "sketch-faces": (48, 48, 1)}
EACH_SOURCE = pytest.mark.parametrize("source", BUILTIN_SOURCES)


@pytest.fixture(scope="module")
def digits() -> RawDataset:
    return generate("street-digits:4000")


@pytest.fixture(scope="module")
def drawn() -> RawDataset:
    return generate("drawn-digits:4000")


@pytest.fixture(scope="module")
def faces() -> RawDataset:
    return generate("sketch-faces:4000")


def part(dataset: RawDataset, split: str) -> tuple[np.ndarray, np.ndarray]:
    rows = dataset.splits[split]
    return dataset.images[rows.start : rows.stop], dataset.labels[rows.start : rows.stop]


def standardised(images: np.ndarray) -> np.ndarray:
    gray = images.mean(axis=3, dtype=np.float32).reshape(len(images), -1)
    return (gray - gray.mean(1, keepdims=True)) / (gray.std(1, keepdims=True) + 1)


def learned(images: np.ndarray, labels: np.ndarray, epochs: int) -> MLPClassifier:
    network = MLPClassifier((64,), batch_size=100, random_state=0)
    inputs = standardised(images)
    with threadpool_limits(1):  # threads cost more than they bring on products this small
        for _ in range(epochs):
            network.partial_fit(inputs, labels, classes=np.unique(labels))
    return network


@EACH_SOURCE
def test_a_dataset_has_the_shape_type_and_parts_that_its_name_promises(source: str) -> None:
    dataset = generate(f"{source}:450")
    assert dataset.images.shape == (450, *SHAPES[source])
    assert dataset.images.dtype == np.uint8
    assert dataset.images.flags.c_contiguous
    assert dataset.labels.dtype == np.int64
    assert dataset.labels.shape == (450,)
    assert dataset.splits == {"train": range(360), "test": range(360, 450)}
    assert (dataset.name, dataset.kind) == (f"{source}:450", "generated")
    assert set(dataset.labels.tolist()) <= set(range(len(dataset.classes)))


@EACH_SOURCE
def test_the_same_name_gives_the_same_bytes_in_another_process(source: str) -> None:
    here = generate(f"{source}:300")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(generate, f"{source}:300").result()
    np.testing.assert_array_equal(here.images, there.images)
    np.testing.assert_array_equal(here.labels, there.labels)


@EACH_SOURCE
def test_a_larger_size_keeps_the_images_of_a_smaller_one_in_their_part(source: str) -> None:
    small, large = generate(f"{source}:300"), generate(f"{source}:900")
    for split in ("train", "test"):
        (images, labels), (more_images, more_labels) = part(small, split), part(large, split)
        np.testing.assert_array_equal(images, more_images[: len(images)])
        np.testing.assert_array_equal(labels, more_labels[: len(labels)])


def test_no_image_is_in_both_parts(digits: RawDataset, drawn: RawDataset, faces: RawDataset) -> None:
    for dataset in (digits, drawn, faces):
        assert len({image.tobytes() for image in dataset.images}) == len(dataset.images)


def test_no_image_is_blank(digits: RawDataset, drawn: RawDataset, faces: RawDataset) -> None:
    for dataset in (digits, drawn, faces):
        contrast = dataset.images.reshape(len(dataset.images), -1).std(axis=1)
        assert contrast.min() > 1.0
        assert np.percentile(contrast, 1) > 5.0
        assert 60 < dataset.images.mean() < 190


def test_digits_are_as_common_as_on_real_houses(digits: RawDataset) -> None:
    shares = np.bincount(digits.labels, minlength=10) / len(digits.labels)
    np.testing.assert_allclose(shares, CLASS_FREQUENCIES, atol=0.02)
    assert digits.classes == tuple("0123456789")


def test_expressions_are_equally_common_and_in_alphabetical_order(faces: RawDataset) -> None:
    shares = np.bincount(faces.labels, minlength=7) / len(faces.labels)
    np.testing.assert_allclose(shares, 1 / 7, atol=0.02)
    assert faces.classes == ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")


def test_what_is_learned_on_street_digits_helps_with_real_ones(digits: RawDataset, shared_data: Path) -> None:
    file = shared_data / "svhn" / "test_32x32.mat"
    if not file.exists():
        pytest.skip(f"{file} is not there")
    real = loadmat(file)
    network = learned(digits.images, digits.labels, epochs=8)
    images, labels = real["X"].transpose(3, 0, 1, 2), real["y"].ravel() % 10
    assert network.score(standardised(images), labels) >= 0.35


def test_what_is_learned_on_drawn_digits_helps_with_handwriting(drawn: RawDataset) -> None:
    """Scikit-learn's digits, 8 x 8, are other people's hands: chance would be a tenth."""
    handwritten = load_digits()
    network = learned(drawn.images, drawn.labels, epochs=8)
    images = np.stack([np.kron(image, np.ones((4, 4))) for image in handwritten.images])
    assert network.score(standardised(images[..., None] * 255 / 16), handwritten.target) >= 0.55


def test_expressions_can_be_learned_but_are_not_trivial(faces: RawDataset) -> None:
    network = learned(*part(faces, "train"), epochs=10)
    images, labels = part(faces, "test")
    assert 0.5 <= network.score(standardised(images), labels) <= 0.97


@EACH_SOURCE
def test_cancel_ends_the_work_at_once(source: str) -> None:
    cancelled_at = 0.0

    def cancel(stage: str, done: int, total: int) -> None:
        nonlocal cancelled_at
        if stage == "Drawing images" and done > 0:
            cancelled_at = time.monotonic()
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(f"{source}:50000", cancel)
    assert time.monotonic() - cancelled_at < 2.0  # 0.2 s on a quiet machine


@EACH_SOURCE
def test_progress_reaches_its_end_and_never_goes_back(source: str) -> None:
    seen: list[tuple[str, int, int]] = []
    generate(f"{source}:1000", lambda *step: seen.append(step))
    done = [step[1] for step in seen if step[0] == "Drawing images"]
    assert done == sorted(done)
    assert seen[-1] == ("Drawing images", 1000, 1000)


@EACH_SOURCE
def test_ten_thousand_images_take_seconds(source: str) -> None:
    began = time.process_time()
    generate(f"{source}:2000")
    # Processor time of all threads, so that a busy machine does not fail it: about 1.5 s on two slow cores.
    assert time.process_time() - began < 6.0


@pytest.mark.parametrize("size", ["", "0", "99", "-5", "many", "1e4", "2.5", "200001", "9" * 5000, "1000:2"])
def test_a_bad_size_is_refused_with_an_example(size: str) -> None:
    with pytest.raises(WorkbenchError, match="street-digits:") as caught:
        generate(f"street-digits:{size}")
    assert "whole number" in caught.value.hint


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(WorkbenchError, match="sketch-faces"):
        generate("street-letters")


def test_built_in_names_are_told_from_files() -> None:
    assert is_builtin("street-digits")
    assert is_builtin("sketch-faces:500")
    assert not is_builtin("./street-digits")
    assert not is_builtin("street-digits.zip")
    assert DEFAULT_SIZE == 10_000
