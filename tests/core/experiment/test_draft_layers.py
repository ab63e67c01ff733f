"""Shapes are followed through a draft as far as they are known, whatever is wrong elsewhere."""

from __future__ import annotations

import pytest

from core.experiment.draft import draft_of, with_value
from core.experiment.draft_layers import draft_layers
from core.experiment.recipes import load_recipe
from core.experiment.shapes import layer_shapes

SHAPE = (32, 32, 1)


@pytest.fixture
def draft():
    return draft_of(load_recipe("digits-quick"))


def test_a_whole_draft_has_the_shapes_of_its_network(draft):
    known = draft_layers(draft, SHAPE, 10)
    network = load_recipe("digits-quick").network
    assert [(layer.output_shape, layer.parameters) for layer in known] == [
        (layer.output_shape, layer.parameters) for layer in layer_shapes(network, SHAPE, 10)
    ]
    assert not any(layer.error for layer in known)


def test_behind_a_wrong_layer_what_does_not_depend_on_it_is_still_known(draft):
    known = draft_layers(with_value(draft, "network.layers[1].units", "many"), SHAPE, 10)
    assert [layer.output_shape for layer in known] == [(1024,), None, None, (200,), (200,), (10,)]
    assert [layer.parameters for layer in known] == [0, None, 0, None, 0, 2010]


def test_without_an_input_widths_are_known_and_parameters_are_not(draft):
    known = draft_layers(draft, None, None)
    assert [layer.output_shape for layer in known] == [None, (200,), (200,), (200,), (200,), (10,)]
    assert [layer.parameters for layer in known] == [0, None, 0, 40_200, 0, 2010]


def test_without_an_input_a_convolution_promises_nothing(draft):
    draft["network"]["layers"] = [{"type": "Conv2D"}, {"type": "MaxPooling2D"}]
    known = draft_layers(draft, None, None)
    assert [(layer.output_shape, layer.parameters) for layer in known] == [(None, None), (None, 0)]


def test_a_layer_that_cannot_take_what_reaches_it_says_so(draft):
    draft["network"]["layers"] = draft["network"]["layers"][1:]
    known = draft_layers(draft, SHAPE, 10)
    assert str(known[0].error).startswith("network.layers[0]: Dense takes rows of numbers")
    assert [bool(layer.error) for layer in known] == [True, *[False] * 4]


def test_an_output_that_does_not_fit_the_classes_is_said_at_the_last_layer(draft):
    known = draft_layers(draft, SHAPE, 7)
    assert str(known[-1].error).endswith("set its units to 7")
    assert known[-1].parameters == 2010


def test_no_layers_at_all_are_no_failure(draft):
    assert draft_layers(with_value(draft, "network.layers", []), SHAPE, 10) == []
