"""A run leaves what it promises: every epoch on record, a model that answers as it was measured, and one clear end."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.experiment.spec import Experiment
from core.models.assessment import evaluate_model
from core.models.bundle import ModelBundle, load_bundle
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.checkpoint import load_checkpoint
from core.training.control import Control
from core.training.events import CheckpointSaved, EpochEnded, Finished, Outcome, Started, TrainingEvent
from core.training.start import run_experiment
from tests.core.training.session_parts import CLASSES, LAYERS, dataset, experiment, same_bits


def events_of(
    store: RunStore, chosen: Experiment, data: ImageDataset | None = None, control: Control | None = None
) -> list[TrainingEvent]:
    return list(run_experiment(chosen, data or dataset(), store, control or Control()))


def run(store: RunStore, chosen: Experiment, data: ImageDataset | None = None) -> RunRecord:
    return store.run(events_of(store, chosen, data)[0].run_id)


def model_of(record: RunRecord) -> ModelBundle:
    model = record.artifact("model")
    assert model is not None
    return load_bundle(model)


def ended_after(store: RunStore, ask: str, epoch: int) -> tuple[RunRecord, list[TrainingEvent]]:
    """A run that is asked to end once it has recorded an epoch."""
    control, events = Control(), []
    for event in run_experiment(experiment(), dataset(), store, control):
        events.append(event)
        if isinstance(event, CheckpointSaved) and event.epoch == epoch:
            getattr(control, ask)()
    return store.run(events[0].run_id), events


def assert_well_formed(events: list[TrainingEvent]) -> None:
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert sum(isinstance(event, Started) for event in events) == 1
    assert sum(isinstance(event, Finished) for event in events) == 1
    assert [event.sequence for event in events] == list(range(len(events)))
    assert len({event.run_id for event in events}) == 1


def test_events_are_numbered_in_one_row_and_finished_comes_once_and_last(store: RunStore) -> None:
    events = events_of(store, experiment(epochs=3))

    assert_well_formed(events)
    kinds = [event.kind for event in events if event.kind != "progress"]
    assert kinds == ["started", *(["epoch-ended", "checkpoint-saved"] * 3), "finished"]


def test_every_epoch_is_on_record_with_the_figures_that_were_shown(store: RunStore) -> None:
    events = events_of(store, experiment(epochs=3))

    record = store.run(events[0].run_id)
    assert record.outcome is Outcome.COMPLETED
    assert record.epochs == tuple(event.metrics for event in events if isinstance(event, EpochEnded))
    assert (record.epochs_done, record.epochs_planned) == (3, 3)
    assert record.parameters == 16 * 12 + 12 + 12 * 3 + 3
    assert record.architecture == "16-12-3"
    assert record.experiment == experiment(epochs=3)


def test_a_checkpoint_is_on_disk_when_it_is_announced(store: RunStore) -> None:
    for event in run_experiment(experiment(epochs=2), dataset(), store, Control()):
        if isinstance(event, CheckpointSaved):
            assert load_checkpoint(Path(event.path)).epoch == event.epoch
            assert store.run(event.run_id).epochs_done == event.epoch


def test_a_model_measures_as_its_card_says(store: RunStore) -> None:
    data = dataset(400)

    bundle = model_of(run(store, experiment(epochs=3), data))

    validation, test = bundle.manifest.measurements
    assert test.evaluation == evaluate_model(bundle, data, "test")
    assert (test.data_name, test.data_sha256) == (data.name, data.sha256)
    assert test.evaluation.images == 80
    assert validation.evaluation.split == "validation, held back from train"
    assert bundle.manifest.trained_on == data.name


EVERYTHING: dict[str, Any] = {
    "augmentation": {"flip": 0.5, "shift": 0.1, "brightness": 0.1, "erasing": 0.3},
    "loss": {"label_smoothing": 0.1, "class_weights": "balanced"},
    "optimizer": {"type": "Adam", "weight_decay": 0.01},
    "weight_averaging": {"decay": 0.9},
    "prediction": {"mirrored": True, "zoom": 0.1},
}


@pytest.mark.parametrize("keep", ["best", "last"])
def test_a_model_measures_as_its_card_says_with_every_option_there_is(store: RunStore, keep: str) -> None:
    data = dataset(400)

    record = run(store, experiment(epochs=3, keep=keep, **EVERYTHING), data)

    bundle = model_of(record)
    validation, test = bundle.manifest.measurements
    assert test.evaluation == evaluate_model(bundle, data, "test")
    assert validation.evaluation.loss == pytest.approx(record.epochs[bundle.manifest.epoch - 1].validation_loss)
    assert bundle.manifest.experiment == experiment(epochs=3, keep=keep, **EVERYTHING)


@pytest.mark.parametrize("keep", ["best", "last"])
def test_a_run_stopped_before_its_first_update_leaves_a_model(store: RunStore, keep: str) -> None:
    control = Control()
    control.stop()

    record = store.run(events_of(store, experiment(keep=keep, **EVERYTHING), control=control)[0].run_id)

    assert model_of(record).manifest.epoch == 0


def test_a_source_in_one_piece_is_measured_on_the_images_held_back(store: RunStore) -> None:
    whole = dataset(200, splits={"all": range(200)})

    bundle = model_of(run(store, experiment(epochs=2), whole))

    assert bundle.manifest.measurements[1].evaluation == evaluate_model(bundle, whole)
    assert bundle.manifest.measurements[1].evaluation.split == "test, held back from all"
    assert evaluate_model(bundle, whole).images == pytest.approx(200 * experiment().data.test_fraction, abs=2)
    assert evaluate_model(bundle, whole, "all").images == 200


def test_the_best_epoch_is_kept_unless_the_last_is_asked_for(store: RunStore) -> None:
    # There is nothing to learn here, so that the network soon learns by heart, and does worse on other images.
    data = dataset(labels=np.random.default_rng(7).integers(0, CLASSES, 150))
    by_heart = {"optimizer": {"type": "Adam", "learning_rate": 0.05}, "epochs": 6}
    best, last = (run(store, experiment(keep=keep, **by_heart), data) for keep in ("best", "last"))

    losses = [row.validation_loss for row in best.epochs]
    lowest = losses.index(min(losses)) + 1
    assert lowest < 6, "this test needs a run whose last epoch is not its best"
    assert model_of(best).manifest.epoch == lowest
    assert model_of(best).manifest.chosen_on == "validation"
    assert model_of(best).manifest.measurements[0].evaluation.loss == pytest.approx(min(losses))
    assert model_of(last).manifest.epoch == 6
    assert model_of(last).manifest.chosen_on == ""
    assert model_of(last).manifest.measurements[0].evaluation.loss == pytest.approx(losses[-1])


def test_a_stopped_run_keeps_its_model(store: RunStore) -> None:
    record, events = ended_after(store, "stop", epoch=2)

    assert_well_formed(events)
    assert (record.outcome, record.epochs_done) == (Outcome.STOPPED, 2)
    assert record.reason == "Stopped in epoch 3."
    assert record.checkpoint_path is not None
    assert record.checkpoint_path.exists()
    assert model_of(record).manifest.epoch in (1, 2)


def test_a_run_stopped_in_its_first_epoch_leaves_a_model_that_opens(store: RunStore) -> None:
    control = Control()
    control.stop()

    record = store.run(events_of(store, experiment(), control=control)[0].run_id)

    assert record.outcome is Outcome.STOPPED
    assert model_of(record).manifest.epoch == 0


def test_of_a_discarded_run_only_the_record_is_left(store: RunStore) -> None:
    record, events = ended_after(store, "discard", epoch=2)

    assert_well_formed(events)
    assert (record.outcome, record.epochs_done) == (Outcome.DISCARDED, 2)
    assert (record.artifact("model"), record.checkpoint_path) == (None, None)
    assert not list(record.folder.glob("*.safetensors"))
    assert not list(record.folder.glob("*.workbench"))


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": {"type": "SGD", "learning_rate": 100, "momentum": 0.9}},
        {"optimizer": {"type": "Adam", "learning_rate": 100}, "precision": "float64"},
        {"loss": {"reduction": "sum", "log_offset": 1e-5}, "optimizer": {"type": "SGD", "learning_rate": 100}},
        {
            "network": {"layers": LAYERS, "penalty": {"l1": 1.0, "l2": 1.0}},
            "optimizer": {"type": "SGD", "learning_rate": 100},
        },
        {
            "layers": [LAYERS[0], LAYERS[1], {"type": "BatchNormalization"}, LAYERS[2]],
            "optimizer": {"type": "SGD", "learning_rate": 100, "momentum": 0.99},
        },
    ],
    ids=["momentum", "adam", "report's loss", "penalties", "batch normalisation"],
)
def test_far_too_high_a_learning_rate_never_ends_in_a_warning(store: RunStore, changes: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        events = events_of(store, experiment(epochs=4, batch_size=8, **changes))

    assert_well_formed(events)
    assert store.run(events[0].run_id).outcome in (Outcome.DIVERGED, Outcome.COMPLETED)


def test_a_diverged_run_gives_advice_and_keeps_the_best_there_was(store: RunStore) -> None:
    grows = experiment(
        epochs=100,
        network={"layers": LAYERS, "penalty": {"l2": 1.0}},
        optimizer={"type": "SGD", "learning_rate": 3.0},
        batch_size=150,
    )

    record = run(store, grows)

    assert record.outcome is Outcome.DIVERGED
    assert "Lower the learning rate, now 3: try 0.3." in record.reason
    assert record.epochs_done == len(record.epochs) >= 1
    losses = [row.validation_loss for row in record.epochs]
    assert model_of(record).manifest.epoch == losses.index(min(losses)) + 1


def test_a_run_that_diverges_at_once_has_no_model(store: RunStore) -> None:
    at_once = {
        "network": {"layers": LAYERS, "penalty": {"l2": 100}},
        "optimizer": {"type": "SGD", "learning_rate": 100},
    }

    record = run(store, experiment(batch_size=4, **at_once))

    assert record.outcome is Outcome.DIVERGED
    assert record.epochs == ()
    assert record.artifact("model") is None


def test_a_choice_of_classes_is_what_the_model_knows(store: RunStore) -> None:
    data = dataset(300)
    layers = [*LAYERS[:-1], {"type": "Dense", "units": 2}]

    record = run(store, experiment(layers=layers, data={"classes": ["bright", "dark"]}), data)

    bundle = model_of(record)
    test = bundle.manifest.measurements[1].evaluation
    assert bundle.manifest.classes == ("dark", "bright")
    assert test.images == data.counts("test")["dark"] + data.counts("test")["bright"]
    assert test == evaluate_model(bundle, data, "test")


def test_a_network_of_another_width_is_refused_with_the_width_to_set(store: RunStore) -> None:
    with pytest.raises(WorkbenchError, match="set its units to 2") as failure:
        events_of(store, experiment(data={"classes": ["dark", "bright"]}))

    assert "network.layers[2]" in failure.value.message
    assert store.runs() == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"classes": ["dark", "brigth"]}, 'Did you mean "bright"'),
        ({"include_extra": True}, "extra"),
    ],
)
def test_a_choice_that_the_data_cannot_give_leaves_no_run(store: RunStore, data: dict[str, Any], message: str) -> None:
    with pytest.raises(WorkbenchError, match=message):
        events_of(store, experiment(data=data))

    assert store.runs() == []


def test_leaving_a_run_in_the_middle_leaves_one_that_can_be_resumed(store: RunStore) -> None:
    events = run_experiment(experiment(), dataset(), store, Control())
    saved = next(event for event in events if isinstance(event, CheckpointSaved))
    events.close()

    record = store.run(saved.run_id)
    assert (record.outcome, record.epochs_done) == (Outcome.INTERRUPTED, 1)
    assert record.checkpoint_path == Path(saved.path)


def test_the_same_experiment_run_twice_gives_the_same_model(store: RunStore) -> None:
    one, other = (model_of(run(store, experiment(), dataset())) for _ in range(2))

    assert same_bits(one.weights, other.weights)
    assert one.manifest.measurements == other.manifest.measurements


def test_preprocessing_is_fitted_to_training_images_alone(store: RunStore) -> None:
    data = dataset(300)
    images = data.images.copy()
    images[data.splits["test"].start :] = 255
    chosen = experiment(preprocessing={"normalization": "dataset"}, epochs=1)

    one = model_of(run(store, chosen, data)).manifest.pipeline
    other = model_of(run(store, chosen, dataset(300, images=images, sha256="f" * 64))).manifest.pipeline

    assert one == other


def test_the_number_of_threads_is_part_of_the_record(store: RunStore) -> None:
    (*_, finished) = run_experiment(experiment(epochs=1), dataset(), store, Control(), threads=1)

    assert store.run(finished.run_id).blas_threads == 1


def test_images_of_colour_are_learned_from_as_such(store: RunStore) -> None:
    gray = dataset(150)
    images = np.repeat(gray.images, 3, axis=-1)
    images[..., 0] //= 2
    colourful = dataset(150, images=images, sha256="c" * 64)

    record = run(store, experiment(epochs=1, preprocessing={"color": "rgb"}), colourful)

    assert record.architecture == f"48-12-{CLASSES}"
    assert model_of(record).manifest.pipeline.channels == 3
