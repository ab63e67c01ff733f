"""A committee answers as its members vote, whatever each of them is, and is one file like any other model."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data.dataset import ImageDataset
from core.data.splits import rows_of_split
from core.errors import WorkbenchError
from core.models.assessment import answer_rows, evaluate_model, reported_rows
from core.models.bundle import Manifest, ModelBundle, load_bundle
from core.models.committee import (
    CommitteeBundle,
    load_model,
    read_committee_manifest,
    refuse_committees,
    save_model,
)
from core.models.committee_predictor import CommitteePredictor, predictor_of
from core.models.predictor import Predictor
from core.models.uniting import measured, unite
from core.models.votes import Vote, united
from core.opening import kind_of
from core.runs.store import RunStore
from core.training.control import Control
from core.training.start import run_experiment
from tests.core.training.session_parts import LAYERS, dataset, experiment, same_bits

Train = Callable[..., ModelBundle]
WIDE = [LAYERS[0], {"type": "Dense", "units": 30, "activation": "tanh"}, {"type": "BatchNormalization"}, LAYERS[2]]


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> Train:
    folder = tmp_path_factory.mktemp("members") / "workspace"

    def trained(on: ImageDataset, **changes: Any) -> ModelBundle:
        with RunStore(folder) as store:
            *_, finished = run_experiment(experiment(epochs=2, **changes), on, store, Control())
            model = store.run(finished.run_id).artifact("model")
            assert model is not None
            return load_bundle(model)

    return trained


@pytest.fixture(scope="module")
def members(train: Train, squares: ImageDataset) -> list[ModelBundle]:
    """Of other architectures, precision, preprocessing, and one that says it is Keras's."""
    plain = train(squares, name="plain")
    wide = train(squares, name="wide", layers=WIDE, preprocessing={"color": "rgb", "normalization": "image"})
    fine = train(squares, name="fine", precision="float64", preprocessing={"normalization": "dataset"})
    by_keras = fine.manifest.experiment.model_copy(update={"backend": "keras"})
    fine = ModelBundle(fine.manifest.model_copy(update={"experiment": by_keras}), fine.weights)
    return [plain, wide, fine]


@pytest.fixture
def committee(members: list[ModelBundle]) -> CommitteeBundle:
    return unite("all three", members)


def stack(members: Sequence[ModelBundle], images: np.ndarray) -> np.ndarray:
    return np.stack([Predictor(member).probabilities(images).astype(np.float64) for member in members])


def with_classes(member: ModelBundle, *classes: str) -> ModelBundle:
    return ModelBundle(member.manifest.model_copy(update={"classes": classes}), member.weights)


def picture(dataset: ImageDataset, row: int) -> Image.Image:
    return Image.fromarray(dataset.images[row, :, :, 0])


@pytest.mark.parametrize("vote", ["majority", "mean", "weighted"])
def test_members_of_other_engine_shape_and_preprocessing_vote_together(
    members: list[ModelBundle], squares: ImageDataset, vote: Vote
) -> None:
    weights = (1.0, 2.0, 4.0) if vote == "weighted" else None
    committee = unite("all three", members, vote, weights)

    answers = predictor_of(committee).probabilities(squares.images[:40])

    expected = united(stack(members, squares.images[:40]), vote, np.array([1.0, 2.0, 4.0]))
    np.testing.assert_array_equal(answers, expected)


def test_a_picture_gets_the_answer_of_its_pixels_with_every_member_s_vote(
    committee: CommitteeBundle, squares: ImageDataset
) -> None:
    predictor = predictor_of(committee)
    for row in range(8):
        prediction = predictor.predict(picture(squares, row))
        alone = [Predictor(member).predict(picture(squares, row)) for member in committee.members]

        expected = predictor.probabilities(squares.images[row : row + 1])[0]
        assert list(prediction.probabilities.values()) == expected.tolist()
        assert prediction.label == committee.classes[expected.argmax()]
        assert [(vote.member, vote.label, vote.probability) for vote in prediction.votes] == [
            (name, one.label, one.probability) for name, one in zip(("plain", "wide", "fine"), alone, strict=True)
        ]
        assert all(vote.weight == pytest.approx(1 / 3) for vote in prediction.votes)


