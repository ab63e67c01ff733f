"""One update of a 2-2-2 network, every number worked out on paper."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from core.backends.numpy_backend import NumpyModel
from core.experiment.spec import Experiment

LN3 = log(3)  # 1.0986

# An image of two pixels, and its class.
X = np.array([1.0, 2.0]).reshape(1, 1, 1, 2, 1)
Y = np.array([[0]])

# Two hidden units with ReLU, two outputs. Each column of a kernel holds the weights into one unit.
START = {
    "dense_1/kernel": np.array([[1.0, 1.0], [0.5, -1.0]]),
    "dense_1/bias": np.array([0.0, 0.5]),
    "dense_2/kernel": np.array([[LN3 / 2, 0.0], [1.0, 3.0]]),
    "dense_2/bias": np.array([0.0, 0.0]),
}


@pytest.fixture
def model():
    layers = [
        {"type": "Flatten"},
        {"type": "Dense", "units": 2, "activation": "relu"},
        {"type": "Dense", "units": 2},
    ]
    built = NumpyModel(Experiment(name="paper", network={"layers": layers}, precision="float64"), (1, 2, 1), 2)
    built.set_weights(START)
    return built


def test_the_forward_pass_gives_the_numbers_on_paper(model):
    # hidden unit 1: 1*1 + 2*0.5 + 0 = 2, ReLU leaves 2;  hidden unit 2: 1*1 + 2*(-1) + 0.5 = -0.5, ReLU gives 0
    # logits: 2*(ln 3)/2 + 0*1 = ln 3  and  2*0 + 0*3 = 0
    # softmax: e^(ln 3) = 3 and e^0 = 1, together 4: probabilities 3/4 and 1/4
    np.testing.assert_allclose(model.predict(X[0]), [[0.75, 0.25]], rtol=1e-15)


def test_one_update_gives_the_numbers_on_paper(model):
    result = model.train_batches(X, Y, [0.4])

    # loss: -ln(3/4) = 0.2877
    assert result.loss == pytest.approx(-log(0.75), rel=1e-14)
    # gradient at the logits, p - truth:     (3/4 - 1, 1/4 - 0)        = (-1/4, 1/4)
    # second kernel, hidden (2, 0) times it: [[2*(-1/4), 2*1/4], [0, 0]] = [[-1/2, 1/2], [0, 0]];  its bias: (-1/4, 1/4)
    # at the hidden units:  unit 1: -1/4 * (ln 3)/2 + 1/4 * 0 = -(ln 3)/8
    #                       unit 2: -1/4 * 1 + 1/4 * 3 = 1/2, but ReLU was cut off there: 0
    # first kernel, input (1, 2) times it:   [[-(ln 3)/8, 0], [-(ln 3)/4, 0]];  its bias: (-(ln 3)/8, 0)
    # each weight moves by -0.4 times its gradient:
    expected = {
        "dense_1/kernel": [[1 + 0.05 * LN3, 1], [0.5 + 0.1 * LN3, -1]],
        "dense_1/bias": [0.05 * LN3, 0.5],
        "dense_2/kernel": [[LN3 / 2 + 0.2, -0.2], [1, 3]],
        "dense_2/bias": [0.1, -0.1],
    }
    for name, value in model.weights().items():
        np.testing.assert_allclose(value, expected[name], rtol=1e-14, err_msg=name)


def test_after_the_update_the_true_class_is_more_probable(model):
    model.train_batches(X, Y, [0.4])
    assert model.predict(X[0])[0, 0] > 0.75
