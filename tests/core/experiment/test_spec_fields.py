"""What forms are made from is exactly what the specification says."""

from __future__ import annotations

import pytest

from core.errors import WorkbenchError
from core.experiment.draft import draft_of, errors_of, validate, value_at, with_value
from core.experiment.fields import Kind, defaults_of, fields_of, leaf_paths, with_defaults
from core.experiment.layers import Dense
from core.experiment.recipes import load_recipe, open_draft_file, recipe_names, save_draft, whole_draft
from core.experiment.spec import SGD, Adam, Experiment

FIELDS = {field.name: field for field in fields_of(Experiment)}


def test_every_field_of_an_experiment_is_described_but_those_that_have_one_value():
    assert set(FIELDS) == set(Experiment.model_fields) - {"schema_version"}
    assert {field.name for field in fields_of(Dense)} == set(Dense.model_fields) - {"type"}


def test_bounds_unit_and_help_are_those_of_the_specification():
    rate = next(field for field in fields_of(SGD) if field.name == "momentum")
    assert (rate.kind, dict(rate.bounds), rate.default) == (Kind.NUMBER, {"ge": 0, "lt": 1}, 0.0)
    assert rate.range_words == "at least 0, less than 1"
    assert [rate.allows(value) for value in (-0.1, 0, 0.99, 1)] == [False, True, True, False]
    batch = FIELDS["batch_size"]
    assert (batch.kind, batch.unit, batch.label) == (Kind.WHOLE, "images", "Batch size")
    assert batch.help == Experiment.model_fields["batch_size"].description


def test_choices_optional_fields_and_types_are_told_apart():
    assert FIELDS["keep"].choices == ("best", "last")
    assert FIELDS["early_stopping"].is_optional
    assert FIELDS["early_stopping"].kind is Kind.GROUP
    assert FIELDS["optimizer"].choices == ("SGD", "Adam")
    assert FIELDS["optimizer"].fields_in({"type": "Adam"}) == fields_of(Adam)
    (classes,) = (field for field in FIELDS["data"].parts[""] if field.name == "classes")
    assert (classes.kind, classes.is_optional) == (Kind.NAMES, True)


@pytest.mark.parametrize("type_name", FIELDS["network"].parts[""][0].choices)
def test_a_new_layer_of_every_type_is_valid_as_it_comes(type_name):
    fields = FIELDS["network"].parts[""][0].parts[type_name]
    layer = {"type": type_name, **defaults_of(fields)}
    draft = draft_of(load_recipe("digits-quick"))
    assert errors_of(with_value(draft, "network.layers[2]", layer)) == []


@pytest.mark.parametrize("recipe", recipe_names())
def test_a_draft_with_fields_left_out_is_the_experiment_with_defaults(recipe):
    experiment = load_recipe(recipe)
    short = experiment.model_dump(mode="json", exclude_defaults=True)
    short["network"]["layers"] = [
        {"type": layer.type, **layer.model_dump(exclude_defaults=True)} for layer in experiment.network.layers
    ]
    short["optimizer"]["type"] = experiment.optimizer.type
    assert validate(with_defaults(short, fields_of(Experiment))) == experiment


def test_every_path_that_people_can_change_leads_to_a_value():
    draft = draft_of(load_recipe("digits-quick"))
    paths = list(leaf_paths(draft, fields_of(Experiment)))
    assert {"epochs", "network.layers[1].units", "optimizer.nesterov", "network.layers"} <= set(paths)
    for path in paths:
        assert with_value(draft, path, value_at(draft, path)) == draft


def test_an_unfinished_draft_can_be_saved_and_opened_again(tmp_path):
    draft = with_value(draft_of(load_recipe("digits-quick")), "network.layers[1].units", "many")
    draft = with_value(draft, "epochs", 0)
    save_draft(tmp_path / "unfinished.json", draft)
    assert open_draft_file(tmp_path / "unfinished.json") == draft


def test_a_draft_without_layers_can_be_opened_to_add_some():
    draft = with_value(draft_of(load_recipe("digits-quick")), "network.layers", [])
    assert whole_draft(draft, "The experiment") == draft


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "The file is not valid"),
        ({}, "network: must be a group of fields"),
        ({"network": {"layers": [{"type": "Conv9D"}]}}, "must be one of"),
        ({"network": {"layers": "Dense"}}, "must be a list"),
        ({"network": {"layers": []}, "epoch": 3}, "epoch: is not a field that exists"),
        ({"schema_version": 99}, "newer version"),
    ],
)
def test_what_has_not_the_form_of_an_experiment_is_refused_in_a_sentence(content, message):
    with pytest.raises(WorkbenchError, match=message):
        whole_draft(content, "The file")


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkbenchError, match="cannot be saved as"):
        save_draft(tmp_path / "file" / "experiment.json", {})
