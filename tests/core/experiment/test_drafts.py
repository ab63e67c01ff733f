"""Drafts: what was entered comes back unchanged, and what is wrong is named by its path."""

from __future__ import annotations

import copy
import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import WorkbenchError
from core.experiment import layers as layer_specs
from core.experiment import spec as specs
from core.experiment.draft import draft_of, errors_of, parse_value, validate, with_value

UNHURRIED = settings(deadline=None, max_examples=50)
shares = st.floats(0, 0.99)
strengths = st.none() | st.floats(0, 1e3)
activations = st.sampled_from(["linear", "relu", "leaky_relu", "sigmoid", "tanh"])
layers = st.one_of(
    st.builds(
        layer_specs.Dense,
        units=st.integers(1, 65_536),
        activation=activations,
        use_bias=st.booleans(),
        kernel_initializer=st.sampled_from(["glorot_normal", "he_uniform", "glorot_normal_doubled_variance"]),
        l1=strengths,
        l2=strengths,
    ),
    st.builds(
        layer_specs.Conv2D,
        filters=st.integers(1, 4_096),
        kernel_size=st.integers(1, 15),
        stride=st.integers(1, 15),
        padding=st.sampled_from(["same", "valid"]),
        l2=strengths,
    ),
    st.builds(layer_specs.MaxPooling2D, pool_size=st.integers(1, 64), stride=st.none() | st.integers(1, 64)),
    st.builds(layer_specs.GlobalAveragePooling2D),
    st.builds(layer_specs.Activation, activation=activations),
    st.builds(layer_specs.Dropout, rate=shares),
    st.builds(layer_specs.BatchNormalization, momentum=shares, epsilon=st.floats(1e-9, 1)),
    st.builds(layer_specs.Flatten),
)
experiments = st.builds(
    specs.Experiment,
    name=st.text(string.printable, min_size=1, max_size=120),
    seed=st.integers(0, 2**32 - 1),
    data=st.builds(specs.DataSpec, classes=st.none() | st.just(("cat", "dog"))),
    network=st.builds(specs.NetworkSpec, layers=st.lists(layers, min_size=1, max_size=6).map(tuple)),
    optimizer=st.builds(specs.SGD, momentum=shares, nesterov=st.booleans()) | st.builds(specs.Adam, beta_1=shares),
    schedule=st.builds(specs.ScheduleSpec, shape=st.sampled_from(["constant", "step", "cosine", "one_cycle"])),
    early_stopping=st.none() | st.builds(specs.EarlyStoppingSpec, patience=st.integers(1, 50)),
)


@given(experiments)
@UNHURRIED
def test_an_experiment_survives_being_saved_and_edited(experiment):
    draft = draft_of(experiment)
    assert errors_of(draft) == []
    assert validate(json.loads(json.dumps(draft))) == experiment


@pytest.fixture
def draft():
    network = {"layers": [{"type": "Flatten"}, {"type": "Dense", "units": 10}]}
    return draft_of(specs.Experiment.model_validate({"name": "digits", "network": network}))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("network.layers[1].units", 0, "must be at least 1, got 0"),
        ("network.layers[1].units", 70_000, "must be at most 65536, got 70000"),
        ("network.layers[1].units", 2.5, "must be a whole number, got 2.5"),
        ("network.layers[1].units", "many", 'must be a whole number, got "many"'),
        ("network.layers[1].units", None, "must be a whole number, got null"),
        ("network.layers[1].use_bias", "maybe", 'must be true or false, got "maybe"'),
        ("network.layers[1].use_bias", None, "must be true or false, got null"),
        ("optimizer.learning_rate", "fast", 'must be a number, got "fast"'),
        ("optimizer.learning_rate", None, "must be a number, got null"),
        ("optimizer.learning_rate", float("nan"), "must be a finite number, got NaN"),
        ("optimizer.type", "Adagrad", "must be one of 'SGD', 'Adam'"),
        ("network.layers", [], "must have 1 or more entries"),
        ("data.classes", ["cat"], "must have 2 or more entries"),
        ("keep", "first", "must be 'best' or 'last', got \"first\""),
        ("name", "", 'must have 1 or more characters, got ""'),
        ("name", 5, "must be text, got 5"),
        ("name", "x" * 121, "must have 120 or fewer characters"),
        ("network", None, "must be a group of fields, got null"),
        ("network.layers", 3, "must be a list, got 3"),
        ("optimizer", 3, "must be a group of fields, got 3"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(draft, path, value, message):
    (error,) = errors_of(with_value(draft, path, value))
    place = "optimizer" if path == "optimizer.type" else path
    assert str(error) == f"{place}: {message}"


def test_a_layer_without_a_type_is_told_so(draft):
    (error,) = errors_of(with_value(draft, "network.layers[0]", {"units": 3}))
    assert str(error) == "network.layers[0]: must have a type"


def test_a_misspelt_and_a_missing_field_are_both_named(draft):
    draft["epoch"] = 3
    del draft["name"]
    assert {str(error) for error in errors_of(draft)} == {"epoch: is not a field that exists", "name: must be given"}


def test_a_field_inside_the_optimizer_is_found_without_its_type_in_the_path(draft):
    (error,) = errors_of(with_value(draft, "optimizer.momentum", 1))
    assert error.path == "optimizer.momentum"


def test_a_file_that_is_wrong_is_named_and_stays_named_in_another_process(draft):
    with pytest.raises(
        WorkbenchError, match=r"^The recipe a\.json is not valid: epochs: must be at least 1, got 0\."
    ) as e:
        validate(with_value(draft, "epochs", 0), "The recipe a.json")
    assert str(copy.copy(e.value)) == str(e.value)  # copying takes the way that errors take between processes


@pytest.mark.parametrize("content", [[], None, 3, "digits"])
def test_a_file_that_holds_something_else_is_refused_in_a_sentence(content):
    with pytest.raises(WorkbenchError, match=r"^The recipe a\.json is not valid"):
        validate(content, "The recipe a.json")


def test_a_file_from_a_newer_program_says_so(draft):
    with pytest.raises(WorkbenchError, match="newer version") as error:
        validate(with_value(draft, "schema_version", 2))
    assert error.value.hint == "Update the program to open it."


def test_setting_a_value_leaves_the_original_alone(draft):
    before = copy.deepcopy(draft)
    changed = with_value(draft, "network.layers[1].units", 20)
    assert draft == before
    assert changed["network"]["layers"][1]["units"] == 20


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("optimizer.learning_rat", "there is no field learning_rat. Did you mean learning_rate?"),
        ("network.layers[9].units", "there are only 2 entries. They are counted from 0."),
        ("network.layers[x]", "there is no field x."),
        ("epochs.more", "there is no field more."),
    ],
)
def test_a_path_to_nowhere_says_what_is_near(draft, path, message):
    with pytest.raises(WorkbenchError) as error:
        with_value(draft, path, 1)
    assert str(error.value) == f"{path}: {message}"


def test_an_empty_path_shows_how_to_write_one(draft):
    with pytest.raises(WorkbenchError, match=r"optimizer\.learning_rate=0\.01"):
        with_value(draft, "", 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.01", 0.01), ("true", True), ("null", None), ('["a"]', ["a"]), ("relu", "relu"), ("1e-3", 1e-3)],
)
def test_a_value_on_the_command_line_means_what_it_looks_like(text, value):
    assert parse_value(text) == value
