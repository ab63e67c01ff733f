"""The NumPy engine: reproducible, undisturbed by predictions, and steady in memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from core.backends.numpy_backend import NumpyModel
from core.experiment.draft import InvalidExperimentError
from core.experiment.spec import Experiment

RELU = {"type": "Dense", "units": 6, "activation": "relu", "kernel_initializer": "he_normal"}
DROPOUT = {"type": "Dropout", "rate": 0.4}
NORMALIZATION = {"type": "BatchNormalization", "momentum": 0.9}
EVERYTHING = (RELU, NORMALIZATION, DROPOUT, RELU)


def train(model, batch, steps, epoch=1, first=0):
    model.begin_epoch(epoch)
    for step in range(first, first + steps):
        X, y = batch(seed=step)
        model.train_batches(X.astype(model.weights()["dense_1/kernel"].dtype), y, [0.05])
    return model


def assert_same_weights(a, b):
    assert a.weights().keys() == b.weights().keys()
    for name, value in a.weights().items():
        np.testing.assert_array_equal(value, b.weights()[name], err_msg=name)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", [{"type": "SGD", "momentum": 0.9, "nesterov": True}, {"type": "Adam"}])
def test_the_same_seed_gives_the_same_bits(model, batch, precision, optimizer):
    runs = [train(model(*EVERYTHING, precision=precision, optimizer=optimizer, seed=7), batch, 50) for _ in range(2)]
    assert_same_weights(*runs)
    assert runs[0].weights()["dense_1/kernel"].dtype == precision


def test_another_seed_gives_another_network(model, batch):
    a, b = (train(model(*EVERYTHING, seed=seed), batch, 3).weights()["dense_1/kernel"] for seed in (1, 2))
    assert (a != b).all()


def test_an_epoch_draws_its_dropout_masks_whatever_came_before(model, batch):
    """What a run resumed between two epochs stands on."""
    unbroken = train(train(model(RELU, DROPOUT), batch, 5, epoch=1), batch, 5, epoch=2, first=5)
    stopped = train(model(RELU, DROPOUT), batch, 5, epoch=1)
    resumed = model(RELU, DROPOUT, seed=0)
    resumed.set_weights(stopped.weights())
    train(resumed, batch, 5, epoch=2, first=5)
    assert_same_weights(resumed, unbroken)


def test_a_filter_is_dead_only_where_it_is_zero_at_every_place(batch):
    layers = [{"type": "Conv2D", "filters": 3, "kernel_size": 1, "activation": "relu"}, {"type": "Flatten"}]
    spec = {"name": "dead", "network": {"layers": [*layers, {"type": "Dense", "units": 3}]}}
    model = NumpyModel(Experiment.model_validate(spec), (4, 4, 1), 3)
    kernel, bias = np.array([1.0, 1, 0]).reshape(1, 1, 1, 3), np.array([-0.9, -1.1, -1])
    model.set_weights(model.weights() | {"conv2d_1/kernel": kernel, "conv2d_1/bias": bias})
    X, activity = np.zeros((2, 4, 4, 1), np.float32), {}
    X[1, 3, 2] = 1
    model.predict(X, activity)
    assert activity["conv2d_1/relu"].tolist() == [True, False, False]


def test_many_images_are_predicted_a_few_at_a_time():
    layers = [{"type": "Conv2D", "filters": 64}, {"type": "GlobalAveragePooling2D"}, {"type": "Dense", "units": 3}]
    spec = {"name": "many", "network": {"layers": layers}, "batch_size": 1}
    model = NumpyModel(Experiment.model_validate(spec), (40, 40, 1), 3)
    X = np.random.default_rng(0).random((100, 40, 40, 1), np.float32)
    expected = [model.predict(image[None])[0] for image in X]
    tracemalloc.start()
    probabilities = model.predict(X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    np.testing.assert_allclose(probabilities, expected, rtol=1e-4)
    assert peak < X.nbytes * 64 * 0.75


def test_two_epochs_differ_in_their_dropout_masks(model, batch):
    a, b = (train(model(RELU, DROPOUT), batch, 1, epoch=epoch).weights()["dense_2/kernel"] for epoch in (1, 2))
    assert not np.array_equal(a, b)


def test_two_dropout_layers_drop_different_units(model):
    first, second = (layer for layer in model(DROPOUT, DROPOUT).network.layers if layer.name.startswith("dropout"))
    ones = np.ones((8, 16))
    assert not np.array_equal(first.forward(ones, training=True), second.forward(ones, training=True))


@pytest.mark.parametrize("optimizer", [{"type": "SGD"}, {"type": "SGD", "momentum": 0.9}, {"type": "Adam"}])
def test_a_checkpoint_goes_on_bit_for_bit(model, batch, optimizer):
    unbroken = train(model(*EVERYTHING, optimizer=optimizer), batch, 6)
    train(unbroken, batch, 6, epoch=2, first=6)
    stopped = train(model(*EVERYTHING, optimizer=optimizer), batch, 6)
    resumed = model(*EVERYTHING, optimizer=optimizer)
    resumed.set_weights(stopped.weights())
    resumed.set_optimizer_state(stopped.optimizer_state())
    assert_same_weights(train(resumed, batch, 6, epoch=2, first=6), unbroken)


def test_what_was_asked_for_does_not_change_with_later_training(model, batch):
    trained = train(model(RELU, optimizer={"type": "Adam"}), batch, 2)
    weights, state = trained.weights(), trained.optimizer_state()
    kernel, moment = weights["dense_1/kernel"].copy(), state.slots["mean"]["dense_1/kernel"].copy()
    train(trained, batch, 2)
    np.testing.assert_array_equal(weights["dense_1/kernel"], kernel)
    np.testing.assert_array_equal(state.slots["mean"]["dense_1/kernel"], moment)
    assert state.steps == 2


@pytest.mark.parametrize("predicted", [1, 3, 40])
def test_predictions_between_two_updates_do_not_disturb_training(model, batch, predicted):
    plain, disturbed = (model(RELU, NORMALIZATION, RELU) for _ in range(2))
    for step in range(6):
        train(plain, batch, 1, first=step)
        train(disturbed, batch, 1, first=step)
        disturbed.predict(batch(B=predicted, seed=99)[0][0])
    assert_same_weights(plain, disturbed)


def test_the_smaller_last_batch_trains_as_if_the_buffers_were_new(model, batch):
    used, fresh = model(*EVERYTHING[:2]), model(*EVERYTHING[:2])
    X, y = batch(B=3, seed=5)
    start = used.weights()
    train(used, batch, 2)
    used.set_weights(start)
    used.train_batches(X, y, [0.1])
    fresh.train_batches(X, y, [0.1])
    assert_same_weights(used, fresh)


def test_training_and_prediction_leave_their_inputs_alone(model, batch):
    X, y = batch()
    kept = X.copy(), y.copy()
    trained = model(*EVERYTHING)
    trained.train_batches(X, y, [0.1])
    trained.predict(X[0])
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(y, kept[1])


def test_predictions_stay_valid_after_the_next_one(model, batch):
    predictor = model(RELU)
    first = predictor.predict(batch(seed=1)[0][0])
    kept = first.copy()
    predictor.predict(batch(seed=2)[0][0])
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_allclose(first.sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("optimizer", [{"type": "SGD", "momentum": 0.9}, {"type": "Adam"}])
def test_memory_does_not_grow_while_training(model, batch, optimizer):
    trained = model(*EVERYTHING, optimizer=optimizer, penalty={"l2": 0.01})
    X, y = batch(B=256)

    def peak_of(steps):
        tracemalloc.reset_peak()
        for _ in range(steps):
            trained.train_batches(X, y, [0.01])
        return tracemalloc.get_traced_memory()

    tracemalloc.start()
    try:
        peak_of(10)
        early_now, early_peak = peak_of(10)
        late_now, late_peak = peak_of(190)
    finally:
        tracemalloc.stop()
    # A few hundred bytes belong to Python's own small objects; one row of a buffer would be more than allowed here.
    assert late_now - early_now < 2_000
    assert late_peak - early_peak < 2_000


def test_several_batches_in_one_call_are_several_updates(model, batch):
    X, y = batch(K=3)
    together, apart = model(RELU), model(RELU)
    result = together.train_batches(X, y, [0.3, 0.2, 0.1])
    parts = [apart.train_batches(X[k : k + 1], y[k : k + 1], [rate]) for k, rate in enumerate([0.3, 0.2, 0.1])]
    assert_same_weights(together, apart)
    assert result.examples == 24
    assert result.loss == pytest.approx(sum(part.loss for part in parts))
    assert result.correct == sum(part.correct for part in parts)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_diverged_run_shows_in_its_loss_and_not_as_a_traceback(model, batch, bad):
    X, y = batch()
    X[0, 0] = bad
    diverged = model(*EVERYTHING)
    assert not np.isfinite(diverged.train_batches(X, y, [0.1]).loss)
    diverged.predict(X[0])


def test_a_learning_rate_far_too_high_shows_in_the_loss_and_not_as_a_traceback(model, batch):
    diverged = model(RELU, RELU, precision="float32", optimizer={"type": "SGD", "learning_rate": 100})
    X, y = batch()
    losses = [diverged.train_batches((1e3 * X).astype(np.float32), y, [1e30]).loss for _ in range(6)]
    assert not np.isfinite(losses[-1])


def test_dead_units_are_those_that_no_image_wakes(model, batch):
    watched = model(RELU)
    weights = watched.weights()
    weights["dense_1/bias"][:] = [-1e3, 1e3, -1e3, 1e3, -1e3, 1e3]
    watched.set_weights(weights)
    activity = {}
    for seed in range(2):
        watched.predict(batch(seed=seed)[0][0], activity)
    assert {name: list(seen) for name, seen in activity.items()} == {"dense_1/relu": [False, True] * 3}


def test_a_network_that_does_not_fit_the_classes_is_refused(experiment):
    with pytest.raises(InvalidExperimentError, match="set its units to 7"):
        NumpyModel(experiment(RELU), (4, 4, 1), 7)
