"""Shapes, weights and parameter counts of a network, counted by hand."""

from __future__ import annotations

import pytest

from core.experiment.draft import InvalidExperimentError
from core.experiment.shapes import describe_widths, layer_shapes, with_output_width
from core.experiment.spec import NetworkSpec

FLATTEN = {"type": "Flatten"}


def network(*layers):
    return NetworkSpec.model_validate({"layers": layers})


def dense(units, **fields):
    return {"type": "Dense", "units": units, **fields}


def conv(filters, **fields):
    return {"type": "Conv2D", "filters": filters, **fields}


REPORT = network(FLATTEN, *(dense(units, use_bias=False) for units in (200, 200, 200, 10)))


def test_the_reports_network_has_the_parameters_counted_by_hand():
    # 1024 * 200 + 200 * 200 + 200 * 200 + 200 * 10
    assert sum(layer.parameters for layer in layer_shapes(REPORT, (32, 32, 1), 10)) == 286_800


def test_biases_and_normalization_count_and_running_averages_do_not():
    layers = layer_shapes(network(FLATTEN, dense(5), {"type": "BatchNormalization"}, dense(3)), (2, 2, 1), 3)
    assert [layer.parameters for layer in layers] == [0, 4 * 5 + 5, 5 + 5, 5 * 3 + 3]
    assert [layer.multiplications for layer in layers] == [0, 20, 10, 15]


def test_layers_are_named_and_shaped_in_order():
    layers = layer_shapes(
        network(
            {"type": "BatchNormalization"}, FLATTEN, dense(5), {"type": "Activation"}, {"type": "Dropout"}, dense(3)
        ),
        (4, 2, 3),
    )
    assert [(layer.name, layer.input_shape, layer.output_shape) for layer in layers] == [
        ("batch_normalization_1", (4, 2, 3), (4, 2, 3)),
        ("flatten_1", (4, 2, 3), (24,)),
        ("dense_1", (24,), (5,)),
        ("activation_1", (5,), (5,)),
        ("dropout_1", (5,), (5,)),
        ("dense_2", (5,), (3,)),
    ]


def test_weights_are_named_by_layer_and_role():
    layers = layer_shapes(network({"type": "BatchNormalization"}, FLATTEN, dense(5)), (4, 2, 3))
    assert {w.name: (w.shape, w.trainable) for layer in layers for w in layer.weights} == {
        "batch_normalization_1/gamma": ((3,), True),
        "batch_normalization_1/beta": ((3,), True),
        "batch_normalization_1/moving_mean": ((3,), False),
        "batch_normalization_1/moving_variance": ((3,), False),
        "dense_1/kernel": ((24, 5), True),
        "dense_1/bias": ((5,), True),
    }


@pytest.mark.parametrize(
    ("layers", "path", "advice"),
    [
        ([dense(10)], "network.layers[0]", "receives 32 x 32 x 3; put a Flatten before it"),
        ([FLATTEN, dense(7)], "network.layers[1]", "has 7 units, but the data has 10 classes; set its units to 10"),
        ([FLATTEN], "network.layers[0]", "gives 3072, but must give one number for each of the 10 classes"),
        ([{"type": "Dropout"}], "network.layers[0]", "gives 32 x 32 x 3, but must give one number"),
    ],
)
def test_a_network_that_cannot_work_says_what_to_do(layers, path, advice):
    with pytest.raises(InvalidExperimentError) as error:
        layer_shapes(network(*layers), (32, 32, 3), 10)
    (only,) = error.value.errors
    assert only.path == path
    assert advice in only.message


def test_a_network_is_described_by_its_widths():
    assert describe_widths(REPORT, (32, 32, 1)) == "1024-200-200-200-10"


def test_convolutions_have_the_shapes_and_parameters_counted_by_hand():
    layers = layer_shapes(
        network(
            conv(8, kernel_size=5, stride=2),
            {"type": "MaxPooling2D"},
            conv(4, kernel_size=2, padding="valid", use_bias=False),
            {"type": "MaxPooling2D", "pool_size": 3, "stride": 1},
            {"type": "GlobalAveragePooling2D"},
            dense(3),
        ),
        (31, 20, 3),
        3,
    )
    assert [(layer.name, layer.output_shape) for layer in layers] == [
        ("conv2d_1", (16, 10, 8)),
        ("max_pooling2d_1", (8, 5, 8)),
        ("conv2d_2", (7, 4, 4)),
        ("max_pooling2d_2", (5, 2, 4)),
        ("global_average_pooling2d_1", (4,)),
        ("dense_1", (3,)),
    ]
    assert [layer.parameters for layer in layers] == [5 * 5 * 3 * 8 + 8, 0, 2 * 2 * 8 * 4, 0, 0, 4 * 3 + 3]
    assert layers[0].multiplications == 16 * 10 * 5 * 5 * 3 * 8
    assert [(weight.name, weight.shape) for weight in layers[0].weights] == [
        ("conv2d_1/kernel", (5, 5, 3, 8)),
        ("conv2d_1/bias", (8,)),
    ]


@pytest.mark.parametrize(
    ("layers", "place", "advice"),
    [
        ([FLATTEN, conv(8)], 1, "Conv2D takes images, but receives 3072 numbers in a row; put it before Flatten"),
        ([FLATTEN, {"type": "MaxPooling2D"}], 1, "MaxPooling2D takes images"),
        ([{"type": "GlobalAveragePooling2D"}, {"type": "GlobalAveragePooling2D"}], 1, "takes images, but receives 3"),
        (
            [{"type": "MaxPooling2D", "pool_size": 8}, conv(8, kernel_size=5, padding="valid")],
            1,
            '5 x 5 are larger than the 4 x 4 image that reaches it; choose a smaller square, or padding "same"',
        ),
        ([{"type": "MaxPooling2D", "pool_size": 33}], 0, "choose a smaller square, or less pooling before it"),
        ([conv(8), dense(10)], 1, "receives 32 x 32 x 8; put a Flatten before it"),
    ],
)
def test_a_layer_on_images_that_cannot_work_says_what_to_do(layers, place, advice):
    with pytest.raises(InvalidExperimentError) as error:
        layer_shapes(network(*layers), (32, 32, 3), 10)
    (only,) = error.value.errors
    assert only.path == f"network.layers[{place}]"
    assert advice in only.message


def test_a_network_on_images_is_described_by_its_layers():
    layers = conv(32), conv(64, kernel_size=5, stride=2), {"type": "MaxPooling2D"}, {"type": "Dropout"}, FLATTEN
    assert describe_widths(network(*layers, dense(7)), (48, 48, 1)) == "48x48x1-32C3-64C5/2-MP2-7"
    averaged = {"type": "MaxPooling2D", "pool_size": 3, "stride": 2}, {"type": "GlobalAveragePooling2D"}
    assert describe_widths(network(*averaged), (48, 48, 3)) == "48x48x3-MP3/2-GAP"


@pytest.mark.parametrize("after", [(), ({"type": "Activation", "activation": "linear"},)])
def test_the_output_is_widened_to_the_classes_and_nothing_else(after):
    widened = with_output_width(network(FLATTEN, dense(10), dense(10), *after), 4)
    assert widened == network(FLATTEN, dense(10), dense(4), *after)
    layer_shapes(widened, (2, 2, 1), 4)


def test_a_network_without_dense_is_left_as_it_is():
    assert with_output_width(network(FLATTEN), 4) == network(FLATTEN)
