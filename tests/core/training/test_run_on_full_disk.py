"""A disk that fills up in the middle of a run costs nothing where somebody makes room, else that epoch alone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import DiskFull, WorkbenchError
from core.experiment.spec import Experiment
from core.models.bundle import load_bundle
from core.progress import silent
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.checkpoint import load_checkpoint
from core.training.continuing import continue_run
from core.training.control import Control, Request
from core.training.events import CheckpointSaved, EventStamps, Finished, Held, Outcome, Started, TrainingEvent
from core.training.preparing import prepare
from core.training.room import when_there_is_room
from core.training.start import create_run, run_experiment, train
from tests.core.training.session_parts import CLASSES, LAYERS, dataset, experiment, figures

FREE_FOR_THE_RECORD = 256 * 1024


def fill(disk: Path, free: int) -> Path:
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - free)))
    return filler


def train_and_fill(store: RunStore, disk: Path, after_epoch: int, chosen: Experiment) -> None:
    for event in run_experiment(chosen, dataset(), store, Control()):
        if isinstance(event, CheckpointSaved) and event.epoch == after_epoch:
            fill(disk, FREE_FOR_THE_RECORD)


def run_until_full(store: RunStore, disk: Path, *, after_epoch: int, epochs: int, units: int = 2000) -> RunRecord:
    """A run during which the disk fills up, once an epoch was stored."""
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": units}, {"type": "Dense", "units": CLASSES}]
    with pytest.raises(WorkbenchError) as failure:
        train_and_fill(store, disk, after_epoch, experiment(layers=layers, epochs=epochs))
    assert "ree some space" in failure.value.hint
    return store.run(store.runs()[0].run_id)


def test_a_disk_full_during_a_checkpoint_keeps_the_epochs_before(small_disk: Path) -> None:
    with RunStore(small_disk / "workspace") as store:
        record = run_until_full(store, small_disk, after_epoch=2, epochs=3)

    assert record.outcome is Outcome.FAILED
    assert "disk is full" in record.reason
    assert [row.epoch for row in record.epochs] == [1, 2]
    assert record.checkpoint_path is not None
    assert load_checkpoint(record.checkpoint_path).epoch == 2


def test_a_disk_full_while_the_model_is_saved_keeps_the_checkpoint(small_disk: Path) -> None:
    with RunStore(small_disk / "workspace") as store:
        record = run_until_full(store, small_disk, after_epoch=1, epochs=1, units=5000)

    assert record.outcome is Outcome.FAILED
    assert "model cannot be saved" in record.reason
    assert record.artifact("model") is None
    assert record.checkpoint_path is not None
    assert load_checkpoint(record.checkpoint_path).epoch == 1
    assert not list(record.folder.glob("*.partial"))


def test_a_run_goes_on_being_possible_once_there_is_space(small_disk: Path) -> None:
    with RunStore(small_disk / "workspace") as store:
        run_until_full(store, small_disk, after_epoch=1, epochs=2)
        (small_disk / "filler").unlink()

        *_, finished = run_experiment(experiment(epochs=1), dataset(), store, Control())

        model = store.run(finished.run_id).artifact("model")
        assert model is not None
        assert load_bundle(model).manifest.run_id == finished.run_id


@pytest.mark.parametrize(("epochs", "units"), [(3, 2000), (1, 5000)], ids=["checkpoint", "model"])
def test_a_run_that_is_held_goes_on_once_there_is_room_as_if_nothing_had_been(
    small_disk: Path, tmp_path: Path, epochs: int, units: int
) -> None:
    layers = [{"type": "Flatten"}, {"type": "Dense", "units": units}, {"type": "Dense", "units": CLASSES}]
    chosen, control, held = experiment(layers=layers, epochs=epochs), Control(), list[Held]()
    with RunStore(small_disk / "workspace") as store:
        for event in run_experiment(chosen, dataset(), store, control):
            if isinstance(event, CheckpointSaved) and event.epoch == 1:
                filler = fill(small_disk, FREE_FOR_THE_RECORD)
            if isinstance(event, Held):
                held.append(event)
                control.pause()
                filler.unlink(missing_ok=True)
                threading.Timer(0.05, control.resume).start()
        record = store.run(event.run_id)
    with RunStore(tmp_path / "where there is room") as store:
        *_, undisturbed = run_experiment(chosen, dataset(), store, Control())
        expected = figures(store.run(undisturbed.run_id).epochs)

    assert len(held) == 1
    assert "could not be written" in held[0].reason or "cannot be saved" in held[0].reason
    assert record.outcome is Outcome.COMPLETED
    assert record.artifact("model") is not None
    assert figures(record.epochs) == expected


@pytest.mark.parametrize("moment", ["being recorded", "about to start"])
def test_a_disk_full_before_the_first_batch_holds_the_run_until_there_is_room(small_disk: Path, moment: str) -> None:
    control, held, kinds = Control(), list[Held](), list[str]()
    with RunStore(small_disk / "workspace") as store:
        training = run_until_recorded(store, control) if moment == "about to start" else None
        filler = fill(small_disk, 0)
        for event in training or run_experiment(experiment(), dataset(), store, control):
            kinds.append(event.kind)
            if isinstance(event, Held):
                held.append(event)
                control.pause()
                filler.unlink()
                control.resume()
        record = store.run(event.run_id)

    assert kinds[:2] == ["held", "started"]
    assert len(held) == 1
    assert "full" in held[0].reason
    assert {event.run_id for event in held} == {record.run_id}
    assert record.outcome is Outcome.COMPLETED
    assert record.artifact("model") is not None


def run_until_recorded(store: RunStore, control: Control) -> Iterator[TrainingEvent]:
    """A run that is on record, and has not begun to train."""
    run_id = store.reserve_run_id()
    prepared = prepare(experiment(), dataset(), silent)
    writer = create_run(prepared, store, 1, run_id)
    return train(prepared, lambda: writer, control, EventStamps(run_id))


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_run_given_up_before_its_first_batch_for_want_of_room_leaves_nothing_that_trains(
    small_disk: Path, is_recorded: bool
) -> None:
    control, ends = Control(), list[Finished]()
    with RunStore(small_disk / "workspace") as store:
        training = run_until_recorded(store, control) if is_recorded else None
        filler = fill(small_disk, 0)
        for event in training or run_experiment(experiment(), dataset(), store, control):
            if isinstance(event, Held):
                control.pause()
                filler.unlink()
                control.discard()
            if isinstance(event, Finished):
                ends.append(event)
        outcomes = [run.outcome for run in store.runs()]

    assert [end.outcome for end in ends] == [Outcome.DISCARDED]
    assert outcomes == [Outcome.DISCARDED] * is_recorded


def test_an_interrupted_run_given_up_for_want_of_room_can_still_go_on(small_disk: Path) -> None:
    control = Control()
    with RunStore(small_disk / "workspace") as store:
        with closing(run_experiment(experiment(), dataset(), store, Control())) as events:  # type: ignore[type-var]
            run_id = next(event.run_id for event in events if isinstance(event, CheckpointSaved))
        filler = fill(small_disk, 0)
        for event in continue_run(run_id, dataset(), store, control):
            if isinstance(event, Held):
                control.pause()
                filler.unlink()
                control.discard()
        assert isinstance(event, Finished)
        assert event.outcome is store.run(run_id).outcome is Outcome.INTERRUPTED

        *_, finished = continue_run(run_id, dataset(), store, Control())

    assert finished.outcome is Outcome.COMPLETED


def test_a_run_given_up_when_only_its_end_found_no_room_is_recorded_as_that(small_disk: Path) -> None:
    network, optimizer = {"layers": LAYERS, "penalty": {"l2": 100}}, {"type": "SGD", "learning_rate": 100}
    diverging, control = experiment(batch_size=4, network=network, optimizer=optimizer), Control()
    with RunStore(small_disk / "workspace") as store:
        for event in run_experiment(diverging, dataset(), store, control):
            if isinstance(event, Started):
                filler = fill(small_disk, 0)
            if isinstance(event, Held):
                control.pause()
                filler.unlink()
                control.discard()

        assert isinstance(event, Finished)
        assert event.outcome is store.run(event.run_id).outcome is Outcome.DISCARDED


@pytest.mark.parametrize(("answer", "result"), [(Control.resume, "stored"), (Control.discard, Request.DISCARD)])
def test_an_answer_that_comes_before_the_run_looks_for_it_is_not_lost(
    answer: Callable[[Control], None], result: str
) -> None:
    control, tries = Control(), iter([DiskFull("full", "free some space")])

    def store() -> str:
        for error in tries:
            raise error
        return "stored"

    waiting = when_there_is_room(store, control, EventStamps("run"))
    next(waiting)
    control.pause()
    answer(control)
    with pytest.raises(StopIteration) as ended:
        next(waiting)

    assert ended.value.value == result
