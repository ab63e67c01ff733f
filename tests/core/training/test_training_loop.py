"""What the loop trains on, looks at and reports, for any engine."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from core.training.control import Control, Request
from core.training.events import Outcome
from tests.core.training.session_parts import Clock, RecordingModel, Training, chunks, experiment, numbered_data


@pytest.mark.parametrize("steps_per_call", [1, 4])
@pytest.mark.parametrize("batch_size", [10, 64, 5000])
def test_each_training_image_is_used_once_an_epoch_and_no_other_ever(steps_per_call: int, batch_size: int) -> None:
    model, data = RecordingModel(steps_per_call=steps_per_call), numbered_data()

    Training(experiment(epochs=3, batch_size=batch_size), model=model, data=data)

    assert len(model.trained) == 3
    for trained, predicted in zip(model.trained, model.predicted, strict=True):
        assert sorted(trained) == data.training.tolist()
        assert predicted == data.validation.tolist()


def test_images_come_in_another_order_each_epoch() -> None:
    model = RecordingModel()

    Training(experiment(epochs=3), model=model, data=numbered_data())

    first, second, third = model.trained
    assert first != second != third
    assert first != sorted(first)


def test_an_order_follows_from_seed_and_epoch_whatever_the_engine_does_at_once() -> None:
    one, other = RecordingModel(), RecordingModel(steps_per_call=7)

    for model in (one, other):
        Training(experiment(epochs=2), model=model, data=numbered_data())

    assert one.trained == other.trained


def test_every_update_has_its_own_place_in_the_schedule() -> None:
    one, other = RecordingModel(), RecordingModel(steps_per_call=4)
    chosen = experiment(epochs=3, schedule={"shape": "cosine", "warmup_epochs": 1})

    for model in (one, other):
        Training(chosen, model=model, data=numbered_data(training=200))

    rates, steps = one.learning_rates, 13
    assert rates == other.learning_rates
    assert len(rates) == 3 * steps
    assert np.all(np.diff(rates[:steps]) > 0)
    assert np.all(np.diff(rates[steps:]) < 0)


def test_a_screen_gets_at_most_thirty_updates_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(seconds_a_look=0.001)
    monkeypatch.setattr(time, "perf_counter", clock)
    monkeypatch.setattr(time, "time", lambda: clock.now)

    run = Training(experiment(epochs=3, batch_size=1), model=RecordingModel(), data=numbered_data())

    times = np.array([event.time for event in run.progress])
    assert len(times) > 100
    assert np.diff(times).min() >= 1 / 30


def test_progress_says_where_the_run_is_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "perf_counter", Clock(seconds_a_look=0.005))
    chosen = experiment(epochs=2, batch_size=10)

    run = Training(chosen, model=RecordingModel(train_loss=lambda _batch: 2.0), data=numbered_data())

    assert {event.steps for event in run.progress} == {100}
    assert {event.train_loss for event in run.progress} == {2.0}
    for epoch in (1, 2):
        steps = [event.step for event in run.progress if event.epoch == epoch]
        assert steps == sorted(set(steps))
        assert steps[-1] <= 100
    assert run.progress[0].seconds_left > 10 * run.progress[-1].seconds_left > 0


def test_a_paused_run_does_nothing_until_it_is_resumed() -> None:
    control, paused, further = Control(), threading.Event(), threading.Event()

    def before_batch(batch: int) -> None:
        if batch == 3:
            control.pause()
            paused.set()
        elif batch > 3:
            further.set()

    ran_while_paused = []

    def resume() -> None:
        paused.wait(10)
        ran_while_paused.append(further.wait(0.1))
        control.resume()

    watcher = threading.Thread(target=resume)
    watcher.start()
    run = Training(experiment(), model=RecordingModel(before_batch=before_batch), data=numbered_data(), control=control)
    watcher.join()

    assert ran_while_paused == [False]
    assert run.session.ending.outcome is Outcome.COMPLETED
    assert len(run.epochs) == 4


def test_time_spent_paused_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(seconds_a_look=0.001)
    monkeypatch.setattr(time, "perf_counter", clock)

    class PausedForAnHour(Control):
        def wait_while_paused(self) -> Request:
            clock.now += 3600
            return super().wait_while_paused()

    run = Training(experiment(epochs=1), model=RecordingModel(), data=numbered_data(), control=PausedForAnHour())

    assert run.epochs[0].seconds < 1


@pytest.mark.parametrize(("ask", "outcome"), [("stop", Outcome.STOPPED), ("discard", Outcome.DISCARDED)])
def test_a_run_ends_before_the_next_batch_once_it_is_asked_to(ask: str, outcome: Outcome) -> None:
    control = Control()
    model = RecordingModel(before_batch=lambda batch: getattr(control, ask)() if batch == 70 else None)

    run = Training(experiment(), model=model, data=numbered_data(), control=control)

    assert model.batches == 70
    assert run.session.ending.outcome is outcome
    assert "epoch 2" in run.session.ending.reason
    assert len(run.epochs) == 1


@pytest.mark.parametrize("ask", ["stop", "discard"])
def test_a_paused_run_can_be_ended(ask: str) -> None:
    control = Control()
    control.pause()
    watcher = threading.Thread(target=getattr(control, ask))
    watcher.start()

    run = Training(experiment(), model=RecordingModel(), data=numbered_data(), control=control)
    watcher.join()

    assert run.session.ending.outcome in (Outcome.STOPPED, Outcome.DISCARDED)
    assert run.epochs == []


def test_stopping_is_final() -> None:
    control = Control()
    control.stop()
    control.resume()
    control.discard()

    run = Training(experiment(), model=RecordingModel(), data=numbered_data(), control=control)

    assert run.session.ending.outcome is Outcome.STOPPED


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_training_loss_that_is_no_number_ends_the_run_with_advice(bad: float) -> None:
    model = RecordingModel(train_loss=lambda batch: bad if batch == 70 else 1.0)

    run = Training(experiment(optimizer={"type": "SGD", "learning_rate": 0.3}), model=model, data=numbered_data())

    assert run.session.ending.outcome is Outcome.DIVERGED
    assert "epoch 2" in run.session.ending.reason
    assert "Lower the learning rate, now 0.3: try 0.03." in run.session.ending.reason
    assert model.batches == 70
    assert len(run.epochs) == 1


def test_a_validation_loss_that_is_no_number_ends_the_run_too() -> None:
    run = Training(experiment(), model=RecordingModel([1.0, float("nan")]), data=numbered_data())

    assert run.session.ending.outcome is Outcome.DIVERGED
    assert [row.epoch for row in run.epochs] == [1]
    assert run.session.epoch == 1


def test_the_best_epoch_is_that_of_lowest_validation_loss() -> None:
    losses = [0.9, 0.7, 0.8, 0.5, 0.6, 0.5]
    run = Training(experiment(epochs=6), model=RecordingModel(losses), data=numbered_data())

    assert run.best_epochs == [1, 2, 4]
    assert run.session.best is not None
    assert run.session.best.epoch == 4
    assert run.session.best.weights["epoch"] == 4
    assert [row.validation_loss for row in run.epochs] == pytest.approx(losses)


def test_a_run_that_no_longer_improves_ends_early_and_says_since_when() -> None:
    losses = [0.9, 0.7, 0.8, 0.75, 0.71, 0.1]
    chosen = experiment(epochs=6, early_stopping={"patience": 3})

    run = Training(chosen, model=RecordingModel(losses), data=numbered_data())

    assert [row.epoch for row in run.epochs] == [1, 2, 3, 4, 5]
    assert run.session.ending.outcome is Outcome.COMPLETED
    assert "no better validation loss since epoch 2" in run.session.ending.reason


def test_gains_too_small_to_count_use_up_patience_but_still_choose_the_best_epoch() -> None:
    losses = [0.9, 0.5, 0.49, 0.48, 0.47, 0.1]
    chosen = experiment(epochs=6, early_stopping={"patience": 3, "minimum_improvement": 0.1})

    run = Training(chosen, model=RecordingModel(losses), data=numbered_data())

    assert [row.epoch for row in run.epochs] == [1, 2, 3, 4, 5]
    assert run.session.best is not None
    assert run.session.best.epoch == 5


@pytest.mark.parametrize("epoch", [1, 3, 4, 5])
def test_patience_goes_on_counting_where_a_run_is_resumed(epoch: int) -> None:
    losses = [0.9, 0.5, 0.49, 0.48, 0.47, 0.1]
    chosen = experiment(epochs=6, early_stopping={"patience": 3, "minimum_improvement": 0.1})
    unbroken = Training(chosen, model=RecordingModel(losses), data=numbered_data())

    resumed = Training(
        chosen, model=RecordingModel(losses), data=numbered_data(), checkpoint=unbroken.checkpoints[epoch - 1]
    )

    assert [row.epoch for row in resumed.epochs] == [1, 2, 3, 4, 5][epoch:]
    assert resumed.session.ending == unbroken.session.ending


def test_batches_have_the_size_asked_for_and_the_last_has_what_is_left() -> None:
    sizes: list[int] = []
    model = RecordingModel()
    Training(experiment(epochs=1, batch_size=300), model=model, data=numbered_data())

    sizes = [len(chunk) for chunk in chunks(model.trained[0], 300)]
    assert sizes == [300, 300, 300, 100]
    assert model.batches == 4
