"""What was changed in a draft, in as few words as say it."""

from __future__ import annotations

import copy

import pytest

from core.experiment.differences import ADDED, REMOVED, Difference, differences
from core.experiment.draft import draft_of, with_value
from core.experiment.recipes import load_recipe

DROPOUT = {"type": "Dropout", "rate": 0.2}


@pytest.fixture
def draft():
    return draft_of(load_recipe("digits-quick"))


def test_an_unchanged_draft_has_no_differences(draft):
    assert list(differences(draft, copy.deepcopy(draft))) == []


def test_a_changed_field_is_named_with_both_values(draft):
    assert list(differences(draft, with_value(draft, "epochs", 3))) == [Difference("epochs", 15, 3)]
    assert list(differences(draft, with_value(draft, "network.layers[3].units", 7))) == [
        Difference("network.layers[3].units", 200, 7)
    ]


def test_a_layer_put_in_at_the_top_is_one_difference_and_not_one_for_each_below_it(draft):
    changed = copy.deepcopy(draft)
    changed["network"]["layers"].insert(0, DROPOUT)
    assert list(differences(draft, changed)) == [Difference("network.layers[0]", None, DROPOUT, ADDED)]
    assert list(differences(changed, draft)) == [Difference("network.layers[0]", DROPOUT, None, REMOVED)]


def test_a_layer_put_in_and_another_changed_are_two_differences(draft):
    changed = with_value(draft, "network.layers[5].units", 4)
    changed["network"]["layers"].insert(1, DROPOUT)
    assert {change.path for change in differences(draft, changed)} == {
        "network.layers[1]",
        "network.layers[6].units",
    }


def test_another_optimizer_is_one_difference(draft):
    adam = {"type": "Adam", "learning_rate": 0.001}
    (change,) = differences(draft, with_value(draft, "optimizer", adam))
    assert (change.path, change.new) == ("optimizer", adam)


def test_a_group_that_was_empty_is_one_difference(draft):
    (change,) = differences(draft, with_value(draft, "early_stopping.patience", 5))
    assert change.path == "early_stopping"
