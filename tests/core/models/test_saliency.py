"""The places shown as those that an answer hangs on are those that it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data.pictures import pixels
from core.errors import Cancelled, WorkbenchError
from core.evaluation.overlay import overlaid
from core.models.bundle import ModelBundle
from core.models.committee_predictor import AnyPredictor, CommitteePredictor, predictor_of
from core.models.predictor import Predictor
from core.models.saliency import Saliency, explain
from core.models.uniting import unite
from core.models.views import mean_over_views
from core.models.votes import Vote
from core.network.loss import softmax
from core.network.network import Network
from core.network.parameters import FloatArray
from core.vision.boxes import Box
from tests.core.models.test_insight import CONVOLUTION, FLAT, model, picture

SMOOTH = ({"type": "Flatten"}, {"type": "Dense", "units": 8, "activation": "tanh"}, FLAT[-1])
DEEP = (CONVOLUTION, {"type": "BatchNormalization"}, {"type": "MaxPooling2D"}, {"type": "Dropout", "rate": 0.5}, *FLAT)
MIRRORED = {"prediction": {"mirrored": True}}
Probabilities = Callable[[FloatArray], FloatArray]


def exact(*layers: dict[str, Any], **changes: Any) -> ModelBundle:
    """In double precision, and with statistics for batch normalisation that are not its first ones."""
    bundle = model(*layers, precision="float64", **changes)
    rng = np.random.default_rng(3)
    return ModelBundle(bundle.manifest, {name: rng.uniform(0.2, 0.9, w.shape) for name, w in bundle.weights.items()})


def network_of(bundle: ModelBundle) -> Probabilities:
    spec = bundle.manifest.experiment
    network = Network(bundle.manifest.layer_shapes(), spec.network.penalty, bundle.weights, np.dtype(float), 0)
    return lambda X: softmax(network.forward(X, training=False))


def by_differences(probabilities: Probabilities, X: FloatArray, label: int) -> FloatArray:
    """The derivative of the log-odds with respect to each number of an input (1, H, W, C), by central differences."""
    gradient, step = np.zeros_like(X), 1e-6
    for place in np.ndindex(X.shape):
        both = []
        for sign in (1, -1):
            moved = X.copy()
            moved[place] += sign * step
            p = probabilities(moved)[0, label]
            both.append(np.log(p) - np.log(1 - p))
        gradient[place] = (both[0] - both[1]) / (2 * step)
    return gradient[0]


def asked(predictor: AnyPredictor, shown: FloatArray, way: Any = "gradient") -> Saliency:
    return explain(predictor, Image.fromarray(shown), way)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("layers", [FLAT, SMOOTH, DEEP], ids=["linear", "smooth", "deep"])
def test_the_gradient_is_that_of_the_answer_s_log_odds(layers: tuple[dict[str, Any], ...], channels: int) -> None:
    bundle = exact(*layers, channels=channels)
    shown = picture(channels=channels)
    predictor = Predictor(bundle)
    found = asked(predictor, shown[..., 0] if channels == 1 else shown)
    label = predictor.classes.index(found.label)
    expected = by_differences(network_of(bundle), shown[None] / 255, label)
    np.testing.assert_allclose(found.values, np.abs(expected).max(axis=-1), rtol=1e-4, atol=1e-6)


def test_a_model_that_looks_at_the_mirror_image_too_has_the_gradient_of_what_it_answers() -> None:
    bundle = exact(*SMOOTH, **MIRRORED)
    probabilities, predictor = network_of(bundle), Predictor(bundle)
    found = asked(predictor, picture())
    expected = by_differences(
        lambda X: (probabilities(X) + probabilities(X[:, :, ::-1])) / 2,
        picture()[None] / 255,
        predictor.classes.index(found.label),
    )
    np.testing.assert_allclose(found.values, np.abs(expected).max(axis=-1), rtol=1e-4, atol=1e-6)


def test_a_model_that_looks_at_other_sizes_too_has_the_gradient_of_what_it_answers() -> None:
    bundle = exact(*SMOOTH, prediction={"zoom": 0.25, "mirrored": True})
    probabilities, predictor = network_of(bundle), Predictor(bundle)
    found = asked(predictor, picture())
    expected = by_differences(
        lambda X: mean_over_views(probabilities, X, predictor.prediction),
        picture()[None] / 255,
        predictor.classes.index(found.label),
    )
    np.testing.assert_allclose(found.values, np.abs(expected).max(axis=-1), rtol=1e-4, atol=1e-6)


def test_where_the_model_is_surest_the_gradient_is_still_there() -> None:
    bundle = exact(*FLAT, **MIRRORED)
    bundle.weights["dense_1/kernel"][...] *= np.array([1, 1, 300])
    predictor = Predictor(bundle)
    assert predictor.predict(Image.fromarray(picture())).probability == 1
    assert asked(predictor, picture()).values.min() > 1


@pytest.mark.parametrize(("vote", "weights"), [("mean", None), ("weighted", [3.0, 1.0]), ("weighted", [0.0, 1.0])])
def test_a_committee_has_its_members_gradients_as_much_as_each_moves_the_answer(
    vote: Vote, weights: list[float] | None
) -> None:
    """Of one member twice, the sizes add up as the gradients do; of two, they are an upper bound."""
    members = [exact(*SMOOTH), exact(*SMOOTH)]
    for weight in members[1].weights.values():
        weight += 0.1
    predictor = CommitteePredictor(unite("two", members, vote, weights))
    share = np.array(weights or [1, 1]) / sum(weights or [1, 1])
    each = [network_of(member) for member in members]
    found = asked(predictor, picture())
    label = predictor.classes.index(found.label)
    signed = by_differences(
        lambda X: sum(part * one(X) for part, one in zip(share, each, strict=True)), picture()[None] / 255, label
    )
    expected = np.abs(signed).max(axis=-1)
    assert np.all(found.values >= expected * (1 - 1e-4))

    twins = CommitteePredictor(unite("twins", [members[0], members[0]], vote, weights))
    alone = asked(Predictor(members[0]), picture())
    np.testing.assert_allclose(asked(twins, picture()).values, alone.values, rtol=1e-5)


def test_members_that_see_another_size_and_colour_count_on_one_map() -> None:
    members = [exact(*SMOOTH, side=4, channels=1), exact(*SMOOTH, side=6)]
    predictor = predictor_of(unite("sizes", members))
    for way in ("gradient", "occlusion"):
        found = asked(predictor, picture(side=9), way)
        assert found.values.shape == (6, 6)
        assert np.isfinite(found.values).all()


def corner_model(side: int = 16) -> ModelBundle:
    """Class c for a bright corner at the upper left, of two by two pixels; everything else is the same to it."""
    bundle = exact(*FLAT, side=side, channels=1)
    for weight in bundle.weights.values():
        weight[...] = 0
    kernel = bundle.weights["dense_1/kernel"].reshape(side, side, 3)
    kernel[:2, :2, 2] = 2.0
    return bundle


def corner_picture(side: int = 16) -> FloatArray:
    shown = np.random.default_rng(1).integers(0, 120, (side, side), np.uint8)
    shown[:2, :2] = 255
    return shown


@pytest.mark.parametrize("way", ["gradient", "occlusion"])
def test_an_answer_that_hangs_on_a_corner_is_explained_by_that_corner(way: str) -> None:
    found = asked(Predictor(corner_model()), corner_picture(), way)
    assert found.label == "c"
    assert np.unravel_index(found.values.argmax(), found.values.shape) in {(0, 0), (0, 1), (1, 0), (1, 1)}
    # A patch of four pixels that hides something of the corner ends at the sixth.
    assert not found.values[5:].any()
    assert not found.values[:, 5:].any()
    assert np.all(found.values[:2, :2] > 0)


def test_occlusion_says_how_much_of_the_probability_hiding_a_place_costs() -> None:
    predictor, shown = Predictor(corner_model()), corner_picture()
    hidden = shown.copy()
    hidden[:2, :2] = round(shown.mean())
    whole, without = (predictor.predict(Image.fromarray(one)).probabilities["c"] for one in (shown, hidden))
    found = asked(predictor, shown, "occlusion")
    # No patch costs more than one that hides all of the corner.
    assert 0.5 * (whole - without) < found.values.max() <= whole - without + 1e-12
    assert f"up to {100 * found.values.max():.1f} points" in found.words


def test_what_speaks_against_the_answer_is_below_zero() -> None:
    bundle = corner_model()
    bundle.weights["dense_1/kernel"].reshape(16, 16, 3)[-2:, -2:, 2] = -1.5
    shown = corner_picture()
    shown[-2:, -2:] = 255
    found = asked(Predictor(bundle), shown, "occlusion")
    assert found.values[0, 0] > 0 > found.values[-1, -1]
    assert found.scaled[0, 0] == found.scaled.max() == 1
    assert "Orange speaks against it" in found.words


def test_an_answer_that_no_single_place_decides_says_so() -> None:
    bundle = corner_model()
    bundle.weights["dense_1/kernel"][...] = 0
    found = asked(Predictor(bundle), corner_picture(), "occlusion")
    assert "No single place decides" in found.words
    assert not found.scaled.any()


def test_another_class_than_the_answer_can_be_asked_about() -> None:
    found = explain(Predictor(corner_model()), Image.fromarray(corner_picture()), "occlusion", "a")
    assert found.label == "a"
    assert found.values[0, 0] < 0


def test_occlusion_can_be_given_up_on_the_way() -> None:
    def give_up(stage: str, done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        explain(Predictor(corner_model()), Image.fromarray(corner_picture()), "occlusion", progress=give_up)


def test_a_model_that_diverged_says_so_instead_of_showing_noise() -> None:
    bundle = model(*SMOOTH)
    for weight in bundle.weights.values():
        weight[...] = 3e38
    with pytest.raises(WorkbenchError, match="not a number"):
        explain(Predictor(bundle), Image.fromarray(picture()), "gradient", "a")


def test_a_map_of_a_part_lies_on_that_part_also_where_it_reaches_beyond_the_picture() -> None:
    shown = np.full((60, 100, 1), 80, np.uint8)
    laid = overlaid(shown, np.ones((4, 4)), Box(70, -10, 40, 40)).astype(int)
    blueness = laid[..., 2] - laid[..., 0]
    assert blueness[:30, 70:].min() > 60
    assert not blueness[30:].any()
    assert not blueness[:, :70].any()


def test_a_map_of_a_tilted_face_is_turned_as_the_face_is() -> None:
    """The upper edge of an upright face lies on the right of one that is turned clockwise by a quarter."""
    values = np.zeros((8, 8))
    values[:2] = 1
    laid = overlaid(np.full((60, 60, 1), 80, np.uint8), values, Box(10, 10, 40, 40, 90.0)).astype(int)
    blueness = laid[..., 2] - laid[..., 0]
    assert blueness[15:45, 46:50].min() > 60
    assert not blueness[:, :35].any()
    assert not blueness[:, 51:].any()


def test_the_map_lies_on_the_picture_where_the_network_saw_it() -> None:
    """On a picture of another size and shape, the corner is still the corner; elsewhere the picture is gray."""
    shown = Image.fromarray(corner_picture()).resize((160, 80)).convert("RGB")
    found = explain(Predictor(corner_model()), shown, "occlusion")
    laid = overlaid(np.asarray(shown), found.scaled).astype(int)
    assert laid.shape == (80, 160, 3)
    blueness = laid[..., 2] - laid[..., 0]
    assert blueness[:5, :10].min() > 60
    assert not blueness[40:].any()
    assert not blueness[:, 80:].any()
    brightness = pixels(shown.convert("L"))[40:, 80:, 0].astype(float)
    assert np.corrcoef(laid[40:, 80:, 0].ravel(), brightness.ravel())[0, 1] > 0.99
