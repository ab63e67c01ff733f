"""What is shown of a network's inside is what it computes with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.shapes import layer_shapes
from core.models.bundle import Manifest, ModelBundle
from core.models.insight import LayerOutput, activations, first_weights
from core.models.predictor import Predictor
from core.network.initializers import initial_weights
from core.network.loss import softmax
from core.preprocessing.pipeline import Pipeline
from tests.core.training.session_parts import CLASSES, experiment

FLAT = ({"type": "Flatten"}, {"type": "Dense", "units": CLASSES})
CONVOLUTION = {"type": "Conv2D", "filters": 5, "kernel_size": 3, "activation": "relu"}


def model(*layers: dict[str, Any], side: int = 6, channels: int = 3, **changes: Any) -> ModelBundle:
    """A network with the weights that it would begin with."""
    spec = experiment(layers=list(layers), **changes)
    pipeline = Pipeline(height=side, width=side, channels=channels, normalization="unit", mean=(), deviation=())
    manifest = Manifest(
        experiment=spec,
        classes=tuple("abc"),
        pipeline=pipeline,
        run_id="",
        epoch=1,
        chosen_on="",
        trained_on="",
        data_sha256="",
    )
    weights = initial_weights(layer_shapes(spec.network, pipeline.input_shape), seed=1)
    return ModelBundle(manifest, {name: value.astype(np.float32) for name, value in weights.items()})


def picture(side: int = 6, channels: int = 3) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (side, side, channels), np.uint8)


def test_a_unit_s_picture_adds_up_with_the_pixels_to_its_answer() -> None:
    bundle = model(*FLAT)
    found = first_weights(bundle)
    assert found is not None
    assert (found.layer, found.units, found.weights.shape) == ("dense_1", CLASSES, (CLASSES, 6, 6, 3))
    X = picture() / np.float32(255)
    (*_, logits) = activations(Predictor(bundle), picture()).layers
    # The bias begins as 0.
    np.testing.assert_allclose((found.weights * X).sum(axis=(1, 2, 3)), logits.values, rtol=1e-5)


def test_a_convolution_has_a_picture_a_filter_in_the_colours_it_looks_at() -> None:
    bundle = model(CONVOLUTION, *FLAT)
    found = first_weights(bundle)
    assert found is not None
    kernel = bundle.weights["conv2d_1/kernel"]
    assert found.weights.shape == (5, 3, 3, 3)
    for place in range(5):
        np.testing.assert_array_equal(found.weights[place], kernel[..., place])
    assert found.name_of(4) == "Unit 5"


def test_layers_that_look_at_gray_have_gray_pictures() -> None:
    found = first_weights(model(CONVOLUTION, *FLAT, channels=1))
    assert found is not None
    assert found.weights.shape == (5, 3, 3, 1)


@pytest.mark.parametrize(
    ("before", "window"),
    [
        ([{"type": "MaxPooling2D", "pool_size": 2}, {"type": "Flatten"}], (3, 3, 3)),
        ([{"type": "GlobalAveragePooling2D"}], (1, 1, 3)),
    ],
)
def test_what_pooling_leaves_of_the_picture_is_the_shape_of_the_weights(
    before: list[dict[str, Any]], window: tuple[int, int, int]
) -> None:
    found = first_weights(model(*before, FLAT[-1]))
    assert found is not None
    assert found.weights.shape == (CLASSES, *window)


def test_a_network_without_weights_has_no_picture_of_them() -> None:
    assert first_weights(model({"type": "GlobalAveragePooling2D"})) is None


def test_zero_stays_zero_and_the_largest_weight_of_each_picture_is_seen_fully() -> None:
    bundle = model(*FLAT)
    bundle.weights["dense_1/kernel"][:, 1] = 0
    bundle.weights["dense_1/kernel"][0, 2] = -7
    found = first_weights(bundle)
    assert found is not None
    assert found.scaled[1].any() == np.False_
    assert found.scaled[2].min() == -1
    np.testing.assert_allclose(np.abs(found.scaled[0]).max(), 1)
    np.testing.assert_allclose(found.scaled[2] * 7, found.weights[2], rtol=1e-6)


def test_every_layer_s_output_is_what_the_layers_compute_by_hand() -> None:
    bundle = model({"type": "Flatten"}, {"type": "Dense", "units": 8, "activation": "relu"}, FLAT[-1])
    found = activations(Predictor(bundle), picture())
    weights, x = bundle.weights, (picture() / np.float32(255)).ravel()
    hidden = x @ weights["dense_1/kernel"] + weights["dense_1/bias"]
    expected = {
        "flatten_1": x,
        "dense_1": hidden,
        "dense_1/relu": np.maximum(hidden, 0),
        "dense_2": np.maximum(hidden, 0) @ weights["dense_2/kernel"] + weights["dense_2/bias"],
    }
    assert [layer.name for layer in found.layers] == list(expected)
    for layer in found.layers:
        np.testing.assert_allclose(layer.values, expected[layer.name], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(found.seen, picture())


def test_the_last_layer_leads_to_the_answer_with_batch_statistics_and_dropout_as_in_predicting() -> None:
    layers = (CONVOLUTION, {"type": "BatchNormalization"}, {"type": "MaxPooling2D"}, {"type": "Dropout", "rate": 0.5})
    bundle = model(*layers, *FLAT)
    bundle.weights["batch_normalization_1/moving_mean"][...] = 0.1
    predictor = Predictor(bundle)
    found = activations(predictor, picture())
    shapes = {layer.name: layer.values.shape for layer in found.layers}
    assert shapes["conv2d_1/relu"] == (6, 6, 5)
    assert shapes["max_pooling2d_1"] == (3, 3, 5)
    np.testing.assert_array_equal(found.layers[-3].values, found.layers[-4].values)
    answer = softmax(found.layers[-1].values[None])[0]
    np.testing.assert_allclose(answer, predictor.probabilities(picture()[None])[0], rtol=1e-6)


def test_a_picture_of_another_size_and_colour_is_seen_as_in_predicting() -> None:
    found = activations(Predictor(model(CONVOLUTION, *FLAT)), picture(side=11, channels=1))
    assert found.seen.shape == (6, 6, 3)


def test_maps_of_one_layer_can_be_compared() -> None:
    layer = LayerOutput("conv2d_1", np.array([[[0.5, -4.0]]]))
    np.testing.assert_array_equal(layer.scaled, [[[0.125, -1.0]]])


def test_a_diverged_model_says_so_instead_of_showing_noise(squares: ImageDataset) -> None:
    bundle = model({"type": "Flatten"}, {"type": "Dense", "units": 8}, FLAT[-1], channels=1, side=4)
    for name in bundle.weights:
        bundle.weights[name][...] = 3e38
    with pytest.raises(WorkbenchError, match="not a number"):
        activations(Predictor(bundle), squares.images[0])
