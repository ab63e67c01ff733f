"""A picture gets the answer that the same pixels got in the dataset, and doubts are said."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.data.pictures import load_picture
from core.errors import WorkbenchError
from core.experiment.spec import PredictionSpec
from core.models.assessment import evaluate_model
from core.models.bundle import ModelBundle, load_bundle
from core.models.predictor import Predictor
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.core.training.session_parts import CLASSES, LAYERS, dataset, experiment

SIDE = 24


@pytest.fixture(scope="module")
def colourful() -> ImageDataset:
    """Pictures of colour, large enough to be resized."""
    rng = np.random.default_rng(3)
    images = rng.integers(0, 256, (60, SIDE, SIDE, 3)).astype(np.uint8)
    return dataset(60, images=images, sha256="3" * 64)


def trained(on: ImageDataset, folder: Path, **changes: Any) -> ModelBundle:
    with RunStore(folder / "workspace") as store:
        *_, finished = run_experiment(experiment(epochs=1, **changes), on, store, Control())
        model = store.run(finished.run_id).artifact("model")
        assert model is not None
        return load_bundle(model)


@pytest.fixture(scope="module", params=["grayscale", "rgb"])
def predictor(request: pytest.FixtureRequest, colourful: ImageDataset, tmp_path_factory: Any) -> Predictor:
    preprocessing = {"color": request.param, "normalization": "dataset"}
    return Predictor(trained(colourful, tmp_path_factory.mktemp("colour"), preprocessing=preprocessing))


def test_a_mirrored_answer_is_the_mean_over_the_picture_and_its_mirror_image(
    colourful: ImageDataset, tmp_path: Path
) -> None:
    bundle = trained(colourful, tmp_path, preprocessing={"color": "rgb", "normalization": "image"})
    manifest = bundle.manifest
    asked = manifest.experiment.model_copy(update={"prediction": PredictionSpec(mirrored=True)})
    mirrored = Predictor(ModelBundle(manifest.model_copy(update={"experiment": asked}), bundle.weights))
    plain = Predictor(bundle)
    picture = Image.fromarray(colourful.images[0])

    answer, flipped = mirrored.predict(picture), mirrored.predict(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))

    one, other = (
        plain.probabilities(pixels[None])[0] for pixels in (colourful.images[0], colourful.images[0][:, ::-1])
    )
    assert list(answer.probabilities.values()) == pytest.approx(((one + other) / 2).tolist(), abs=1e-7)
    assert answer.probabilities == flipped.probabilities
    assert not np.allclose(one, other)
    assert (mirrored.prediction.mirrored, plain.prediction.mirrored) == (True, False)


def test_a_zoomed_answer_is_the_mean_over_three_sizes_of_the_picture(colourful: ImageDataset, tmp_path: Path) -> None:
    bundle = trained(colourful, tmp_path, preprocessing={"color": "rgb", "normalization": "unit"})
    manifest = bundle.manifest
    asked = manifest.experiment.model_copy(update={"prediction": PredictionSpec(mirrored=True, zoom=0.25)})
    zoomed, plain = Predictor(bundle.with_changes(experiment=asked)), Predictor(bundle)
    pixels = colourful.images[0]

    answer = zoomed.probabilities(pixels[None])[0]

    sizes = [np.round(_enlarged(pixels, scale)).astype(np.uint8) for scale in (1.0, 0.75, 1.25)]
    expected = np.mean([plain.probabilities(one[None, :, ::turn])[0] for one in sizes for turn in (1, -1)], axis=0)
    # The pixels here are rounded to bytes.
    assert answer == pytest.approx(expected, abs=2e-3)
    assert not np.allclose(answer, plain.probabilities(pixels[None])[0], atol=1e-2)


def _enlarged(pixels: npt.NDArray[np.uint8], scale: float) -> npt.NDArray[np.float64]:
    """As OpenCV does it, about the middle."""
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), 0, scale)
    enlarged = cv2.warpAffine(pixels.astype(np.float64), turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(enlarged, np.float64)


@pytest.mark.parametrize("suffix", ["png", "bmp", "webp"])
def test_a_picture_file_gets_the_answer_of_its_pixels(
    predictor: Predictor, colourful: ImageDataset, suffix: str, tmp_path: Path
) -> None:
    for row in range(5):
        path = tmp_path / f"{row}.{suffix}"
        Image.fromarray(colourful.images[row]).save(path, **{"lossless": True} if suffix == "webp" else {})

        prediction = predictor.predict(load_picture(path))

        expected = predictor.probabilities(colourful.images[row : row + 1])[0]
        assert list(prediction.probabilities.values()) == expected.tolist()
        assert prediction.label == predictor.classes[expected.argmax()]
        assert prediction.probability == expected.max()
        assert prediction.warnings == ()


def test_a_gray_picture_and_the_same_in_colour_get_one_answer(
    predictor: Predictor, colourful: ImageDataset, tmp_path: Path
) -> None:
    gray = Image.fromarray(colourful.images[0]).convert("L")
    answers = []
    for mode in ("L", "RGB", "P", "LA", "RGBA"):
        gray.convert(mode).save(tmp_path / "picture.png")
        answers.append(predictor.predict(load_picture(tmp_path / "picture.png")).probabilities)

    assert all(answer == answers[0] for answer in answers)


def test_what_is_transparent_counts_as_white(predictor: Predictor, tmp_path: Path) -> None:
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (4, 4, 12, 20))
    flat = Image.new("RGB", (SIDE, SIDE), "white")
    flat.paste((255, 0, 0), (4, 4, 12, 20))
    picture.save(tmp_path / "picture.png")

    assert (
        predictor.predict(load_picture(tmp_path / "picture.png")).probabilities == predictor.predict(flat).probabilities
    )


@pytest.mark.parametrize("size", [(SIDE, SIDE), (1, 1), (7, 200), (500, 500), (13, 13)])
def test_a_picture_of_any_size_gets_an_answer(predictor: Predictor, size: tuple[int, int]) -> None:
    prediction = predictor.predict(Image.new("RGB", size, "red"))

    assert sum(prediction.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert tuple(prediction.probabilities) == predictor.classes
    assert prediction.seen.shape[:2] == (SIDE, SIDE)
    assert prediction.seen.dtype == np.uint8


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8))


@pytest.mark.parametrize(
    ("picture", "doubts"),
    [
        (noise(SIDE, SIDE), []),
        (noise(SIDE, SIDE + 8), []),
        (noise(100, 100), []),
        (noise(4, 4), ["smaller"]),
        (noise(40, 90), ["squeezed"]),
        (noise(90, 40), ["squeezed"]),
        (Image.new("L", (SIDE, SIDE), 128), ["blank"]),
        (Image.new("RGB", (4, 9), "blue"), ["squeezed", "smaller", "blank"]),
    ],
    ids=["usual", "nearly square", "large", "tiny", "tall", "wide", "blank", "all at once"],
)
def test_doubts_about_a_picture_are_said(predictor: Predictor, picture: Image.Image, doubts: list[str]) -> None:
    warned = predictor.predict(picture).warnings

    assert len(warned) == len(doubts)
    for doubt, warning in zip(doubts, warned, strict=True):
        assert doubt in warning


def test_a_picture_gets_the_same_answer_each_time(predictor: Predictor) -> None:
    picture = noise(50, 50)
    first = predictor.predict(picture)
    predictor.predict(noise(30, 30))

    assert predictor.predict(picture).probabilities == first.probabilities


def test_dropout_and_batch_statistics_play_no_part_in_an_answer(colourful: ImageDataset, tmp_path: Path) -> None:
    layers = [*LAYERS[:2], {"type": "BatchNormalization"}, {"type": "Dropout", "rate": 0.5}, LAYERS[2]]
    predictor = Predictor(trained(colourful, tmp_path, layers=layers))
    images = colourful.images[:20]

    together = predictor.probabilities(images)

    alone = np.concatenate([predictor.probabilities(image[None]) for image in images])
    np.testing.assert_allclose(together, alone, rtol=1e-5)
    assert together.tobytes() == predictor.probabilities(images).tobytes()


def test_what_the_network_sees_is_what_it_is_given(predictor: Predictor) -> None:
    picture = noise(50, 50)

    prediction = predictor.predict(picture)

    assert list(prediction.probabilities.values()) == predictor.probabilities(prediction.seen[None])[0].tolist()


def overflowing(bundle: ModelBundle) -> ModelBundle:
    huge = {name: np.full_like(array, 3e38) for name, array in bundle.weights.items()}
    return ModelBundle(bundle.manifest, huge)


def negative_variance(bundle: ModelBundle) -> ModelBundle:
    weights = dict(bundle.weights)
    weights["batch_normalization_1/moving_variance"] = np.full_like(
        weights["batch_normalization_1/moving_variance"], -1
    )
    return ModelBundle(bundle.manifest, weights)


@pytest.mark.parametrize("spoil", [overflowing, negative_variance])
def test_a_model_that_cannot_answer_says_so_in_place_of_an_answer(
    spoil: Callable[[ModelBundle], ModelBundle], squares: ImageDataset, tmp_path: Path
) -> None:
    layers = [*LAYERS[:2], {"type": "BatchNormalization"}, LAYERS[2]]
    spoiled = spoil(trained(squares, tmp_path, layers=layers))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(WorkbenchError, match="not a number"):
            Predictor(spoiled).predict(noise(4, 4))
        with pytest.raises(WorkbenchError, match="not a number"):
            evaluate_model(spoiled, squares)


def test_data_of_another_size_or_other_classes_is_refused(bundle: ModelBundle, colourful: ImageDataset) -> None:
    with pytest.raises(WorkbenchError, match="24 x 24, the model takes 4 x 4"):
        evaluate_model(bundle, colourful)
    with pytest.raises(WorkbenchError, match="has no class bright"):
        evaluate_model(bundle, dataset(60, classes=("dark", "gray", "white")))
    with pytest.raises(WorkbenchError, match="has no classes dark and bright, which"):
        evaluate_model(bundle, dataset(60, classes=("black", "gray", "white")))
    with pytest.raises(WorkbenchError, match="has none of the classes that the model knows"):
        evaluate_model(bundle, dataset(60, classes=("angry", "happy", "sad")))
    with pytest.raises(WorkbenchError, match='no split "tset"'):
        evaluate_model(bundle, dataset(60), "tset")


def test_classes_that_a_model_does_not_know_are_left_out(squares: ImageDataset, tmp_path: Path) -> None:
    layers = [*LAYERS[:-1], {"type": "Dense", "units": CLASSES - 1}]
    bundle = trained(squares, tmp_path, layers=layers, data={"classes": ["dark", "bright"]})

    evaluation = evaluate_model(bundle, squares, "train")

    counts = squares.counts("train")
    assert evaluation.images == counts["dark"] + counts["bright"]
    assert list(evaluation.per_class) == ["dark", "bright"]


def test_labels_in_another_order_are_matched_by_name(bundle: ModelBundle, squares: ImageDataset) -> None:
    names = ("gray", "bright", "unknown", "dark")
    order = [names.index(name) for name in squares.classes]
    renamed = dataset(300, labels=np.array(order)[squares.labels], classes=names)

    assert evaluate_model(bundle, renamed, "test") == evaluate_model(bundle, squares, "test")
