"""What a sweep varies begins with values that the field allows, and stays with its field whatever becomes of layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.experiment.draft import draft_of, value_at
from core.experiment.fields import fields_of, leaves
from core.experiment.recipes import load_recipe, recipe_names
from core.experiment.spec import Experiment
from tests.workbench.window.sweeps.sweeping import space
from workbench.state.drafts import with_copied_layer, with_moved_layer, with_new_layer, without_layer
from workbench.state.preferences import Preferences
from workbench.state.sweep_order import Effort, remember_settings, remembered_settings
from workbench.state.vary import can_vary, faults_of_vary, first_vary, followed

UNITS = "network.layers[1].units"


def ticked(draft: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    found = dict(leaves(draft, fields_of(Experiment)))
    return {path: first_vary(found[path], path, value_at(draft, path))}


@pytest.mark.parametrize("recipe", recipe_names())
def test_every_field_can_be_ticked_without_a_fault(recipe: str) -> None:
    draft = draft_of(load_recipe(recipe))
    varied = {
        path: first_vary(field, path, value_at(draft, path))
        for path, field in leaves(draft, fields_of(Experiment))
        if can_vary(field)
    }
    assert varied
    assert not faults_of_vary(draft, varied)


def test_what_varies_of_a_layer_follows_it() -> None:
    draft = draft_of(load_recipe("digits-quick"))
    vary = ticked(draft, UNITS)
    assert list(followed(vary, draft, with_new_layer(draft, 1, "Dropout"))) == ["network.layers[2].units"]
    assert list(followed(vary, draft, with_moved_layer(draft, 1, 3))) == ["network.layers[3].units"]
    assert list(followed(vary, draft, with_copied_layer(draft, 1))) == [UNITS]
    assert not followed(vary, draft, without_layer(draft, 1))
    moved = followed(vary, draft, without_layer(draft, 0))
    assert moved["network.layers[0].units"]["path"] == "network.layers[0].units"


def test_a_field_that_is_gone_varies_no_longer() -> None:
    draft = draft_of(load_recipe("digits-quick"))
    vary = ticked(draft, "optimizer.momentum")
    assert followed(vary, draft, draft | {"epochs": 3}) == vary
    assert not followed(vary, draft, draft | {"optimizer": {"type": "Adam"}})


def test_how_a_sweep_was_searched_and_trained_is_there_for_the_next(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    assert remembered_settings(preferences)["trials"] == 20
    remember_settings(preferences, space(sampler="random", pruner="median", trials=None, seconds=90))
    Effort(runs_at_a_time=3).remember(preferences)
    preferences.settings.choose(threads_per_run=2, cluster="tcp://host:8786")
    again = Preferences(tmp_path / "window.ini")
    assert remembered_settings(again) == {"sampler": "random", "pruner": "median", "trials": None, "seconds": 90}
    assert Effort.remembered(again) == Effort(runs_at_a_time=3, threads_per_run=2, cluster="tcp://host:8786")


def test_what_cannot_be_read_of_the_preferences_is_left_out(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    preferences.remember_word("sweeps/runs_at_a_time", "many")
    preferences.remember_word("sweeps/trials", "-4")
    assert Effort.remembered(preferences) == Effort()
    assert remembered_settings(preferences)["trials"] == 20
