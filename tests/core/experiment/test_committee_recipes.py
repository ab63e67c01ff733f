"""The recipes of committees: those that ship, and those that people write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import WorkbenchError
from core.experiment.committee import (
    CommitteeRecipe,
    committee_names,
    committee_of,
    experiments_of,
    load_any_recipe,
    save_committee_recipe,
    with_setting,
)
from core.experiment.draft import draft_of
from core.experiment.layers import BatchNormalization, Dense
from core.experiment.recipes import load_recipe
from core.experiment.shapes import layer_shapes
from core.experiment.spec import Experiment

FACES = ("angry", "fear", "happy", "sad")


def draft(**changes: Any) -> dict[str, Any]:
    other = draft_of(load_recipe("digits-quick")) | {"name": "other", "seed": 1}
    return {"kind": "committee", "name": "two", "members": ["digits-quick", other]} | changes


def committee(name: str) -> CommitteeRecipe:
    recipe = load_any_recipe(name)
    assert isinstance(recipe, CommitteeRecipe)
    return recipe


@pytest.mark.parametrize("name", committee_names())
def test_every_committee_is_valid_described_and_fits_its_data(name: str) -> None:
    recipe = committee(name)
    assert recipe.description
    shape, classes = ((48, 48, 1), 4) if "faces" in name else ((32, 32, 1), 10)
    for experiment in experiments_of(recipe):
        assert layer_shapes(experiment.network, shape, classes)


def test_the_report_s_committee_has_its_three_networks_rates_and_majority_vote() -> None:
    recipe = committee("report-faces-committee")
    members = experiments_of(recipe)
    assert recipe.vote == "majority"
    assert [member.data.classes for member in members] == [FACES] * 3
    for member in members:
        optimizer = member.optimizer
        assert (optimizer.type, optimizer.learning_rate, member.batch_size, member.epochs) == ("SGD", 0.001, 256, 100)
        assert (member.loss.reduction, member.keep) == ("mean", "last")
    kinds = [[type(layer) for layer in member.network.layers[1:]] for member in members]
    assert kinds[0] == [Dense, BatchNormalization, Dense, BatchNormalization, Dense]
    assert [len(kind) for kind in kinds[1:]] == [3, 5]
    penalties = [(member.network.penalty.l1, member.network.penalty.l2) for member in members]
    assert penalties == [(0, 0), (0.0001, 0.0002), (0, 0)]


def test_members_are_recipes_by_name_and_whole_experiments() -> None:
    one, other = experiments_of(committee_of(draft()))
    assert one == load_recipe("digits-quick")
    assert other == one.model_copy(update={"name": "other", "seed": 1})


def test_the_committee_s_data_take_the_place_of_the_members_own() -> None:
    recipe = committee_of(draft(data={"classes": ["1", "7"]}))
    assert [member.data.classes for member in experiments_of(recipe)] == [("1", "7")] * 2


def test_a_committee_is_saved_as_a_file_and_read_again(tmp_path: Path) -> None:
    recipe = committee_of(draft(vote="weighted", weights=[2, 1]))
    save_committee_recipe(tmp_path / "mine.json", recipe)
    assert load_any_recipe(str(tmp_path / "mine.json")) == recipe


def test_experiments_are_loaded_as_before() -> None:
    assert isinstance(load_any_recipe("digits-quick"), Experiment)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vote": "unanimous"}, "vote: must be 'majority', 'mean' or 'weighted'"),
        ({"members": []}, "members: must have 1 or more entries"),
        ({"members": ["no-such-recipe"]}, "has a member no-such-recipe, which is no recipe"),
        ({"members": [{"name": "x", "network": {"layers": []}}]}, "Member 1 of .*network.layers"),
        ({"weights": [1, 2]}, "has weights, which a majority vote has not"),
        ({"vote": "weighted", "weights": [1, 2, 3]}, "has 3 weights for 2 members"),
        ({"quorum": 2}, "quorum: is not a field that exists"),
        ({"schema_version": 2}, "newer version"),
    ],
)
def test_what_cannot_stand_is_named(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text(json.dumps(draft(**changes)))
    with pytest.raises(WorkbenchError, match=message):
        load_any_recipe(str(tmp_path / "wrong.json"))


def test_a_setting_is_the_committee_s_own_or_that_of_every_member() -> None:
    recipe = with_setting(committee_of(draft()), "vote", "mean")
    assert recipe.vote == "mean"
    recipe = with_setting(recipe, "optimizer.learning_rate", 0.5)
    assert [member.optimizer.learning_rate for member in experiments_of(recipe)] == [0.5, 0.5]
    assert recipe.vote == "mean"
    with pytest.raises(WorkbenchError, match="there is no field optimiser"):
        with_setting(recipe, "optimiser.learning_rate", 0.5)


def test_a_name_with_a_slip_gets_the_right_one_suggested() -> None:
    with pytest.raises(WorkbenchError, match="Did you mean report-faces-committee"):
        load_any_recipe("report-faces-comittee")
    with pytest.raises(WorkbenchError, match="Did you mean digits-quick"):
        load_any_recipe("digits-quik")
