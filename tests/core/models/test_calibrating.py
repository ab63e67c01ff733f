"""A calibrated model is as sure as it is right, answers as before, and is a file like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import Cancelled, WorkbenchError
from core.experiment.spec import Experiment
from core.models.assessment import examine, examine_held_back
from core.models.bundle import ModelBundle, load_bundle
from core.models.calibrating import calibrated
from core.models.committee import load_model, save_model
from core.models.predictor import Predictor
from core.models.uniting import unite
from core.network.loss import softmax
from core.network.network import Network
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.core.training.session_parts import dataset, experiment


def trained(experiment: Experiment, data: ImageDataset, folder: Path) -> ModelBundle:
    with RunStore(folder / "workspace") as store:
        *_, finished = run_experiment(experiment, data, store, Control())
        path = store.run(finished.run_id).artifact("model")
    assert path is not None
    return load_bundle(path)


@pytest.fixture(scope="session")
def digits() -> ImageDataset:
    return open_dataset("street-digits:2000")


@pytest.fixture(scope="session")
def overtrained(digits: ImageDataset, tmp_path_factory: pytest.TempPathFactory) -> ModelBundle:
    """A network that has learned its training images by heart."""
    layers = [
        {"type": "Flatten"},
        {"type": "Dense", "units": 64, "activation": "relu", "kernel_initializer": "he_normal"},
        {"type": "Dense", "units": 10},
    ]
    draft = experiment(
        layers=layers,
        epochs=12,
        optimizer={"type": "Adam", "learning_rate": 0.001},
        preprocessing={"color": "grayscale", "normalization": "image"},
        data={"validation_fraction": 0.2},
        keep="last",
    )
    return trained(draft, digits, tmp_path_factory.mktemp("overtrained"))


def test_calibrating_is_given_up_while_the_model_is_asked(
    overtrained: ModelBundle, digits: ImageDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))

    def give_up(_stage: str, _done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        calibrated(overtrained, digits, give_up)


def test_probabilities_are_nearer_the_truth_on_images_that_the_temperature_never_saw(
    overtrained: ModelBundle, digits: ImageDataset
) -> None:
    found = calibrated(overtrained, digits)

    assert found.temperature > 1
    assert found.test is not None
    for part in (found.validation, found.test):
        assert part.after.expected_calibration_error < part.before.expected_calibration_error * 0.6
        assert part.loss_after < part.loss_before


def test_no_answer_changes(overtrained: ModelBundle, digits: ImageDataset) -> None:
    model = calibrated(overtrained, digits).model

    before, after = (examine(one, digits, "test") for one in (overtrained, model))

    assert np.array_equal(before.probabilities.argmax(axis=1), after.probabilities.argmax(axis=1))
    assert before.evaluation.confusion_matrix == after.evaluation.confusion_matrix
    assert before.evaluation.accuracy == after.evaluation.accuracy


def test_what_was_promised_is_what_the_saved_model_does(
    overtrained: ModelBundle, digits: ImageDataset, tmp_path: Path
) -> None:
    found = calibrated(overtrained, digits)
    save_model(tmp_path / "calibrated.workbench", found.model)
    model = load_bundle(tmp_path / "calibrated.workbench")

    assert model.manifest.temperature == found.temperature
    test = examine_held_back(model, digits, "test")
    assert test is not None
    assert found.test is not None
    assert test.reliability.expected_calibration_error == pytest.approx(found.test.after.expected_calibration_error)
    assert test.evaluation.loss == pytest.approx(found.test.loss_after)
    # The figures that lie in the file are those of the model in it.
    validation = examine_held_back(model, digits, "validation")
    assert validation is not None
    assert [one.evaluation for one in model.manifest.measurements] == [validation.evaluation, test.evaluation]


def test_a_single_picture_gets_the_calibrated_probability(overtrained: ModelBundle, digits: ImageDataset) -> None:
    model = calibrated(overtrained, digits).model
    picture = Image.fromarray(digits.images[0])

    before, after = (Predictor(one).predict(picture) for one in (overtrained, model))

    assert after.label == before.label
    assert after.probability < before.probability
    assert sum(after.probabilities.values()) == pytest.approx(1)


def test_a_model_that_was_never_calibrated_answers_as_its_network_does(bundle: ModelBundle) -> None:
    manifest = bundle.manifest
    penalty, precision = manifest.experiment.network.penalty, np.dtype(np.float32)
    network = Network(manifest.layer_shapes(), penalty, bundle.weights, precision, seed=0)
    images = np.random.default_rng(0).integers(0, 256, (20, 4, 4, 1), np.uint8)
    X = manifest.pipeline.to_floats(images, out=np.empty(images.shape, np.float32))
    with network.at_work():
        expected = softmax(network.forward(X, training=False))

    answers = Predictor(bundle).probabilities(images)

    assert manifest.temperature == 1
    assert (answers.dtype, answers.tobytes()) == (expected.dtype, expected.tobytes())


def test_calibrating_twice_changes_nothing_more(overtrained: ModelBundle, digits: ImageDataset) -> None:
    once = calibrated(overtrained, digits)

    twice = calibrated(once.model, digits)

    assert twice.temperature == pytest.approx(once.temperature, rel=1e-6)
    assert twice.factor == pytest.approx(1, rel=1e-6)


def test_a_model_that_is_not_sure_enough_is_known_as_one_whatever_was_done_to_it_before(
    overtrained: ModelBundle, digits: ImageDataset
) -> None:
    suitable = calibrated(overtrained, digits).temperature

    found = calibrated(overtrained.with_changes(temperature=2 * suitable), digits)

    assert found.factor == pytest.approx(0.5, rel=1e-3)
    assert found.temperature == pytest.approx(suitable, rel=1e-3)


def test_a_committee_is_calibrated_like_a_model(overtrained: ModelBundle, digits: ImageDataset, tmp_path: Path) -> None:
    other = overtrained.with_changes(experiment=overtrained.manifest.experiment.model_copy(update={"name": "other"}))
    committee = unite("both", [overtrained, other], "mean")
    found = calibrated(committee, digits)
    save_model(tmp_path / "calibrated.workbench", found.model)

    test = examine_held_back(load_model(tmp_path / "calibrated.workbench"), digits, "test")

    assert test is not None
    assert found.test is not None
    assert found.test.after.expected_calibration_error < found.test.before.expected_calibration_error * 0.6
    assert test.evaluation.loss == pytest.approx(found.test.loss_after)


def test_data_that_the_model_was_not_trained_on_cannot_calibrate_it(bundle: ModelBundle) -> None:
    with pytest.raises(WorkbenchError, match="was not trained on it"):
        calibrated(bundle, dataset(200, seed=9))
