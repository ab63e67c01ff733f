"""A run that goes on ends where an unbroken one ends, to the last bit; and no record is lost by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.spec import Experiment
from core.models.bundle import load_bundle
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.continuing import continue_run
from core.training.control import Control
from core.training.events import CheckpointSaved, EpochEnded, Outcome
from core.training.start import run_experiment
from tests.core.backends.keras_engine import needs_keras
from tests.core.training.session_parts import CLASSES, MOMENTUM, dataset, experiment, figures, same_bits

LAYERS = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 12, "activation": "relu"},
    {"type": "Dropout", "rate": 0.3},
    {"type": "Dense", "units": CLASSES},
]


def chosen(**changes: Any) -> Experiment:
    return experiment(layers=LAYERS, **{"epochs": 5, "optimizer": MOMENTUM} | changes)


def run(store: RunStore, what: Experiment) -> RunRecord:
    events = list(run_experiment(what, dataset(), store, Control()))
    return store.run(events[0].run_id)


def stopped(store: RunStore, what: Experiment, epoch: int) -> RunRecord:
    control = Control()
    for event in run_experiment(what, dataset(), store, control):
        if isinstance(event, CheckpointSaved) and event.epoch == epoch:
            control.stop()
    return store.run(event.run_id)


def interrupted(store: RunStore, what: Experiment, epoch: int) -> RunRecord:
    """A run whose process is gone: nobody has iterated it any further."""
    with closing(run_experiment(what, dataset(), store, Control())) as events:  # type: ignore[type-var]
        for event in events:
            if isinstance(event, CheckpointSaved) and event.epoch == epoch:
                break
    return store.run(event.run_id)


def gone_on(store: RunStore, record: RunRecord, **options: Any) -> RunRecord:
    events = list(continue_run(record.run_id, dataset(), store, Control(), **options))
    return store.run(events[0].run_id)


def assert_same_model(one: RunRecord, other: RunRecord) -> None:
    bundles = [load_bundle(path) for record in (one, other) if (path := record.artifact("model"))]
    assert same_bits(bundles[0].weights, bundles[1].weights)
    assert bundles[0].manifest.epoch == bundles[1].manifest.epoch
    assert bundles[0].manifest.measurements == bundles[1].manifest.measurements


@pytest.mark.parametrize("epoch", [1, 3, 5])
def test_an_interrupted_run_goes_on_as_itself_and_ends_as_an_unbroken_one(store: RunStore, epoch: int) -> None:
    unbroken, broken = run(store, chosen()), interrupted(store, chosen(), epoch)
    assert broken.outcome is Outcome.INTERRUPTED

    ended = gone_on(store, broken)

    assert ended.run_id == broken.run_id
    assert ended.outcome is Outcome.COMPLETED
    assert figures(ended.epochs) == figures(unbroken.epochs)
    assert ended.epochs[:epoch] == broken.epochs
    assert_same_model(ended, unbroken)


def test_a_stopped_run_stays_as_it_is_and_a_child_goes_on(store: RunStore) -> None:
    unbroken, before = run(store, chosen()), stopped(store, chosen(), epoch=2)

    child = gone_on(store, before)

    assert store.run(before.run_id) == before
    assert child.parent == before.run_id
    assert [row.epoch for row in child.epochs] == [3, 4, 5]
    assert figures(store.history(child)) == figures(unbroken.epochs)
    assert child.epochs_done == 5
    assert_same_model(child, unbroken)


def test_a_finished_run_is_extended_by_a_child_as_if_more_had_been_planned(store: RunStore) -> None:
    unbroken, finished = run(store, chosen(epochs=7)), run(store, chosen(epochs=4))

    child = gone_on(store, finished, epochs=7)

    assert store.run(finished.run_id) == finished
    assert (child.parent, child.epochs_planned) == (finished.run_id, 7)
    assert figures(store.history(child)) == figures(unbroken.epochs)
    assert_same_model(child, unbroken)


def test_a_child_of_a_child_has_the_whole_history_behind_it(store: RunStore) -> None:
    first = run(store, chosen(epochs=2))
    last = gone_on(store, gone_on(store, first, epochs=3), epochs=5)

    assert figures(store.history(last)) == figures(run(store, chosen()).epochs)


def test_a_child_interrupted_before_its_first_epoch_goes_on_from_its_parent(store: RunStore) -> None:
    finished = run(store, chosen(epochs=3))
    with closing(continue_run(finished.run_id, dataset(), store, Control(), epochs=5)) as events:  # type: ignore[type-var]
        child_id = next(iter(events)).run_id
    child = store.run(child_id)
    assert (child.outcome, child.epochs) == (Outcome.INTERRUPTED, ())

    ended = gone_on(store, child)

    assert ended.run_id == child_id
    assert figures(store.history(ended)) == figures(run(store, chosen()).epochs)


def test_the_best_epoch_is_not_lost_to_a_worse_one_after_going_on(store: RunStore) -> None:
    # At such a rate the third epoch undoes what the first two have learnt.
    rough = chosen(optimizer={"type": "SGD", "learning_rate": 0.5, "momentum": 0.9}, seed=0)
    unbroken = run(store, rough)
    assert unbroken.best_epoch is not None
    assert unbroken.best_epoch < 3, "the test needs a best epoch before the one that is gone on from"

    child = gone_on(store, stopped(store, rough, epoch=3))

    path = child.artifact("model")
    assert path is not None
    assert load_bundle(path).manifest.epoch == unbroken.best_epoch
    assert_same_model(child, unbroken)


def test_a_run_that_was_given_up_says_why_it_cannot_go_on(store: RunStore) -> None:
    control = Control()
    for event in run_experiment(chosen(), dataset(), store, control):
        if isinstance(event, EpochEnded):
            control.discard()

    with pytest.raises(WorkbenchError, match="was discarded"):
        gone_on(store, store.run(event.run_id))


def test_nothing_left_to_do_is_said_with_what_to_ask_for(store: RunStore) -> None:
    finished = run(store, chosen())

    with pytest.raises(WorkbenchError, match="nothing is left to do") as caught:
        gone_on(store, finished)
    assert "more epochs than 5" in str(caught.value)
    with pytest.raises(WorkbenchError, match="nothing is left to do"):
        gone_on(store, finished, epochs=3)


def test_a_run_ended_by_its_patience_is_not_taken_on_to_be_ended_again(store: RunStore) -> None:
    impatient = chosen(epochs=50, early_stopping={"patience": 1, "minimum_improvement": 5.0})
    ended = run(store, impatient)
    assert ended.epochs_done < 50

    with pytest.raises(WorkbenchError, match="early stopping"):
        gone_on(store, ended, epochs=60)


def test_other_images_are_not_taken_for_those_of_the_run(store: RunStore) -> None:
    before = stopped(store, chosen(), epoch=2)
    other: ImageDataset = dataset(seed=5)

    with pytest.raises(WorkbenchError, match="other images"):
        list(continue_run(before.run_id, other, store, Control()))
    assert len(store.runs()) == 1


def test_a_running_run_is_left_alone(store: RunStore) -> None:
    with closing(run_experiment(chosen(), dataset(), store, Control())) as events:  # type: ignore[type-var]
        run_id = next(iter(events)).run_id

        with pytest.raises(WorkbenchError, match="still running"):
            list(continue_run(run_id, dataset(), store, Control()))


@pytest.mark.slow
@needs_keras
@pytest.mark.parametrize("ending", [stopped, interrupted])
def test_a_run_on_keras_goes_on_within_a_ten_thousandth_of_an_unbroken_one(
    store: RunStore, ending: Callable[[RunStore, Experiment, int], RunRecord]
) -> None:
    on_keras = chosen(backend="keras", optimizer={"type": "Adam", "learning_rate": 0.01})
    unbroken = run(store, on_keras)

    ended = gone_on(store, ending(store, on_keras, 2))

    assert ended.outcome is Outcome.COMPLETED
    for one, other in zip(store.history(ended), unbroken.epochs, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, abs=1e-4)
        assert one.validation_loss == pytest.approx(other.validation_loss, abs=1e-4)
    models = [load_bundle(path) for record in (ended, unbroken) if (path := record.artifact("model"))]
    for name, weights in models[0].weights.items():
        np.testing.assert_allclose(weights, models[1].weights[name], atol=1e-4)


def test_of_a_discarded_run_a_record_stays_and_no_file_that_takes_room(store: RunStore) -> None:
    control = Control()
    for event in run_experiment(chosen(), dataset(), store, control):
        if isinstance(event, CheckpointSaved) and event.epoch == 2:
            control.discard()

    record = store.run(event.run_id)
    assert (record.outcome, record.epochs_done) == (Outcome.DISCARDED, 2)
    assert not record.artifacts
    assert record.checkpoint is None
    assert sorted(path.name for path in record.folder.iterdir()) == ["alive.lock", "run.json"]
