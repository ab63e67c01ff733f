"""Averaged weights: they are what is validated, kept and saved, while training goes on with the raw ones."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiment.spec import PredictionSpec
from core.network.parameters import FloatArray
from core.training.session import predict_rows
from tests.core.training.session_parts import (
    CLASSES,
    LAYERS,
    Training,
    experiment,
    numpy_model,
    same_bits,
    training_data,
)

AVERAGED = {"weight_averaging": {"decay": 0.95}}
NORMALIZED = [LAYERS[0], LAYERS[1], {"type": "BatchNormalization"}, {"type": "Dense", "units": CLASSES}]


def test_training_goes_on_as_if_nothing_was_averaged() -> None:
    plain, averaged = Training(experiment(layers=NORMALIZED)), Training(experiment(layers=NORMALIZED, **AVERAGED))

    assert same_bits(averaged.model.weights(), plain.model.weights())
    assert [row.train_loss for row in averaged.epochs] == [row.train_loss for row in plain.epochs]
    assert [row.objective for row in averaged.epochs] == [row.objective for row in plain.epochs]
    assert [row.validation_loss for row in averaged.epochs] != [row.validation_loss for row in plain.epochs]


def test_the_average_is_that_of_the_weights_after_every_update() -> None:
    model, decay = numpy_model(experiment(precision="float64", **AVERAGED)), 0.95
    assert model.averaged_weights() is None
    rng = np.random.default_rng(0)
    history: list[dict[str, FloatArray]] = []
    for _ in range(30):
        model.train_batches(rng.random((1, 8, 4, 4, 1)), rng.integers(0, CLASSES, (1, 8)), [0.5])
        history.append(model.weights())
    shares = decay ** np.arange(29, -1, -1.0)
    averaged = model.averaged_weights()
    assert averaged is not None
    for name, average in averaged.items():
        expected = sum(share * weights[name] for share, weights in zip(shares, history, strict=True)) / shares.sum()
        np.testing.assert_allclose(average, expected, rtol=1e-9, atol=1e-12)


def test_what_is_kept_is_what_was_validated() -> None:
    training, data = Training(experiment(**AVERAGED)), training_data()

    best = training.session.best
    assert best is not None
    again = numpy_model(experiment())
    again.set_weights(best.weights)
    probabilities = predict_rows(again, data.loader, data.validation, PredictionSpec())
    of_truth = probabilities[np.arange(len(data.validation)), data.labels[data.validation]]
    assert float(-np.log(of_truth.astype(float)).mean()) == pytest.approx(best.validation_loss, rel=1e-6)
    assert not same_bits(best.weights, training.checkpoints[best.epoch - 1].weights)


def test_the_last_weights_are_averaged_as_well_where_they_are_to_be_kept() -> None:
    training = Training(experiment(keep="last", **AVERAGED))

    averaged = training.model.averaged_weights()
    assert averaged is not None
    assert same_bits(training.session.weights_to_keep(), averaged)
    assert not same_bits(training.session.weights_to_keep(), training.model.weights())


def test_running_averages_of_normalization_are_taken_as_they_are() -> None:
    training = Training(experiment(layers=NORMALIZED, **AVERAGED))

    averaged, raw = training.model.averaged_weights(), training.model.weights()
    assert averaged is not None
    for name in raw:
        is_running = name.endswith(("moving_mean", "moving_variance"))
        assert np.array_equal(averaged[name], raw[name]) == is_running, name


def test_a_checkpoint_holds_both() -> None:
    checkpoint = Training(experiment(**AVERAGED)).checkpoints[-1]

    assert checkpoint.optimizer.slots["average"].keys() == checkpoint.weights.keys()
