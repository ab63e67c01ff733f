"""The options that good training needs, in recipes, drafts and files: old ones mean what they meant."""

from __future__ import annotations

import json

import pytest

from core.experiment.differences import differences
from core.experiment.draft import InvalidExperimentError, draft_of, errors_of, parse_value, validate, with_value
from core.experiment.fields import Kind, fields_of, leaf_paths
from core.experiment.recipes import load_recipe, open_draft_file, save_draft, save_experiment
from core.experiment.spec import Experiment, LossSpec, ScheduleSpec

NEW = ("augmentation", "weight_averaging", "prediction")
CHANGES = {
    "augmentation.flip": 0.5,
    "augmentation.rotation": 12,
    "loss.label_smoothing": 0.1,
    "loss.class_weights": "listed",
    "loss.listed_weights": {"7": 2.0, "0": 0.5},
    "optimizer.weight_decay": 0.01,
    "weight_averaging.decay": 0.99,
    "prediction.mirrored": True,
    "prediction.zoom": 0.08,
}


@pytest.fixture
def draft():
    return draft_of(load_recipe("digits-quick"))


def changed(draft):
    for path, value in CHANGES.items():
        draft = with_value(draft, path, value)
    return draft


def test_an_experiment_without_the_options_does_what_it_did(draft):
    old = {name: value for name, value in draft.items() if name not in NEW}
    old["loss"] = {name: old["loss"][name] for name in ("reduction", "log_offset")}
    old["optimizer"] = {name: value for name, value in old["optimizer"].items() if name != "weight_decay"}
    experiment = validate(old)
    assert experiment == validate(draft)
    assert not any(experiment.augmentation.model_dump(exclude={"erasing_area"}).values())
    assert (experiment.weight_averaging, experiment.prediction.mirrored) == (None, False)


def test_every_option_goes_through_a_file(draft, tmp_path):
    experiment = validate(changed(draft))
    save_experiment(tmp_path / "options.json", experiment)
    assert load_recipe(str(tmp_path / "options.json")) == experiment
    save_draft(tmp_path / "draft.json", changed(draft))
    assert validate(open_draft_file(tmp_path / "draft.json")) == experiment


def test_changes_name_every_option_by_its_path(draft):
    found = {change.path: change.new for change in differences(draft, changed(draft))}
    assert found.pop("weight_averaging") == {"decay": 0.99}
    assert (found.pop("loss.listed_weights.7"), found.pop("loss.listed_weights.0")) == (2.0, 0.5)
    assert found == {path: value for path, value in CHANGES.items() if path in found}
    assert len(found) == len(CHANGES) - 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "must be names of classes with a weight each, such as happy: 2, sad: 1.5"),
        ("happy", 'must be names of classes with a weight each, such as happy: 2, sad: 1.5, got "happy"'),
        ('{"happy": "much"}', "must be names of classes with a weight each, such as happy: 2, sad: 1.5"),
        ('{"happy": true}', "must be names of classes with a weight each, such as happy: 2, sad: 1.5"),
        ('{"happy": 0}', "the weight of happy must be more than 0 and at most 1,000"),
        ('{"happy": -1}', "the weight of happy must be more than 0 and at most 1,000"),
        ('{"happy": NaN}', "the weight of happy must be more than 0 and at most 1,000"),
        ('{"happy": 1e400}', "the weight of happy must be more than 0 and at most 1,000"),
    ],
)
def test_a_list_of_weights_that_is_none_is_one_message_at_its_field(draft, text, message):
    (error,) = errors_of(with_value(draft, "loss.listed_weights", parse_value(text)))
    assert (error.path, error.message) == ("loss.listed_weights", message)


def test_a_file_with_a_wrong_weight_opens_to_be_corrected(draft, tmp_path):
    wrong = with_value(draft, "loss.listed_weights", {"7": -1})
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    assert open_draft_file(tmp_path / "wrong.json") == wrong
    with pytest.raises(InvalidExperimentError, match="the weight of 7"):
        validate(wrong)


def test_a_mapping_is_one_field_for_a_form(draft):
    field = next(field for field in fields_of(LossSpec) if field.name == "listed_weights")
    assert (field.kind, field.default, field.is_optional) == (Kind.WEIGHTS, {}, False)
    assert "loss.listed_weights" in set(leaf_paths(draft, fields_of(Experiment)))


def test_a_field_has_an_effect_where_what_it_depends_on_says_so():
    schedule = {field.name: field for field in fields_of(ScheduleSpec)}
    matter = {
        shape: {name for name, field in schedule.items() if field.matters({"shape": shape})}
        for shape in schedule["shape"].choices
    }
    assert matter == {
        "constant": {"shape", "warmup_epochs"},
        "step": {"shape", "warmup_epochs", "step_epochs", "step_factor"},
        "cosine": {"shape", "warmup_epochs", "floor"},
        "one_cycle": {"shape", "floor", "rise"},
    }


def test_what_a_field_depends_on_stands_beside_it():
    def check(fields):
        names = {field.name: field for field in fields}
        for field in fields:
            if field.when is not None:
                other, words = field.when
                assert set(words) <= set(names[other].choices)
            for parts in field.parts.values():
                check(parts)

    check(fields_of(Experiment))
