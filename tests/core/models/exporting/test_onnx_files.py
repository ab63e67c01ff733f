"""An ONNX file gives a stranger's runtime the answers that the model gives here, and says what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.dataset import UInt8Images
from core.errors import WorkbenchError
from core.models.bundle import ModelBundle
from core.models.committee import Model
from core.models.committee_predictor import predictor_of
from core.models.exporting.export import export_model
from core.models.exporting.onnx_exporter import onnx_file
from core.models.uniting import unite
from tests.core.models.exporting.models import CLASSES, NETWORKS, images, model, networks

onnxruntime = pytest.importorskip("onnxruntime")
NORMALIZATIONS = ("unit", "dataset", "image")
VIEWS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "mirrored": {"mirrored": True},
    "three sizes": {"zoom": 0.2},
    "six views": {"mirrored": True, "zoom": 0.1},
}


def answers(content: bytes, given: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(None, {session.get_inputs()[0].name: given})
    return np.asarray(probabilities)


def normalised(bundle: ModelBundle, pictures: UInt8Images) -> npt.NDArray[np.float32]:
    return bundle.manifest.pipeline.to_floats(pictures, out=np.empty(pictures.shape, np.float32))


def agrees(asked: Model, pictures: UInt8Images) -> None:
    expected = predictor_of(asked).probabilities(pictures)
    np.testing.assert_allclose(answers(onnx_file(asked, with_preprocessing=True), pictures), expected, atol=1e-5)
    if isinstance(asked, ModelBundle):
        alone = answers(onnx_file(asked, with_preprocessing=False), normalised(asked, pictures))
        np.testing.assert_allclose(alone, expected, atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("channels", [1, 3])
def test_every_layer_gives_the_same_answer_elsewhere(name: str, channels: int) -> None:
    agrees(model(NETWORKS[name], channels=channels), images(channels))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    layers=networks(),
    channels=st.sampled_from([1, 3]),
    normalization=st.sampled_from(NORMALIZATIONS),
    precision=st.sampled_from(["float32", "float64"]),
    seed=st.integers(0, 1000),
)
def test_any_network_gives_the_same_answer_elsewhere(
    layers: list[dict[str, Any]], channels: int, normalization: str, precision: str, seed: int
) -> None:
    drawn = model(layers, channels=channels, normalization=normalization, precision=precision, seed=seed)
    agrees(drawn, images(channels, seed=seed))


@pytest.mark.parametrize("views", VIEWS)
@pytest.mark.parametrize("temperature", [1.0, 2.5])
def test_the_file_takes_the_mean_over_all_views_at_the_models_temperature(views: str, temperature: float) -> None:
    asked = model(prediction=VIEWS[views], temperature=temperature)
    plain = model()
    agrees(asked, images())
    if views != "as it is":
        different = answers(onnx_file(plain, with_preprocessing=True), images())
        assert not np.allclose(answers(onnx_file(asked, with_preprocessing=True), images()), different, atol=1e-3)


def test_a_batch_may_have_any_size() -> None:
    content = onnx_file(model(prediction={"mirrored": True}), with_preprocessing=True)
    for count in (1, 5):
        assert answers(content, images(count=count)).shape == (count, len(CLASSES))


@pytest.mark.parametrize("with_preprocessing", [True, False])
def test_the_file_says_its_classes_and_what_to_do_with_a_picture(tmp_path: Path, *, with_preprocessing: bool) -> None:
    target = tmp_path / "shapes.onnx"
    exported = export_model(model(temperature=2.0), target, with_preprocessing=with_preprocessing)

    properties = {entry.key: entry.value for entry in onnx.load(target).metadata_props}

    assert exported.files == (target,)
    assert json.loads(properties["classes"]) == list(CLASSES)
    assert json.loads(properties["preprocessing"])["mean"] == [0.4]
    assert json.loads(properties["preprocessing_inside"]) is with_preprocessing
    assert (properties["name"], properties["temperature"]) == ("shapes", "2.0")
    assert bool(exported.notes) is not with_preprocessing


@pytest.mark.parametrize("vote", ["majority", "mean", "weighted"])
@pytest.mark.parametrize("temperature", [1.0, 1.7])
def test_a_committee_is_one_file_whose_members_vote_as_here(vote: Any, temperature: float) -> None:
    members = [
        model(seed=1, temperature=0.7),
        model(NETWORKS["dense, tanh"], normalization="image", seed=2, prediction={"mirrored": True}),
        model(NETWORKS["one layer"], normalization="unit", classes=CLASSES[::-1], seed=3, precision="float64"),
    ]
    committee = unite("three", members, vote, [2, 1, 0.5] if vote == "weighted" else None)

    agrees(committee.with_changes(temperature=temperature), images(count=30))


def test_a_committee_whose_members_cannot_share_an_input_is_refused_with_a_way_out() -> None:
    sizes = unite("two", [model(channels=1), model(channels=3)])
    with pytest.raises(WorkbenchError, match=r"different sizes or colours.*one by one"):
        onnx_file(sizes, with_preprocessing=True)
    ways = unite("two", [model(), model(normalization="unit", seed=1)])
    with pytest.raises(WorkbenchError, match=r"in different ways.*with its preprocessing"):
        onnx_file(ways, with_preprocessing=False)


@pytest.mark.parametrize("name", ["model.txt", "model", "model.h5"])
def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbenchError, match=r"\.keras \(Keras\), \.onnx \(ONNX\), \.py"):
        export_model(model(), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".keras", ".py"])
def test_a_committee_goes_to_onnx_alone(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(WorkbenchError, match="Export it to ONNX, or its members one by one"):
        export_model(unite("two", [model(), model(seed=1)]), tmp_path / f"committee{suffix}")


def test_a_place_that_cannot_be_written_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkbenchError, match="cannot be exported to"):
        export_model(model(), tmp_path / "file" / "model.onnx")
