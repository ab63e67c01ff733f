"""A run in a process of its own gives what the same run gives in this one."""

from __future__ import annotations

import pytest

from core.data.open import open_dataset
from core.experiment.recipes import load_recipe
from core.runs.store import RunStore
from core.training.background import start_in_background
from core.training.control import Control
from core.training.events import Outcome
from core.training.start import run_experiment

SOURCE = "street-digits:300"


@pytest.fixture
def experiment():
    return load_recipe("digits-quick").model_copy(update={"epochs": 2})


def figures(record):
    return [(row.train_loss, row.validation_loss, row.validation_accuracy) for row in record.epochs]


def test_a_run_in_the_background_gives_the_same_figures_as_in_the_foreground(tmp_path, experiment):
    with RunStore(tmp_path) as store:
        *_, foreground = run_experiment(experiment, open_dataset(SOURCE), store, Control())
        worker = start_in_background(store, experiment, SOURCE)
        try:
            *_, background = worker.events()
        finally:
            worker.close()
        assert background.outcome is Outcome.COMPLETED
        assert figures(store.run(background.run_id)) == figures(store.run(foreground.run_id))


def test_a_source_that_is_gone_ends_the_run_with_a_message_that_names_it(tmp_path, experiment):
    with RunStore(tmp_path) as store:
        worker = start_in_background(store, experiment, str(tmp_path / "gone"))
        try:
            (finished,) = worker.events()
        finally:
            worker.close()
    assert finished.outcome is Outcome.FAILED
    assert "gone" in finished.reason
