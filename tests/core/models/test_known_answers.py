"""Whether a model's answers are found again, and never those of another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.errors import Cancelled
from core.models.assessment import answer_rows, evaluate_model, examine
from core.models.bundle import ModelBundle
from core.models.digest import digest_of
from core.models.predictor import Predictor
from core.models.uniting import unite


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the answers of this test are kept."""
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    return tmp_path / "predictions"


def mirrored(bundle: ModelBundle) -> ModelBundle:
    experiment = bundle.manifest.experiment
    prediction = experiment.prediction.model_copy(update={"mirrored": True})
    return bundle.with_changes(experiment=experiment.model_copy(update={"prediction": prediction}))


def test_the_second_evaluation_of_a_model_finds_its_answers(
    bundle: ModelBundle, squares: ImageDataset, folder: Path
) -> None:
    first = evaluate_model(bundle, squares)
    (entry,) = folder.iterdir()
    written = entry.stat().st_ino

    assert evaluate_model(bundle, squares) == first
    assert [file.stat().st_ino for file in folder.iterdir()] == [written]


def test_answers_found_are_those_that_the_model_gives(bundle: ModelBundle, squares: ImageDataset, folder: Path) -> None:
    rows = np.array([5, 3, 250])
    expected = Predictor(bundle).probabilities_of_rows(squares.images, rows)

    for _ in range(2):
        assert answer_rows(bundle, squares, rows).tobytes() == expected.tobytes()


def test_a_calibrated_model_need_not_be_asked_what_it_answered_before(
    bundle: ModelBundle, squares: ImageDataset, folder: Path
) -> None:
    rows, calibrated = np.arange(50), bundle.with_changes(temperature=1.5)
    expected = Predictor(calibrated).probabilities_of_rows(squares.images, rows)

    answer_rows(bundle, squares, rows)
    (entry,) = folder.iterdir()

    assert answer_rows(calibrated, squares, rows).tobytes() == expected.tobytes()
    assert list(folder.iterdir()) == [entry]


def test_damaged_answers_are_given_again(bundle: ModelBundle, squares: ImageDataset, folder: Path) -> None:
    first = evaluate_model(bundle, squares)
    (entry,) = folder.iterdir()
    entry.write_bytes(b"damaged")

    assert evaluate_model(bundle, squares) == first
    assert entry.read_bytes() != b"damaged"


def test_models_that_answer_otherwise_have_another_digest(bundle: ModelBundle) -> None:
    name, weights = next(iter(bundle.weights.items()))
    changed = replace(bundle, weights={**bundle.weights, name: weights + np.float32(1e-3)})
    calibrated, turned = bundle.with_changes(temperature=1.5), mirrored(bundle)
    classes = bundle.with_changes(classes=bundle.classes[::-1])
    committee = unite("one", [bundle], "mean")
    members = unite("two", [bundle, bundle], "weighted", [1, 2])
    others = [changed, calibrated, turned, classes, committee, members, unite("two", [bundle, bundle], "majority")]

    assert len({digest_of(one) for one in (bundle, *others, committee.with_changes(temperature=2.0))}) == 9


def test_what_a_model_is_called_and_how_good_it_was_found_does_not_tell_it_from_itself(bundle: ModelBundle) -> None:
    renamed = bundle.with_changes(run_id="another", created=0.0, measurements=())

    assert digest_of(renamed) == digest_of(bundle)


def test_an_evaluation_that_is_cancelled_leaves_no_answers_behind(
    bundle: ModelBundle, squares: ImageDataset, folder: Path
) -> None:
    def cancel(stage: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        examine(bundle, squares, "train", cancel)

    assert not folder.exists()
    assert examine(bundle, squares, "train").evaluation.images == 240
