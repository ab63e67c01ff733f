"""Convolution and pooling: against loops over pixels, scipy and Keras, and against numeric gradients."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.signal import correlate2d

from core.experiment.shapes import layer_shapes
from core.experiment.spec import NetworkSpec
from core.network.pooling import GlobalAveragePooling2D, MaxPooling2D
from core.network.windows import Grid

SIZES = [(8, 8), (7, 6), (5, 9)]
CONVOLUTIONS = list(product((1, 2, 3, 5), (1, 2, 3), ("same", "valid"), SIZES))
POOLINGS = [(2, 2), (3, 2), (2, 3), (3, 1), (1, 1)]


def convolution(kernel_size=3, stride=1, padding="same", **fields):
    shape = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    return {"type": "Conv2D", "filters": 3, **shape, **fields}


def pooling(pool_size, stride):
    return {"type": "MaxPooling2D", "pool_size": pool_size, "stride": stride}


def images(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def padded_as_tensorflow_does(X, kernel_size, stride, value):
    """From TensorFlow's own words: enough for ceil(length / stride) windows; the extra one of an odd number is last."""
    widths = [(0, 0)]
    for length in X.shape[1:3]:
        missing = max((-(-length // stride) - 1) * stride + kernel_size - length, 0)
        widths.append((missing // 2, missing - missing // 2))
    return np.pad(X, [*widths, (0, 0)], constant_values=value)


@pytest.mark.parametrize(("kernel_size", "stride", "padding", "size"), CONVOLUTIONS)
def test_a_convolution_is_scipys_correlation_summed_over_channels(build_network, kernel_size, stride, padding, size):
    network = build_network([convolution(kernel_size, stride, padding)], (*size, 2))
    W, b = (parameter.value for parameter in network.vector.parameters.values())
    X = images(3, *size, 2)
    Y = network.forward(X, training=True)
    if padding == "same":
        X = padded_as_tensorflow_does(X, kernel_size, stride, 0)
    for example, o in product(range(3), range(3)):
        whole = sum(correlate2d(X[example, :, :, c], W[:, :, c, o], mode="valid") for c in range(2))
        np.testing.assert_allclose(Y[example, :, :, o], whole[::stride, ::stride] + b[o], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("pool_size", "stride"), POOLINGS)
@pytest.mark.parametrize("size", SIZES)
def test_pooling_takes_the_largest_pixel_of_every_square(build_network, pool_size, stride, size):
    X = images(2, *size, 3)
    Y = build_network([pooling(pool_size, stride)], X.shape[1:]).forward(X, training=True)
    for example, h, w, c in np.ndindex(Y.shape):
        square = X[example, h * stride : h * stride + pool_size, w * stride : w * stride + pool_size, c]
        assert square.shape == (pool_size, pool_size)
        assert Y[example, h, w, c] == square.max()


def test_the_global_average_is_that_of_each_channel(build_network):
    X = images(2, 3, 5, 4)
    Y = build_network([{"type": "GlobalAveragePooling2D"}], (3, 5, 4)).forward(X, training=True)
    np.testing.assert_allclose(Y, np.einsum("bhwc->bc", X) / 15, rtol=1e-12)


@pytest.mark.parametrize("length", [7, 8])
@pytest.mark.parametrize("stride", [1, 2])
def test_layers_on_images_are_those_of_keras(build_network, keras, length, stride):
    layers = [
        convolution(4, stride, "same", activation="relu"),
        {"type": "MaxPooling2D"},
        convolution(1, 1, "valid", use_bias=False),
        {"type": "GlobalAveragePooling2D"},
    ]
    network = build_network(layers, (length, length, 2))
    theirs = keras.Sequential(
        [
            keras.Input((length, length, 2)),
            keras.layers.Conv2D(3, 4, strides=stride, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(3, 1, use_bias=False),
            keras.layers.GlobalAveragePooling2D(),
        ]
    )
    theirs.set_weights([parameter.value for parameter in network.vector.parameters.values()])
    X = images(2, length, length, 2)
    np.testing.assert_allclose(network.forward(X, training=False), theirs(X), rtol=1e-9, atol=1e-12)


@pytest.fixture
def check_gradients(build_network, numeric_gradient, relative_error):
    """Compare all gradients of `sum(G * network(X))`, with one thread and with several."""

    def check(layers, X):
        network = build_network(layers, X.shape[1:])
        G = images(*network.forward(X, training=True).shape, seed=9)
        arrays = [X, *(parameter.value for parameter in network.vector.parameters.values())]
        numeric = [
            numeric_gradient(lambda: float(np.sum(G * network.forward(X, training=True))), array) for array in arrays
        ]
        with network.at_work():
            network.forward(X, training=True)
            analytic = [network.input_gradient(G.copy()).copy()]
            network.backward(G.copy())
        analytic += [parameter.gradient for parameter in network.vector.parameters.values()]
        for mine, expected in zip(analytic, numeric, strict=True):
            assert relative_error(mine, expected) <= 1e-6

    return check


@pytest.mark.parametrize(("kernel_size", "stride", "padding", "size"), CONVOLUTIONS[::3])
def test_a_convolution_learns_along_the_true_gradient(check_gradients, kernel_size, stride, padding, size):
    check_gradients([convolution(kernel_size, stride, padding)], images(2, *size, 2))


def test_a_convolution_without_bias_learns_along_the_true_gradient(check_gradients):
    check_gradients([convolution(use_bias=False)], images(3, 6, 6, 2))


@pytest.mark.parametrize(("pool_size", "stride"), POOLINGS)
def test_pooling_passes_on_the_true_gradient(check_gradients, pool_size, stride):
    check_gradients([pooling(pool_size, stride)], images(2, 7, 6, 3))


def test_a_network_on_images_learns_along_the_true_gradient(check_gradients):
    layers = [
        convolution(3, 2, "same", activation="tanh"),
        {"type": "BatchNormalization"},
        {"type": "MaxPooling2D"},
        convolution(2, 1, "valid", activation="sigmoid"),
        {"type": "GlobalAveragePooling2D"},
        {"type": "Dense", "units": 4},
    ]
    check_gradients(layers, images(5, 11, 9, 2))


def test_of_equally_large_pixels_the_first_alone_learns():
    layer = MaxPooling2D("pool", 2, 2, (2, 2, 1), (1, 1, 1), np.dtype(np.float64))
    layer.forward(np.array([1.0, 3, 3, 3]).reshape(1, 2, 2, 1), training=True)
    assert layer.backward(np.full((1, 1, 1, 1), 5.0)).ravel().tolist() == [0, 5, 0, 0]


def test_pixels_outside_of_every_square_do_not_learn_from_a_batch_before():
    layer = MaxPooling2D("pool", 2, 2, (3, 3, 1), (1, 1, 1), np.dtype(np.float64))
    for seed in (0, 1):
        layer.forward(images(2, 3, 3, 1, seed=seed), training=True)
        dX = layer.backward(np.ones((2, 1, 1, 1)))
        assert dX.sum() == 2
        assert not dX[:, 2].any()
        assert not dX[:, :, 2].any()


def test_the_average_shares_its_gradient_among_all_pixels():
    layer = GlobalAveragePooling2D("mean", (2, 2, 1), np.dtype(np.float64))
    layer.forward(np.zeros((1, 2, 2, 1)), training=True)
    np.testing.assert_array_equal(layer.backward(np.array([[8.0]])), np.full((1, 2, 2, 1), 2))


@pytest.mark.parametrize("length", [40, 200])
def test_images_of_any_size_are_worked_on_in_pieces_that_fit_a_cache(length):
    grid = Grid((length, length, 64), (length, length, 64), 3, 1, (1, 1))
    some, lines = grid.block
    rows = some * lines * length
    assert rows * (grid.width + 64) <= 2**19
    assert some == 1 or lines == length
    assert rows > 300  # enough for a product at full speed


def test_a_large_image_is_the_same_in_pieces_as_in_one(build_network):
    """Every line of an image that is worked on in several pieces is where it belongs."""
    network = build_network([convolution(5, filters=32)], (150, 170, 16))
    W, b = (parameter.value for parameter in network.vector.parameters.values())
    X = images(1, 150, 170, 16)
    Y = network.forward(X, training=False)
    window = np.pad(X, [(0, 0), (2, 2), (2, 2), (0, 0)])
    for h, w in [(0, 0), (50, 169), (74, 3), (75, 80), (149, 169)]:
        expected = np.einsum("ijc,ijco->o", window[0, h : h + 5, w : w + 5], W) + b
        np.testing.assert_allclose(Y[0, h, w], expected, rtol=1e-10)


def test_a_first_convolution_does_not_pay_for_a_gradient_nobody_needs(build_network):
    network = build_network([convolution()], (5, 5, 2))
    dY = np.ones_like(network.forward(images(1, 5, 5, 2), training=True))
    assert network.layers[0].backward(dY, input_gradient=False) is None


def test_smaller_batches_after_larger_ones_are_computed_as_if_alone(build_network):
    layers = [convolution(3, 2), {"type": "MaxPooling2D"}, {"type": "GlobalAveragePooling2D"}]
    X = images(9, 9, 9, 2)
    network = build_network(layers, (9, 9, 2))
    alone = build_network(layers, (9, 9, 2)).forward(X[:2], training=False).copy()
    network.forward(X, training=False)
    np.testing.assert_array_equal(network.forward(X[:2], training=False), alone)


def test_layers_on_images_leave_their_input_alone(build_network):
    layers = [convolution(), {"type": "MaxPooling2D"}, convolution(2, 2, "valid"), {"type": "GlobalAveragePooling2D"}]
    network, X = build_network(layers, (8, 8, 2)), images(2, 8, 8, 2)
    for layer in network.layers:
        before = X.copy()
        Y = layer.forward(X, training=True)
        layer.backward(np.ones_like(Y))
        np.testing.assert_array_equal(X, before)
        X = Y


def test_kernels_are_named_shaped_and_spread_as_in_keras(keras):
    from core.network.initializers import initial_weights  # noqa: PLC0415

    network = NetworkSpec.model_validate({"layers": [convolution(5, filters=64, kernel_initializer="he_normal")]})
    kernel = initial_weights(layer_shapes(network, (9, 9, 32)), 0)["conv2d_1/kernel"]
    theirs = np.asarray(keras.initializers.HeNormal(seed=0)((5, 5, 32, 64)))
    assert kernel.shape == theirs.shape
    assert kernel.std() == pytest.approx(theirs.std(), rel=0.02)
