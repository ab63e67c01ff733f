"""A run in a process of its own gives what the same run gives in this one."""

from __future__ import annotations

import pytest

from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.experiment.recipes import load_recipe
from core.experiment.spec import ScheduleSpec
from core.runs.store import RunStore
from core.training.background import continue_in_background, start_in_background
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


def test_a_run_stopped_in_the_background_is_gone_on_with_in_the_background(tmp_path, experiment):
    # A schedule that falls towards the last epoch would follow the new number of them.
    experiment = experiment.model_copy(update={"schedule": ScheduleSpec(shape="constant")})
    longer = experiment.model_copy(update={"epochs": 4})
    with RunStore(tmp_path) as store:
        *_, unbroken = run_experiment(longer, open_dataset(SOURCE), store, Control())
        *_, finished = run_experiment(experiment, open_dataset(SOURCE), store, Control())
        worker = continue_in_background(store, finished.run_id, epochs=4)
        try:
            *_, ended = worker.events()
        finally:
            worker.close()
        child = store.run(ended.run_id)
        assert ended.outcome is Outcome.COMPLETED
        assert child.parent == finished.run_id
        assert figures(child) == figures(store.run(unbroken.run_id))[2:]


def test_a_run_that_cannot_go_on_is_refused_before_a_process_is_started(tmp_path, experiment):
    with RunStore(tmp_path) as store:
        *_, finished = run_experiment(experiment, open_dataset(SOURCE), store, Control())
        with pytest.raises(WorkbenchError, match="nothing is left to do"):
            continue_in_background(store, finished.run_id)


def test_a_source_that_is_gone_ends_the_run_with_a_message_that_names_it(tmp_path, experiment):
    with RunStore(tmp_path) as store:
        worker = start_in_background(store, experiment, str(tmp_path / "gone"))
        try:
            (finished,) = worker.events()
        finally:
            worker.close()
    assert finished.outcome is Outcome.FAILED
    assert "gone" in finished.reason