@pytest.mark.parametrize("vote", ["mean", "weighted"])
def test_a_committee_of_one_is_its_member(members: list[ModelBundle], squares: ImageDataset, vote: Vote) -> None:
    alone = unite("one", members[:1], vote)
    assert np.array_equal(
        predictor_of(alone).probabilities(squares.images), Predictor(members[0]).probabilities(squares.images)
    )
    assert evaluate_model(alone, squares) == evaluate_model(members[0], squares)


def test_a_majority_of_one_gives_its_member_s_labels(members: list[ModelBundle], squares: ImageDataset) -> None:
    one, member = evaluate_model(unite("one", members[:1]), squares), evaluate_model(members[0], squares)
    assert one.confusion_matrix == member.confusion_matrix


def test_the_order_of_the_members_does_not_matter(members: list[ModelBundle], squares: ImageDataset) -> None:
    for vote in ("majority", "mean", "weighted"):
        there = predictor_of(unite("there", members, vote)).probabilities(squares.images)
        back = predictor_of(unite("back", members[::-1], vote)).probabilities(squares.images)
        assert there.tobytes() == back.tobytes()


def test_classes_in_another_order_are_matched_by_name(
    members: list[ModelBundle], train: Train, squares: ImageDataset
) -> None:
    order = ("bright", "dark", "gray")
    to_new = np.array([order.index(name) for name in squares.classes])
    shuffled = dataset(300, labels=to_new[squares.labels], classes=order)
    other = train(shuffled, name="shuffled")

    answers = predictor_of(unite("both", [members[0], other], "mean")).probabilities(squares.images)

    P_NC = Predictor(other).probabilities(squares.images).astype(np.float64)[:, to_new]
    expected = united(np.stack([stack(members[:1], squares.images)[0], P_NC]), "mean", np.ones(2))
    np.testing.assert_array_equal(answers, expected)


def test_members_that_know_other_classes_are_refused_by_name(members: list[ModelBundle]) -> None:
    stranger = with_classes(members[1], "dark", "gray", "blue")
    with pytest.raises(WorkbenchError) as refusal:
        unite("mixed", [members[0], stranger])
    assert "plain and wide differ" in refusal.value.message
    assert "only plain knows bright; only wide knows blue" in refusal.value.message


def test_a_committee_cannot_be_a_member(committee: CommitteeBundle, members: list[ModelBundle]) -> None:
    with pytest.raises(WorkbenchError, match=r"three\.workbench is a committee.*Unite its members: plain, wide, fine"):
        refuse_committees([("one", members[0]), ("three.workbench", committee)])


def test_members_of_another_size_see_each_image_as_they_would_see_it_as_a_picture(
    members: list[ModelBundle], train: Train, squares: ImageDataset
) -> None:
    large = dataset(300, images=squares.images.repeat(2, axis=1).repeat(2, axis=2), sha256="8" * 64)
    committee = unite("sizes", [train(large, name="large"), members[1]], "mean")
    rows = rows_of_split(large, "test")[:6]

    answers = answer_rows(committee, large, rows)

    asked = [predictor_of(committee).predict(picture(large, row)).probabilities for row in rows]
    np.testing.assert_allclose(answers, [list(one.values()) for one in asked], rtol=1e-5)
    with pytest.raises(WorkbenchError, match="8 x 8 or 4 x 4"):
        evaluate_model(committee, dataset(60, images=np.zeros((60, 5, 5, 1), np.uint8)))


