"""What one update minimises: reductions, penalties and their scaling, the report's readings, scikit-learn's step."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

HIDDEN = {"type": "Dense", "units": 5, "activation": "relu"}
BATCH = 8


def step_of(model, X, y, rate=1.0):
    """What one update subtracts from every weight, divided by the rate: the gradient it followed."""
    before = model.weights()
    model.train_batches(X, y, [rate])
    return {name: (before[name] - after) / rate for name, after in model.weights().items()}


def assert_close(a, b, factor=1.0):
    for name, value in a.items():
        np.testing.assert_allclose(value, factor * b[name], rtol=1e-9, atol=1e-13, err_msg=name)


def test_a_summed_gradient_is_the_mean_one_times_the_batch(model, batch):
    X, y = batch(B=BATCH)
    mean, total = (step_of(model(HIDDEN, loss={"reduction": r}), X, y) for r in ("mean", "sum"))
    assert_close(total, mean, BATCH)


@pytest.mark.parametrize("optimizer", [{"type": "SGD"}, {"type": "SGD", "momentum": 0.4}])
def test_the_reports_summed_loss_equals_an_averaged_one_at_a_rate_times_the_batch(model, batch, optimizer):
    summed = model(HIDDEN, loss={"reduction": "sum"}, optimizer=optimizer)
    averaged = model(HIDDEN, loss={"reduction": "mean"}, optimizer=optimizer)
    for step in range(20):
        X, y = batch(B=BATCH, seed=step)
        a, b = summed.train_batches(X, y, [0.01]), averaged.train_batches(X, y, [0.01 * BATCH])
        assert a.loss == pytest.approx(b.loss, rel=1e-9)
    assert_close(summed.weights(), averaged.weights())


def test_the_reports_logarithm_changes_the_cost_shown_and_nothing_learned(model, batch):
    X, y = batch()
    plain, report = model(HIDDEN), model(HIDDEN, loss={"log_offset": 1e-5})
    losses = plain.train_batches(X, y, [0.1]).loss, report.train_batches(X, y, [0.1]).loss
    assert losses[1] < losses[0]
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)
    assert_close(plain.weights(), report.weights())


@pytest.mark.parametrize(
    ("reduction", "scaling", "factor"),
    [("mean", "per_update", 1), ("mean", "per_example", 1), ("sum", "per_update", 1), ("sum", "per_example", BATCH)],
)
@pytest.mark.parametrize(("convention", "slope"), [("half_square", 1), ("square", 2)])
def test_a_penalty_adds_its_gradient_once_or_once_for_each_example(
    model, batch, reduction, scaling, factor, convention, slope
):
    X, y = batch(B=BATCH)
    settings = {"loss": {"reduction": reduction}, "batch_size": BATCH}
    free = step_of(model(HIDDEN, **settings), X, y)
    penalized = model(
        HIDDEN, **settings, penalty={"l1": 0.2, "l2": 0.3, "l2_convention": convention, "scaling": scaling}
    )
    w = penalized.weights()
    paid = step_of(penalized, X, y)
    for name, gradient in free.items():
        expected = factor * (0.2 * np.sign(w[name]) + slope * 0.3 * w[name]) if name.endswith("kernel") else 0
        np.testing.assert_allclose(paid[name] - gradient, expected, rtol=1e-8, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("reduction", "scaling", "share"),
    [
        ("mean", "per_update", 1),
        ("mean", "per_example", 1),
        ("sum", "per_update", 1 / BATCH),
        ("sum", "per_example", 1),
    ],
)
def test_the_penalty_shown_stands_beside_the_mean_loss(model, reduction, scaling, share):
    shown = model(
        HIDDEN, loss={"reduction": reduction}, batch_size=BATCH, penalty={"l1": 0.2, "l2": 0.3, "scaling": scaling}
    )
    kernels = [value for name, value in shown.weights().items() if name.endswith("kernel")]
    expected = sum(0.2 * np.abs(w).sum() + 0.3 * (w**2).sum() for w in kernels)
    assert shown.penalty() == pytest.approx(share * expected)


def test_the_reports_l2_update_is_the_one_in_its_recipes(model, batch):
    """`W -= rate * (summed gradient + l2 * W)`: summed, half the square, once an update."""
    X, y = batch()
    summed = {"loss": {"reduction": "sum"}}
    free = step_of(model(HIDDEN, **summed), X, y)
    penalized = model(HIDDEN, **summed, penalty={"l2": 0.5, "l2_convention": "half_square"})
    w = penalized.weights()["dense_1/kernel"]
    expected = free["dense_1/kernel"] + 0.5 * w
    np.testing.assert_allclose(step_of(penalized, X, y)["dense_1/kernel"], expected, rtol=1e-9)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_one_update_is_scikit_learns(model, batch, activation):
    MLPClassifier = pytest.importorskip("sklearn.neural_network").MLPClassifier
    X, y = batch(B=BATCH)
    y[0, :3] = [0, 1, 2]
    alpha, rate = 0.3, 0.2
    # scikit-learn's objective is the mean loss plus alpha / (2 batch) * sum(w^2).
    penalty = {"l2": alpha / BATCH, "l2_convention": "half_square"}
    ours = model({"type": "Dense", "units": 5, "activation": activation}, penalty=penalty)
    peer = MLPClassifier(
        (5,),
        activation={"sigmoid": "logistic"}.get(activation, activation),
        solver="sgd",
        momentum=0.0,
        nesterovs_momentum=False,
        alpha=alpha,
        batch_size=BATCH,
        learning_rate_init=rate,
        shuffle=False,
        random_state=0,
    )
    rows = X[0].reshape(BATCH, -1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer.partial_fit(rows, y[0], classes=[0, 1, 2])  # only to make it allocate its weights
        for index, name in enumerate(("dense_1", "dense_2")):
            peer.coefs_[index][...] = ours.weights()[f"{name}/kernel"]
            peer.intercepts_[index][...] = ours.weights()[f"{name}/bias"]
        np.testing.assert_allclose(ours.predict(X[0]), peer.predict_proba(rows), rtol=1e-12)
        peer.partial_fit(rows, y[0])
    ours.train_batches(X, y, [rate])
    for index, name in enumerate(("dense_1", "dense_2")):
        np.testing.assert_allclose(ours.weights()[f"{name}/kernel"], peer.coefs_[index], rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(ours.weights()[f"{name}/bias"], peer.intercepts_[index], rtol=1e-9, atol=1e-14)
