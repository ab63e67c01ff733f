"""The tables of a reproduction: made of runs that are there, whoever trained them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import stdev

import pytest

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.experiment.division import divide
from core.experiment.spec import PenaltySpec
from core.models.bundle import read_manifest
from core.reproduction.curves import curves
from core.reproduction.finding import unite_what_is_there, wanted_runs
from core.reproduction.page import write_reproduction
from core.reproduction.planning import Options, PlannedTable, plan
from core.reproduction.published import Data
from core.reproduction.results import Reproduction, results
from core.runs.committees import committees
from core.runs.store import RunStore
from core.training.continuing import continue_run
from core.training.control import Control
from core.training.events import EpochEnded, Outcome
from core.training.members import model_of
from core.training.start import run_experiment

COMMITTEE = Options(engines=("numpy",), rows=("keras/elastic-net", "keras/deep", "keras/committee"))


@pytest.fixture(scope="module")
def datasets() -> dict[Data, ImageDataset]:
    return {"digits": open_dataset("street-digits:200"), "faces": open_dataset("sketch-faces:300")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    with RunStore(tmp_path / "workspace") as opened:
        yield opened


def train_all(tables: tuple[PlannedTable, ...], store: RunStore) -> list[str]:
    run_ids = []
    for wanted in wanted_runs(tables, store):
        *_, last = run_experiment(wanted.experiment, wanted.dataset, store, Control(), threads=1)
        run_ids.append(last.run_id)
    return run_ids


def with_overflowing_weights(tables: tuple[PlannedTable, ...]) -> tuple[PlannedTable, ...]:
    """The same, but that every update of the one model multiplies the weights by -49,999."""
    (table,) = tables
    (row,) = table.rows
    (model,) = row.models
    (experiment,) = model.experiments
    optimizer = experiment.optimizer.model_copy(update={"learning_rate": 50.0})
    network = experiment.network.model_copy(update={"penalty": PenaltySpec(l2=1_000.0, l2_convention="half_square")})
    changed = experiment.model_copy(update={"optimizer": optimizer, "network": network})
    return (replace(table, rows=(replace(row, models=(replace(model, experiments=(changed,)),)),)),)


def test_a_row_says_what_its_model_said_of_the_test_images(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    options = Options(seeds=(0, 1), rows=("digits/plain-1",))
    tables = plan(options, datasets)
    run_ids = train_all(tables, store)

    (row,) = results(tables, options, store).tables[0].rows

    tests = [read_manifest(model_of(store.run(run_id))).measurements[-1].evaluation for run_id in run_ids]
    assert [seed.runs for seed in row.seeds] == [(run_id,) for run_id in run_ids]
    assert [seed.test for seed in row.seeds] == tests
    assert row.accuracy == pytest.approx(sum(test.accuracy for test in tests) / 2)
    assert row.spread == pytest.approx(stdev(test.accuracy for test in tests))
    assert row.interval is not None
    assert row.interval[0] < row.accuracy < row.interval[1]
    assert row.difference == pytest.approx(row.accuracy - 0.62)
    assert row.seeds[0].train_accuracy == store.run(run_ids[0]).epochs[-1].train_accuracy


def test_what_was_trained_is_not_asked_for_again(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    tables = plan(Options(rows=("digits/plain-1", "digits/dropout-2")), datasets)
    first = next(wanted_runs(tables, store))
    for _ in run_experiment(first.experiment, first.dataset, store, Control(), threads=1):
        pass

    (left,) = wanted_runs(tables, store)

    assert left.experiment == tables[0].rows[1].models[0].experiments[0]
    assert results(tables, Options(), store).missing == 1


def test_other_images_are_other_runs(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    options = Options(rows=("digits/plain-1",))
    train_all(plan(options, datasets), store)

    others = plan(options, {"digits": open_dataset("street-digits:100")})

    assert len(list(wanted_runs(others, store))) == 1


def test_a_run_that_was_cut_short_goes_on(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    tables = plan(Options(rows=("digits/plain-1",)), datasets)
    (wanted,) = wanted_runs(tables, store)
    assert wanted.begun is None
    control = Control()
    run_id = ""
    for event in run_experiment(wanted.experiment, wanted.dataset, store, control, threads=1):
        run_id = event.run_id
        if isinstance(event, EpochEnded):
            control.stop()

    (again,) = wanted_runs(tables, store)

    assert store.run(run_id).outcome is Outcome.STOPPED
    assert again.begun == run_id
    for _ in continue_run(run_id, again.dataset, store, Control()):
        pass
    (table,) = results(tables, Options(), store).tables
    (drawn,) = curves(table, store)
    assert [epoch.epoch for epoch in drawn.epochs] == list(range(1, wanted.experiment.epochs + 1))


def test_a_run_that_diverges_is_a_result(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    options = Options(rows=("digits/plain-1",))
    tables = with_overflowing_weights(plan(options, datasets))
    train_all(tables, store)

    (row,) = results(tables, options, store).tables[0].rows

    assert row.has_diverged
    assert (row.accuracy, row.difference, row.missing) == (None, None, 0)
    assert list(wanted_runs(tables, store)) == []


def test_a_committee_is_made_once_of_the_rows_above_it(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    tables = plan(COMMITTEE, datasets)
    run_ids = train_all(tables, store)
    unite_what_is_there(tables, store)
    unite_what_is_there(tables, store)

    row = results(tables, COMMITTEE, store).tables[0].rows[-1]

    assert len(run_ids) == 3
    assert list(committees(store.workspace)) == [row.seeds[0].committee_id]
    assert row.members == 3
    assert set(row.seeds[0].runs) == set(run_ids)
    assert row.seeds[0].test is not None
    assert row.seeds[0].test.images == len(divide(tables[0].rows[0].models[0].experiments[0], datasets["faces"]).test)


def test_a_committee_waits_for_its_members(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    tables = plan(COMMITTEE, datasets)
    first = next(wanted_runs(tables, store))
    for _ in run_experiment(first.experiment, first.dataset, store, Control(), threads=1):
        pass
    unite_what_is_there(tables, store)

    found = results(tables, COMMITTEE, store)

    assert not committees(store.workspace)
    assert [row.missing for row in found.tables[0].rows] == [0, 1, 1]


def test_the_page_has_every_figure_and_needs_nothing_else(
    datasets: dict[Data, ImageDataset], store: RunStore, tmp_path: Path
) -> None:
    tables = plan(COMMITTEE, datasets)
    train_all(tables, store)
    unite_what_is_there(tables, store)
    found = results(tables, COMMITTEE, store)
    page = tmp_path / "report.html"

    write_reproduction(page, found, tables, store)

    text = page.read_text("utf-8")
    for row in found.tables[0].rows:
        assert row.row.label in text
        assert row.accuracy is not None
        assert f"{100 * row.accuracy:.1f}%" in text
    assert "sketch-faces:300" in text
    assert "generated by the program" in text
    assert "Confusion matrix" in text
    assert text.count("<svg") == 4
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "<script" not in text


def test_the_document_comes_back_from_json(datasets: dict[Data, ImageDataset], store: RunStore) -> None:
    options = Options(rows=("digits/plain-1",))
    tables = plan(options, datasets)
    train_all(tables, store)
    found = results(tables, options, store)

    assert Reproduction.model_validate_json(found.model_dump_json()) == found