def test_a_member_that_cannot_answer_is_named(members: list[ModelBundle], squares: ImageDataset) -> None:
    huge = {name: np.full_like(array, 3e38) for name, array in members[0].weights.items()}
    committee = unite("spoiled", [members[1], ModelBundle(members[0].manifest, huge)])
    with pytest.raises(WorkbenchError, match=r"member plain cannot answer: .*not a number"):
        predictor_of(committee).predict(picture(squares, 0))
    with pytest.raises(WorkbenchError, match=r"member plain cannot answer: .*not a number"):
        evaluate_model(committee, squares)


def test_doubts_are_said_once_and_so_is_a_tie(members: list[ModelBundle]) -> None:
    order = [("dark", "gray", "bright"), ("gray", "bright", "dark"), ("bright", "dark", "gray")]
    disagreeing = [with_classes(members[0], *classes) for classes in order]
    warnings = predictor_of(unite("at odds", disagreeing)).predict(Image.new("L", (4, 4), 250)).warnings
    assert len(warnings) == 2
    assert "blank" in warnings[0]
    assert "tied" in warnings[1]


# Weights.


def test_weights_by_validation_are_the_accuracies_on_the_images_that_chose_the_models(
    members: list[ModelBundle],
) -> None:
    committee = unite("by merit", members, "weighted")
    known = [member.manifest.measurements[0].evaluation for member in members]
    assert all(figures.split.startswith("validation") for figures in known)
    assert committee.weights.tolist() == [figures.accuracy for figures in known]
    assert committee.manifest.weights_from == "validation accuracy"


def changed(member: ModelBundle, **fields: Any) -> ModelBundle:
    return ModelBundle(member.manifest.model_copy(update=fields), member.weights)


@pytest.mark.parametrize(
    ("vote", "weights", "message"),
    [
        ("weighted", (1.0,), "1 weights for 3 members"),
        ("weighted", (1.0, -1.0, 1.0), "cannot be weighed with 1, -1, 1"),
        ("weighted", (0.0, 0.0, 0.0), "cannot be weighed"),
        ("weighted", (np.inf, 1.0, 1.0), "cannot be weighed"),
        ("majority", (1.0, 1.0, 1.0), "majority vote has no weights"),
    ],
)
def test_weights_that_are_none_are_refused(
    members: list[ModelBundle], vote: Vote, weights: tuple[float, ...], message: str
) -> None:
    with pytest.raises(WorkbenchError, match=message):
        unite("weighed", members, vote, weights)


def test_validation_accuracies_that_do_not_compare_are_refused(members: list[ModelBundle]) -> None:
    with pytest.raises(WorkbenchError, match="not trained on the same data"):
        unite("mixed", [members[0], changed(members[1], data_sha256="f" * 64)], "weighted")
    with pytest.raises(WorkbenchError, match="knows the validation accuracy of wide"):
        unite("mixed", [members[0], changed(members[1], measurements=())], "weighted")


# Measuring.


def test_a_committee_is_measured_on_validation_and_on_test(committee: CommitteeBundle, squares: ImageDataset) -> None:
    figures = measured(committee, squares).manifest.measurements
    assert [one.evaluation.split for one in figures] == ["validation, held back from train", "test"]
    assert all(one.data_sha256 == squares.sha256 for one in figures)
    assert figures[1].evaluation == evaluate_model(committee, squares)


def test_no_image_that_a_member_was_trained_on_is_reported_on(train: Train) -> None:
    whole = dataset(200, splits={"all": range(200)}, sha256="9" * 64)
    one, other = train(whole, name="one", seed=1), train(whole, name="other", seed=2)
    _, of_one = reported_rows(one, whole)
    _, of_other = reported_rows(other, whole)

    name, rows = reported_rows(unite("both", [one, other]), whole)

    assert name == "test, held back from all"
    assert rows.tolist() == sorted(set(of_one.tolist()) & set(of_other.tolist()))
    assert 0 < len(rows) < len(of_one)


# The file.


