"""A run's latest checkpoint answers while the run goes on and after it was killed, and the run does not notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import WorkbenchError
from core.evaluation.evaluation import mean_cross_entropy
from core.experiment.division import divide
from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.models.bundle import ModelBundle, load_bundle
from core.models.predictor import Predictor
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.background import start_in_background
from core.training.control import Control
from core.training.events import CheckpointSaved, Started, TrainingEvent
from core.training.latest import model_file, open_run
from core.training.start import run_experiment
from tests.core.backends.keras_engine import needs_keras
from tests.core.training.session_parts import CLASSES, MOMENTUM, dataset, experiment, figures, same_bits

LAYERS = [
    {"type": "Flatten"},
    {"type": "Dense", "units": 12, "activation": "relu"},
    {"type": "BatchNormalization"},
    {"type": "Dropout", "rate": 0.3},
    {"type": "Dense", "units": CLASSES},
]
AVERAGED = {"weight_averaging": {"decay": 0.9}}
SOURCE = "street-digits:300"


def chosen(**changes: Any) -> Experiment:
    return experiment(layers=LAYERS, **{"epochs": 4, "optimizer": MOMENTUM} | changes)


def until(events: Iterator[TrainingEvent], epoch: int) -> str:
    """Train up to and with the checkpoint of an epoch. Returns the run's id."""
    for event in events:
        if isinstance(event, CheckpointSaved) and event.epoch == epoch:
            return event.run_id
    raise AssertionError(f"There was no epoch {epoch}.")


def validation_loss(bundle: ModelBundle, data: ImageDataset) -> float:
    parts = divide(bundle.manifest.experiment, data)
    probabilities = Predictor(bundle).probabilities_of_rows(data.images, parts.validation)
    return mean_cross_entropy(probabilities, parts.labels[parts.validation])


def model_left(record: RunRecord) -> ModelBundle:
    path = record.artifact("model")
    assert path is not None
    return load_bundle(path)


@pytest.mark.parametrize("changes", [{}, AVERAGED])
def test_it_answers_as_the_run_validated_its_last_epoch(store: RunStore, changes: dict[str, Any]) -> None:
    data = dataset()
    with closing(run_experiment(chosen(**changes), data, store, Control())) as events:  # type: ignore[type-var]
        for epoch in (1, 3):
            run_id = until(events, epoch)
            opened = open_run(store, run_id)
            assert opened.run.state == "running"
            assert opened.run.progress == f"epoch {epoch}, still training"
            assert opened.bundle.manifest.epoch == epoch
            assert opened.bundle.manifest.run_id == run_id
            measured = validation_loss(opened.bundle, data)
            assert measured == pytest.approx(opened.run.epochs[-1].validation_loss, rel=1e-6)


@needs_keras
def test_a_run_on_keras_answers_through_the_numpy_engine(store: RunStore) -> None:
    data = dataset()
    what = chosen(backend="keras", **AVERAGED)
    with closing(run_experiment(what, data, store, Control())) as events:  # type: ignore[type-var]
        opened = open_run(store, until(events, 2))
        measured = validation_loss(opened.bundle, data)
        assert measured == pytest.approx(opened.run.epochs[-1].validation_loss, rel=1e-4)


def test_a_run_that_was_killed_answers_with_its_last_epoch(store: RunStore) -> None:
    with closing(run_experiment(chosen(), dataset(), store, Control())) as events:  # type: ignore[type-var]
        run_id = until(events, 2)
    opened = open_run(store, run_id)
    assert opened.run.progress == "epoch 2, interrupted"
    assert opened.bundle.manifest.epoch == 2


def test_once_the_run_is_over_the_model_that_it_left_answers(store: RunStore) -> None:
    *_, finished = run_experiment(chosen(), dataset(), store, Control())
    opened, left = open_run(store, finished.run_id), model_left(store.run(finished.run_id))
    assert opened.bundle.manifest == left.manifest
    assert same_bits(opened.bundle.weights, left.weights)
    assert model_file(opened.run) == opened.run.artifact("model")


def test_before_its_first_epoch_has_ended_it_says_so(store: RunStore) -> None:
    with closing(run_experiment(chosen(), dataset(), store, Control())) as events:  # type: ignore[type-var]
        run_id = next(event.run_id for event in events if isinstance(event, Started))
        with pytest.raises(WorkbenchError, match="is running and has no model") as refused:
            open_run(store, run_id)
        assert model_file(store.run(run_id)) is None
    assert "first epoch" in refused.value.hint


def test_a_discarded_run_leaves_no_model_behind(store: RunStore) -> None:
    control = Control()
    events = run_experiment(chosen(), dataset(), store, control)
    run_id = until(events, 1)
    control.discard()
    list(events)
    with pytest.raises(WorkbenchError, match="discarded and has no model"):
        open_run(store, run_id)
    assert not list(store.folder(run_id).glob("manifest*"))


class OvertakenStore(RunStore):
    """One in which the run gets on just after its record was read."""

    overtake: Callable[[], object] = staticmethod(lambda: None)

    def run(self, run: str) -> RunRecord:
        record = super().run(run)
        self.overtake()
        return record


def test_who_reads_a_checkpoint_that_is_just_replaced_gets_the_next_one(store: RunStore) -> None:
    events = run_experiment(chosen(), dataset(), store, Control())
    run_id = until(events, 1)
    with OvertakenStore(store.workspace) as reader:
        left = iter((2, 3))
        reader.overtake = lambda: until(events, epoch) if (epoch := next(left, 0)) else None
        assert open_run(reader, run_id).bundle.manifest.epoch == 3
        reader.overtake = lambda: list(events)
        opened = open_run(reader, run_id)
    assert opened.run.outcome == "completed"


def test_a_damaged_checkpoint_is_named_and_not_read_for_ever(store: RunStore) -> None:
    with closing(run_experiment(chosen(), dataset(), store, Control())) as events:  # type: ignore[type-var]
        run_id = until(events, 1)
    path = store.run(run_id).checkpoint_path
    assert path is not None
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(WorkbenchError, match="checkpoint-000001"):
        open_run(store, run_id)


def test_a_run_that_is_asked_all_the_time_ends_as_one_that_nobody_looked_at(store: RunStore) -> None:
    what = load_recipe("digits-quick").model_copy(update={"epochs": 12})
    data = open_dataset(SOURCE)
    *_, alone = run_experiment(what, data, store, Control())
    worker = start_in_background(store, what, SOURCE)
    asked = []
    try:
        for event in worker.events():
            if isinstance(event, CheckpointSaved):
                bundle = open_run(store, event.run_id).bundle
                Predictor(bundle).probabilities_of_rows(data.images, np.arange(100))
                asked.append(bundle.manifest.epoch)
    finally:
        worker.close()
    looked_at, unseen = store.run(worker.run_id), store.run(alone.run_id)
    # Whoever asks when the run is over is answered by the epoch that was chosen, which may be an earlier one.
    while asked and asked[-1] == model_left(looked_at).manifest.epoch:
        asked.pop()
    assert asked == sorted(asked)
    assert asked[0] < what.epochs
    assert figures(looked_at.epochs) == figures(unseen.epochs)
    assert same_bits(model_left(looked_at).weights, model_left(unseen).weights)
