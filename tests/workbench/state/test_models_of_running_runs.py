"""A run that is being trained can be asked about pictures, epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.experiment.recipes import load_recipe
from core.runs.store import RunStore
from core.training.control import Control
from core.training.events import CheckpointSaved, TrainingEvent
from core.training.start import run_experiment
from tests.workbench.conftest import DATA
from workbench.state.models import Models
from workbench.state.session import Session

EPOCHS = 4


class Run:
    """A run that gets on as far as it is told to."""

    def __init__(self, events: Iterator[TrainingEvent]) -> None:
        self._events = events
        self.run_id = ""

    def train_until(self, epoch: int) -> None:
        for event in self._events:
            self.run_id = event.run_id
            if isinstance(event, CheckpointSaved) and event.epoch == epoch:
                return

    def finish(self) -> None:
        list(self._events)


@pytest.fixture
def run_in(_one_cache_for_all_tests: None) -> Iterator[Callable[[Path], Run]]:
    """A run after its first epoch, in the workspace of that path."""
    stores: list[RunStore] = []

    def begin(workspace: Path) -> Run:
        stores.append(RunStore(workspace))
        experiment = load_recipe("digits-quick").model_copy(update={"name": "growing", "epochs": EPOCHS})
        run = Run(run_experiment(experiment, open_dataset(DATA), stores[-1], Control()))
        run.train_until(1)
        return run

    yield begin
    for store in stores:
        store.close()


def wait_for_epoch(qtbot: QtBot, models: Models, epoch: int) -> None:
    qtbot.waitUntil(lambda: models.current is not None and models.current.epoch == epoch)


def test_it_is_offered_with_its_epoch_and_the_newest_whole_model_still_answers(
    start_session: Callable[[], Session], run_in: Callable[[Path], Run], with_runs: Path, qtbot: QtBot
) -> None:
    run = run_in(with_runs)
    models = start_session().models
    with qtbot.waitSignal(models.changed):
        models.refresh()

    assert [entry.name for entry in models.entries] == ["growing", "second", "first"]
    assert models.entries[0].progress == "epoch 1, still training"
    assert models.entries[0].run_id == run.run_id
    assert models.current is not None
    assert models.current.name == "second"
    run.finish()


def test_where_there_is_no_other_it_answers_with_each_epoch_and_at_last_with_the_model_it_left(
    session: Session, run_in: Callable[[Path], Run], qtbot: QtBot
) -> None:
    run, models = run_in(session.workspace), session.models
    models.refresh()
    wait_for_epoch(qtbot, models, 1)
    current = models.current
    assert current is not None
    assert models.title_of(current) == "growing · epoch 1"

    run.train_until(3)
    models.look_at_training()
    wait_for_epoch(qtbot, models, 3)

    run.finish()
    models.look_at_training()
    wait_for_epoch(qtbot, models, 0)
    assert models.current is not None
    assert (models.current.run_id, models.current.path.name) == (run.run_id, "model.workbench")
    assert not models.is_training


def test_a_newer_epoch_is_taken_up_by_itself(session: Session, run_in: Callable[[Path], Run], qtbot: QtBot) -> None:
    run, models = run_in(session.workspace), session.models
    models.refresh()
    wait_for_epoch(qtbot, models, 1)
    run.train_until(2)
    wait_for_epoch(qtbot, models, 2)
    run.finish()


def test_an_answer_stands_until_that_of_the_newer_epoch_is_there(
    session: Session, run_in: Callable[[Path], Run], digits: Path, qtbot: QtBot
) -> None:
    run, models, predictions = run_in(session.workspace), session.models, session.predictions
    models.refresh()
    wait_for_epoch(qtbot, models, 1)
    predictions.ask([digits / "1.png", digits / "3.png"])
    qtbot.waitUntil(lambda: predictions.answered == 2)
    before, missing = predictions.entries[0].answer, []
    assert before is not None
    predictions.busy_changed.connect(lambda: missing.append(predictions.is_busy or predictions.answered != 2))
    predictions.answers_changed.connect(
        lambda *_places: missing.append(any(entry.answer is None for entry in predictions.entries))
    )

    run.train_until(EPOCHS - 1)
    models.look_at_training()
    wait_for_epoch(qtbot, models, EPOCHS - 1)
    qtbot.waitUntil(lambda: not any(entry.waits for entry in predictions.entries))

    after = predictions.entries[0].answer
    assert after is not None
    assert after.probabilities != before.probabilities
    assert missing
    assert not any(missing)
    assert predictions.failed == 1
    run.finish()


def test_it_can_be_measured_and_the_figures_say_of_which_epoch_they_are(
    session: Session, run_in: Callable[[Path], Run], qtbot: QtBot
) -> None:
    run, models, evaluating = run_in(session.workspace), session.models, session.evaluating
    models.refresh()
    wait_for_epoch(qtbot, models, 1)
    with qtbot.waitSignal(session.datasets.changed, timeout=60_000):
        session.datasets.open(DATA)
    run.train_until(2)
    evaluating.start()
    qtbot.waitUntil(lambda: evaluating.outcome is not None, timeout=20_000)
    assert evaluating.outcome is not None
    assert evaluating.outcome.title == "growing · epoch 2"
    run.finish()