@pytest.fixture
def file(committee: CommitteeBundle, squares: ImageDataset, tmp_path: Path) -> Path:
    path = tmp_path / "three.workbench"
    save_model(path, measured(committee, squares))
    return path


def test_a_committee_is_read_back_as_it_was_saved(file: Path, members: list[ModelBundle]) -> None:
    committee = load_model(file)
    assert isinstance(committee, CommitteeBundle)
    assert committee.manifest == read_committee_manifest(file)
    assert len(committee.manifest.measurements) == 2
    for before, after in zip(members, committee.members, strict=True):
        assert after.manifest == before.manifest
        assert same_bits(before.weights, after.weights)


def test_a_single_model_is_read_by_the_same_door(model_file: Path, bundle: ModelBundle) -> None:
    model = load_model(model_file)
    assert isinstance(model, ModelBundle)
    assert model.manifest == bundle.manifest
    assert isinstance(predictor_of(model), Predictor)


def test_a_committee_is_told_for_a_model_and_its_votes_are_used(file: Path, squares: ImageDataset) -> None:
    assert kind_of(file) == "model"
    assert isinstance(predictor_of(load_model(file)), CommitteePredictor)


def test_a_program_that_knows_no_committees_says_that_the_file_may_be_newer(file: Path) -> None:
    with pytest.raises(WorkbenchError, match=r"three\.workbench is not a model .* newer version"):
        load_bundle(file)


def rewritten(file: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file


def cut(content: dict[str, bytes]) -> None:
    content["members/2.workbench"] = content["members/2.workbench"][:-40]


def flip(content: dict[str, bytes]) -> None:
    data = bytearray(content["members/2.workbench"])
    data[len(data) // 2] ^= 0xFF
    content["members/2.workbench"] = bytes(data)


def empty(content: dict[str, bytes]) -> None:
    content["members/2.workbench"] = b""


def nested(content: dict[str, bytes]) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    content["members/2.workbench"] = whole.getvalue()


@pytest.mark.parametrize("spoil", [cut, flip, empty, nested])
def test_a_damaged_member_is_named(file: Path, spoil: Callable[[dict[str, bytes]], object]) -> None:
    with pytest.raises(WorkbenchError, match=r"Member 2 \(wide\) of .*three\.workbench is not a model"):
        load_model(rewritten(file, spoil))


def missing(content: dict[str, bytes]) -> None:
    del content["members/3.workbench"]


def newer(content: dict[str, bytes]) -> None:
    content["manifest.json"] = content["manifest.json"].replace(b'"schema_version": 1', b'"schema_version": 2', 1)


def other_classes(content: dict[str, bytes]) -> None:
    content["manifest.json"] = content["manifest.json"].replace(b'"dark",\n  "gray"', b'"gray",\n  "dark"', 1)


def no_weights(content: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(content["members/1.workbench"])) as member:
        content["weights.safetensors"] = member.read("weights.safetensors")


@pytest.mark.parametrize("spoil", [missing, newer, other_classes, no_weights])
def test_a_damaged_committee_is_refused_by_name(file: Path, spoil: Callable[[dict[str, bytes]], object]) -> None:
    before = file.read_bytes()
    with pytest.raises(WorkbenchError, match=r"three\.workbench is not a model of this program") as refusal:
        load_model(rewritten(file, spoil))
    assert refusal.value.hint
    assert file.read_bytes() != before


def test_names_that_are_the_same_are_told_apart_by_their_runs(members: list[ModelBundle]) -> None:
    twins = [changed(members[0], run_id=f"20261124-0412-{letters}") for letters in ("k3f9", "a2b4", "a2b4")]
    assert unite("twins", twins).manifest.members == ("plain #k3f9", "plain #a2b4", "plain #a2b4 (2)")


def test_manifest_of_a_member_knows_which_figures_chose_it(members: list[ModelBundle]) -> None:
    manifest: Manifest = members[0].manifest
    assert manifest.validation == manifest.measurements[0]
