"""Which runs a reproduction asks for."""

from __future__ import annotations

import math

import pytest

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.experiment.committee import CommitteeRecipe, experiments_of, load_any_recipe
from core.experiment.division import divide
from core.reproduction.planning import Options, needed_data, plan, planned_tables
from core.reproduction.published import Data, better_tables, report_tables


@pytest.fixture(scope="module")
def datasets() -> dict[Data, ImageDataset]:
    return {"digits": open_dataset("street-digits:300"), "faces": open_dataset("sketch-faces:300")}


def test_the_tables_are_those_of_the_report() -> None:
    tables = {table.task: table for table in report_tables()}

    assert {task: len(table.rows) for task, table in tables.items()} == {4: 6, 5: 5, 6: 4}
    assert [row.test for row in tables[4].rows] == [0.62, 0.66, 0.45, 0.65, 0.46, 0.65]
    assert [row.train for row in tables[4].rows] == [0.65, 0.70, 0.43, 0.65, None, None]
    assert [row.test for row in tables[5].rows] == [None, 0.41, 0.39, 0.41, 0.23]
    assert [row.test for row in tables[6].rows] == [0.31, 0.46, 0.44, 0.47]
    assert tables[6].rows[-1].per_class["happy"].f1 == 0.64


@pytest.mark.parametrize("table", report_tables() + better_tables(), ids=lambda table: table.key)
def test_every_row_has_its_recipe(table: object, datasets: dict[Data, ImageDataset]) -> None:
    (planned,) = plan(Options(better=True, rows=(table.key,)), datasets)  # type: ignore[attr-defined]

    assert [row.row.key for row in planned.rows] == [row.key for row in planned.table.rows]
    for row in planned.rows:
        recipe = load_any_recipe(row.row.recipe)
        experiments = experiments_of(recipe) if isinstance(recipe, CommitteeRecipe) else (recipe,)
        assert row.models[0].experiments == experiments


def test_as_many_updates_as_in_the_report_take_more_epochs_on_less_data(datasets: dict[Data, ImageDataset]) -> None:
    (by_epochs,) = plan(Options(rows=("digits/plain-1",)), datasets)
    (by_updates,) = plan(Options("updates", rows=("digits/plain-1",)), datasets)

    report, ours = by_epochs.rows[0].models[0].experiments[0], by_updates.rows[0].models[0].experiments[0]
    images = len(divide(ours, datasets["digits"]).train)
    updates = 50 * math.ceil(73_257 / 256)
    an_epoch = math.ceil(images / 256)
    assert report.epochs == 50
    assert updates <= ours.epochs * an_epoch < updates + an_epoch
    assert ours.model_copy(update={"epochs": 50}) == report


def test_what_is_not_in_the_report_keeps_its_epochs(datasets: dict[Data, ImageDataset]) -> None:
    wanted = ("better-faces/mlp",)
    (by_epochs,) = plan(Options(better=True, rows=wanted), datasets)
    (by_updates,) = plan(Options("updates", better=True, rows=wanted), datasets)

    assert by_updates.rows == by_epochs.rows


def test_every_seed_and_engine_has_a_model_of_its_own(datasets: dict[Data, ImageDataset]) -> None:
    (table,) = plan(Options(seeds=(3, 5), engines=("numpy", "keras"), rows=("faces/rate-0.0001",)), datasets)

    assert [row.engine for row in table.rows] == ["numpy", "keras"]
    for row in table.rows:
        assert [(one.seed, one.experiments[0].seed) for one in row.models] == [(3, 3), (5, 5)]
        assert {one.experiments[0].backend for one in row.models} == {row.engine}


def test_a_committee_shares_its_members_with_the_rows_above_it(datasets: dict[Data, ImageDataset]) -> None:
    (table,) = plan(Options(seeds=(0, 4), rows=("keras",)), datasets)

    *members, committee = table.rows
    for number, model in enumerate(committee.models):
        assert model.committee is not None
        assert model.experiments == tuple(row.models[number].experiments[0] for row in members)


def test_members_that_differ_in_their_seed_alone_go_on_differing(datasets: dict[Data, ImageDataset]) -> None:
    (table,) = plan(Options(seeds=(0, 1), better=True, rows=("better-digits/committee",)), datasets)

    first, second = table.rows[0].models
    seeds = [one.seed for model in (first, second) for one in model.experiments]
    assert len(set(seeds)) == 6


def test_only_the_sources_that_are_needed_are_asked_for() -> None:
    assert needed_data(planned_tables(Options(rows=("digits",)))) == ("digits",)
    assert needed_data(planned_tables(Options())) == ("digits", "faces")


def test_a_misspelt_row_is_named_with_those_that_there_are() -> None:
    with pytest.raises(WorkbenchError, match="There is no row digits/plain-3") as caught:
        planned_tables(Options(rows=("digits/plain-3",)))
    assert "digits/plain-2" in str(caught.value.hint)


def test_a_seed_counts_once() -> None:
    with pytest.raises(WorkbenchError, match="seeds that differ"):
        Options(seeds=(1, 1))
