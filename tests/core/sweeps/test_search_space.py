"""A search space is wrong where a run of it would be, and says so by the field, before anything is trained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import WorkbenchError
from core.experiment.draft import InvalidExperimentError, draft_of, value_at
from core.experiment.recipes import load_recipe
from core.sweeps.space import (
    SearchSpace,
    base_of,
    experiment_of,
    grid_of,
    load_space,
    save_space,
    space_from,
    space_names,
    space_of,
    with_setting,
)
from core.sweeps.varied import Choices, Range
from tests.core.sweeps.experiments import small

RATE = {"type": "range", "path": "optimizer.learning_rate", "low": 0.001, "high": 0.1, "log": True}
UNITS = {"type": "range", "path": "network.layers[1].units", "low": 8, "high": 32, "step": 8}


def space(*vary: dict[str, Any], **settings: Any) -> SearchSpace:
    return space_from({"name": "try", "base": draft_of(small()), "vary": list(vary)} | settings)


def test_the_report_s_three_learning_rates_are_one_ready_made_sweep() -> None:
    report = load_space("report-faces-rates")
    experiments = [experiment_of(report, values, number) for number, values in enumerate(grid_of(report), 1)]
    recipes = [load_recipe(f"report-faces-rate-{rate}") for rate in ("0.0001", "0.00015", "0.0002")]
    assert [one.model_copy(update={"name": ""}) for one in experiments] == [
        one.model_copy(update={"name": ""}) for one in recipes
    ]


@pytest.mark.parametrize("name", space_names())
def test_every_sweep_that_ships_is_valid_and_says_what_it_is(name: str) -> None:
    shipped = load_space(name)
    assert shipped.name == name
    assert shipped.description
    assert shipped.trials or shipped.sampler == "grid"


def test_a_search_space_survives_being_saved(tmp_path: Path) -> None:
    kept = space(RATE, UNITS, sampler="random", trials=4)
    save_space(tmp_path / "try.json", kept)
    assert load_space(str(tmp_path / "try.json")) == kept


def test_a_design_and_its_varied_fields_are_a_search_space() -> None:
    vary = [
        Range(path="optimizer.learning_rate", low=0.01, high=0.1),
        Choices(path="early_stopping.patience", values=(2, 5)),
    ]
    made = space_of(draft_of(small()), vary, sampler="grid")
    assert (made.name, base_of(made)) == ("small", small())
    chosen = experiment_of(made, {"optimizer.learning_rate": 0.05, "early_stopping.patience": 5}, 7)
    assert chosen.early_stopping is not None
    assert (chosen.name, chosen.optimizer.learning_rate, chosen.early_stopping.patience) == ("small #7", 0.05, 5)


@pytest.mark.parametrize(
    ("vary", "path", "message"),
    [
        (RATE | {"low": 0}, "vary[0].low", "must be more than 0 on a logarithmic scale"),
        (RATE | {"high": 500}, "vary[0].high", "optimizer.learning_rate must be at most 100.0, got 500.0"),
        (RATE | {"high": 0.0001}, "vary[0].high", "must be more than low, 0.001"),
        (RATE | {"step": 0.1}, "vary[0].step", "must be empty on a logarithmic scale"),
        (RATE | {"step": -1}, "vary[0].step", "must be greater than 0"),
        (UNITS | {"low": 0}, "vary[0].low", "network.layers[1].units must be at least 1, got 0"),
        (UNITS | {"step": 0.5}, "vary[0].step", "must be a whole number, as network.layers[1].units is"),
        (
            {"type": "choices", "path": "optimizer.type", "values": ["SGD", "Rprop"]},
            "vary[0].values[1]",
            "optimizer must be one of",
        ),
        ({"type": "choices", "path": "epochs", "values": []}, "vary[0].values", "must have 1 or more entries"),
    ],
)
def test_what_a_field_does_not_allow_is_refused_where_it_stands(vary: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(InvalidExperimentError) as caught:
        space(vary)
    (fault,) = caught.value.errors
    assert fault.path == path
    assert message in fault.message


def test_a_field_that_does_not_exist_is_named_with_what_is_near() -> None:
    with pytest.raises(WorkbenchError, match=r"optimizer\.learning_rates: there is no field .* mean learning_rate\?"):
        space(RATE | {"path": "optimizer.learning_rates"})


def test_a_field_varies_once() -> None:
    with pytest.raises(InvalidExperimentError, match=r"vary\[1\]\.path: optimizer\.learning_rate is varied twice"):
        space(RATE, RATE)


def test_a_sweep_of_a_newer_program_or_of_no_such_recipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    path.write_text(json.dumps({"schema_version": 99}))
    with pytest.raises(WorkbenchError, match="newer version"):
        load_space(str(path))
    with pytest.raises(WorkbenchError, match="base nothing, which is no recipe"):
        space_from({"name": "try", "base": "nothing", "vary": [RATE]})
    with pytest.raises(WorkbenchError, match="Did you mean report-faces-rates"):
        load_space("report-faces-rate")


def test_a_grid_has_every_combination_once() -> None:
    rate = RATE | {"points": 3}
    grid = grid_of(space(rate, UNITS | {"high": 30}, sampler="grid"))
    assert [tuple(values.values()) for values in grid] == [
        (rate, units) for rate in (0.001, 0.01, 0.1) for units in (8, 16, 24)
    ]
    assert all(isinstance(values["network.layers[1].units"], int) for values in grid)


def test_a_grid_of_steps_ends_where_it_was_told_to() -> None:
    dropout = {"type": "range", "path": "network.layers[2].rate", "low": 0, "high": 0.3, "step": 0.1}
    grid = grid_of(space(dropout, sampler="grid"))
    assert [values["network.layers[2].rate"] for values in grid] == [0.0, 0.1, 0.2, 0.3]


def test_a_grid_that_nobody_could_finish_is_refused() -> None:
    with pytest.raises(WorkbenchError, match="1,000,000 combinations"):
        grid_of(space(RATE | {"points": 1000}, UNITS | {"path": "epochs", "high": 8000}, sampler="grid"))


def test_a_setting_is_one_of_the_sweep_or_one_of_its_base() -> None:
    changed = with_setting(with_setting(space(RATE), "trials", 3), "epochs", 9)
    assert (changed.trials, base_of(changed).epochs) == (3, 9)
    assert value_at(draft_of(base_of(changed)), "optimizer.momentum") == 0.9
