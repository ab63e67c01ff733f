"""The contract that both engines keep: from the same weights and batches they do the same, for all there is to choose.

Each test compares the engines with one another. What either has to be by itself is said where its parts are tested:
gradients and formulas for NumPy in `tests/core/network`, which by the agreement here hold for Keras too.
"""

from __future__ import annotations

import numpy as np
import pytest

from core.backends.numpy_backend import NumpyModel
from core.experiment.spec import ScheduleSpec
from core.network.schedules import learning_rate
from tests.core.backends.conftest import CLASSES, INPUT_SHAPE
from tests.core.backends.keras_engine import engine, needs_keras

pytestmark = needs_keras

STEPS, STEPS_A_CALL = 50, 5
TOLERANCES = {"float64": 1e-9, "float32": 1e-4}
RELU = {"type": "Dense", "units": 6, "activation": "relu", "kernel_initializer": "he_normal"}
NORMALIZATION = {"type": "BatchNormalization", "momentum": 0.8, "epsilon": 0.01}
SGD = {"type": "SGD"}
OPTIMIZERS = {
    "sgd": SGD,
    "momentum": SGD | {"momentum": 0.9},
    "nesterov": SGD | {"momentum": 0.9, "nesterov": True},
    "adam": {"type": "Adam"},
    "adam, other constants": {"type": "Adam", "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3},
}
SUM = {"reduction": "sum"}
BOTH = {"l1": 0.01, "l2": 0.02}
# By what is compared: hidden layers, and what else differs from the default.
CASES = {
    "no hidden layer": ((), {}),
    "no bias": ((RELU | {"use_bias": False},), {}),
    **{name: ((RELU | {"activation": name},), {}) for name in ("linear", "relu", "leaky_relu", "sigmoid", "tanh")},
    "activation by itself": (({"type": "Dense", "units": 6}, {"type": "Activation", "activation": "leaky_relu"}), {}),
    "normalisation": ((RELU, NORMALIZATION, RELU), {}),
    "normalised images": (({"type": "BatchNormalization"}, RELU), {}),
    "dropout, of the same values": (
        (RELU, {"type": "Dropout", "rate": 0.4}, RELU | {"activation": "linear"}, {"type": "Dropout", "rate": 0.2}),
        {},
    ),
    "dropout of images": (({"type": "Dropout", "rate": 0.3}, {"type": "Activation", "activation": "tanh"}), {}),
    "dropout of nothing": ((RELU, {"type": "Dropout", "rate": 0.0}), {}),
    **{name: ((RELU, NORMALIZATION), {"optimizer": spec}) for name, spec in OPTIMIZERS.items()},
    "summed": ((RELU,), {"loss": SUM}),
    "log offset": ((RELU,), {"loss": {"log_offset": 1e-3}}),
    "l1": ((RELU,), {"penalty": {"l1": 0.02}}),
    "l2": ((RELU,), {"penalty": {"l2": 0.05}}),
    "half square": ((RELU,), {"penalty": BOTH | {"l2_convention": "half_square"}}),
    "smoothed labels": ((RELU,), {"loss": {"label_smoothing": 0.2, "log_offset": 1e-3}}),
    "weighted classes": ((RELU,), {"loss": {"class_weights": "listed", "label_smoothing": 0.1}}),
    "weight decay": ((RELU, NORMALIZATION), {"optimizer": OPTIMIZERS["momentum"] | {"weight_decay": 0.1}}),
    "weight decay, adam": ((RELU,), {"optimizer": OPTIMIZERS["adam"] | {"weight_decay": 0.1}}),
    "averaged weights": ((RELU, NORMALIZATION), {"weight_averaging": {"decay": 0.9}}),
    "penalty of a layer": ((RELU | BOTH, RELU), {"penalty": {"l2": 0.001}}),
    "summed, penalty an update": ((RELU,), {"loss": SUM, "penalty": BOTH}),
    "summed, penalty an example": ((RELU,), {"loss": SUM, "penalty": BOTH | {"scaling": "per_example"}}),
}


@pytest.fixture
def both(experiment):
    """The same model on both engines; Keras's without XLA, whose compilation takes longer than these tests."""

    def build(*hidden, **fields):
        from core.backends.keras_backend.model import KerasModel  # noqa: PLC0415 - where it is installed

        chosen = experiment(*hidden, **{"batch_size": 8} | fields)
        weights = np.array([0.5, 1.0, 2.0]) if chosen.loss.class_weights == "listed" else None
        return (
            NumpyModel(chosen, INPUT_SHAPE, CLASSES, weights),
            KerasModel(engine(), chosen, INPUT_SHAPE, CLASSES, weights, compiled=False),
        )

    return build


CONVOLUTION = {"type": "Conv2D", "filters": 4, "activation": "relu", "kernel_initializer": "he_normal"}
ON_IMAGES = {
    "convolution": (CONVOLUTION,),
    "valid, with a stride": (CONVOLUTION | {"padding": "valid", "kernel_size": 2, "stride": 2, "use_bias": False},),
    "same, with a stride": (CONVOLUTION | {"kernel_size": 3, "stride": 2},),
    "largest of squares": (CONVOLUTION | {"activation": "tanh"}, {"type": "MaxPooling2D"}),
    "largest of overlapping squares": (
        CONVOLUTION | {"activation": "tanh"},
        {"type": "MaxPooling2D", "pool_size": 2, "stride": 1},
    ),
    "normalised channels": (CONVOLUTION, NORMALIZATION, {"type": "Dropout", "rate": 0.3}, CONVOLUTION | BOTH),
}


def rates_of(count, peak=0.05):
    return [peak] * count


def train(model, batch, calls, first=0, rates=rates_of):
    """The results of some calls, each of a few steps."""
    results = []
    for call in range(first, first + calls):
        X, y = batch(K=STEPS_A_CALL, seed=call)
        precision = model.weights()["dense_1/kernel"].dtype
        results.append(model.train_batches(X.astype(precision), y, rates(STEPS_A_CALL)))
    return results


def assert_same(ours, keras, tolerance):
    assert ours.weights().keys() == keras.weights().keys()
    for name, value in ours.weights().items():
        other = keras.weights()[name]
        assert other.dtype == value.dtype
        np.testing.assert_allclose(other, value, rtol=tolerance, atol=tolerance, err_msg=name)


def assert_same_averages(ours, keras, tolerance):
    averages = ours.averaged_weights(), keras.averaged_weights()
    assert (averages[0] is None) == (averages[1] is None)
    for name, value in (averages[0] or {}).items():
        np.testing.assert_allclose(averages[1][name], value, rtol=tolerance, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("precision", TOLERANCES)
@pytest.mark.parametrize("case", CASES)
def test_both_learn_the_same_over_many_steps(both, batch, case, precision):
    hidden, fields = CASES[case]
    models = both(*hidden, precision=precision, **fields)
    tolerance = TOLERANCES[precision]
    summed = fields.get("loss") == SUM
    rates = (lambda count: rates_of(count, 0.005)) if summed else rates_of

    ours, keras = (train(model, batch, STEPS // STEPS_A_CALL, rates=rates) for model in models)

    assert [one.loss for one in keras] == pytest.approx([one.loss for one in ours], rel=tolerance)
    assert [one.smoothed is None for one in keras] == [one.smoothed is None for one in ours]
    smoothed = [[one.smoothed for one in results if one.smoothed is not None] for results in (ours, keras)]
    assert smoothed[1] == pytest.approx(smoothed[0], rel=tolerance)
    assert_same_averages(*models, tolerance)
    assert [one.correct for one in keras] == [one.correct for one in ours]
    assert [one.examples for one in keras] == [one.examples for one in ours]
    assert models[1].penalty() == pytest.approx(models[0].penalty(), rel=tolerance)
    # What they answer is compared where they have learned the same to the last digit.
    models[1].set_weights(models[0].weights())
    X, _ = batch(seed=99)
    activities = ({}, {})
    answers = [
        model.predict(X[0].astype(precision), activity) for model, activity in zip(models, activities, strict=True)
    ]
    np.testing.assert_allclose(answers[1], answers[0], rtol=1e-5, atol=1e-5)
    assert [{name: list(units.ravel()) for name, units in one.items()} for one in activities[:1]] == [
        {name: list(units.ravel()) for name, units in one.items()} for one in activities[1:]
    ]


@pytest.mark.parametrize("precision", TOLERANCES)
@pytest.mark.parametrize("end", ["Flatten", "GlobalAveragePooling2D"])
@pytest.mark.parametrize("case", ON_IMAGES)
def test_both_learn_the_same_from_images(both, batch, case, end, precision):
    layers = [*ON_IMAGES[case], {"type": end}, {"type": "Dense", "units": CLASSES}]
    models = both(network={"layers": layers}, optimizer=OPTIMIZERS["momentum"], precision=precision)

    ours, keras = (train(model, batch, STEPS // STEPS_A_CALL) for model in models)

    assert [one.loss for one in keras] == pytest.approx([one.loss for one in ours], rel=TOLERANCES[precision])
    models[1].set_weights(models[0].weights())
    X = batch(seed=99)[0][0].astype(precision)
    activities = ({}, {})
    answers = [model.predict(X, activity) for model, activity in zip(models, activities, strict=True)]
    np.testing.assert_allclose(answers[1], answers[0], rtol=1e-5, atol=1e-5)
    assert [{name: list(units) for name, units in one.items()} for one in activities[:1]] == [
        {name: list(units) for name, units in one.items()} for one in activities[1:]
    ]


@pytest.mark.parametrize("shape", ["constant", "step", "cosine", "one_cycle"])
def test_both_follow_every_schedule(both, batch, shape):
    models = both(RELU, optimizer=OPTIMIZERS["momentum"])
    schedule = ScheduleSpec(shape=shape, warmup_epochs=0.5, step_epochs=1)
    every = [learning_rate(schedule, 0.1, step, STEPS // 4, 4) for step in range(STEPS)]

    results = []
    for model in models:
        steps = iter(every)
        results.append(train(model, batch, STEPS // STEPS_A_CALL, rates=lambda n, s=steps: [next(s) for _ in range(n)]))

    assert [one.loss for one in results[1]] == pytest.approx([one.loss for one in results[0]], rel=1e-9)


def test_the_smaller_last_batch_counts_by_what_is_in_it(both, batch):
    models = both(RELU, NORMALIZATION, loss=SUM, penalty=BOTH | {"scaling": "per_example"})
    for model in models:
        train(model, batch, 2)
        X, y = batch(B=3, seed=77)
        model.train_batches(X, y, [0.01])
    assert_same(*models, tolerance=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("direction", ["numpy to keras", "keras to numpy"])
def test_a_checkpoint_of_one_engine_goes_on_in_the_other(both, batch, name, direction):
    fields = {"optimizer": OPTIMIZERS[name], "penalty": BOTH}
    unbroken, _ = both(RELU, NORMALIZATION, **fields)
    ours, keras = both(RELU, NORMALIZATION, **fields)
    first, second = (ours, keras) if direction == "numpy to keras" else (keras, ours)
    train(unbroken, batch, 8)

    train(first, batch, 4)
    second.set_weights(first.weights())
    second.set_optimizer_state(first.optimizer_state())
    train(second, batch, 4, first=4)

    # Adam divides by the root of a mean that may be nearly 0, and by that magnifies the last digits.
    assert_same(unbroken, second, tolerance=1e-6)
    assert second.optimizer_state().steps == 8 * STEPS_A_CALL


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_remember_the_same(both, batch, name):
    ours, keras = both(RELU, optimizer=OPTIMIZERS[name])
    train(ours, batch, 3)
    train(keras, batch, 3)
    expected, found = ours.optimizer_state(), keras.optimizer_state()
    assert found.steps == expected.steps
    assert found.slots.keys() == expected.slots.keys()
    for role, slots in expected.slots.items():
        assert slots.keys() == found.slots[role].keys()
        for weight, value in slots.items():
            np.testing.assert_allclose(found.slots[role][weight], value, rtol=1e-9, atol=1e-12)


def test_both_begin_with_the_same_weights(both):
    ours, keras = both(RELU, NORMALIZATION, RELU, seed=3)
    for name, value in ours.weights().items():
        np.testing.assert_array_equal(keras.weights()[name], value, err_msg=name)


def test_what_one_engine_returns_is_a_copy(both, batch):
    _, keras = both(RELU, optimizer=OPTIMIZERS["momentum"])
    weights, state = keras.weights(), keras.optimizer_state()
    train(keras, batch, 1)
    assert not np.array_equal(weights["dense_1/kernel"], keras.weights()["dense_1/kernel"])
    assert not state.slots["velocity"]["dense_1/kernel"].any()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_diverged_run_shows_in_its_loss_on_either_engine(both, batch, bad):
    X, y = batch()
    X[0, 0] = bad
    for model in both(RELU):
        assert not np.isfinite(model.train_batches(X, y, [0.1]).loss)
        model.predict(X[0])
