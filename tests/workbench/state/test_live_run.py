"""What the window believes of a run: only what that run's own worker said, and its end only once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from core.training.events import CheckpointSaved, Outcome, Preparing, Progress, TrainingEvent
from tests.core.runs.run_events import epoch_ended, experiment, finished, metrics, started
from workbench.state.curves import Curves
from workbench.state.endings import error_of_ending, words_of_ending
from workbench.state.live_run import LiveRun, Phase

RUN, STRANGER = "20261124-0412-k3f9", "20261124-0413-ab12"


def progress(run_id: str, epoch: int, step: int) -> Progress:
    return Progress(
        run_id=run_id,
        sequence=9,
        time=0.0,
        epoch=epoch,
        step=step,
        steps=20,
        train_loss=1.5,
        train_accuracy=0.5,
        images_per_second=1_000.0,
        seconds_left=7.0,
    )


def saved(run_id: str, epoch: int) -> CheckpointSaved:
    return CheckpointSaved(run_id=run_id, sequence=9, time=0.0, epoch=epoch, path="")


def live_run(*events: TrainingEvent) -> LiveRun:
    run = LiveRun(experiment(), "street-digits")
    run.run_id = RUN
    assert all(run.take(event) for event in events)
    return run


def test_events_of_another_run_are_dropped() -> None:
    run = live_run(started(RUN), epoch_ended(RUN, 1))
    strangers: Sequence[TrainingEvent] = (
        progress(STRANGER, 5, 3),
        epoch_ended(STRANGER, 2),
        saved(STRANGER, 2),
        finished(STRANGER),
    )
    assert not any(run.take(event) for event in strangers)
    assert (len(run.curves), run.epoch, run.checkpoint_epoch, run.finished) == (1, 1, 0, None)


def test_a_run_ends_once() -> None:
    run = live_run(started(RUN), finished(RUN, Outcome.STOPPED))
    assert not run.take(finished(RUN, Outcome.FAILED))
    assert run.finished is not None
    assert run.finished.outcome is Outcome.STOPPED


def test_where_a_run_is_counts_the_part_of_the_epoch_at_hand() -> None:
    run = live_run(started(RUN), epoch_ended(RUN, 1), progress(RUN, 2, 5))
    assert run.caption == "#k3f9 · epoch 2 of 50"
    assert run.epochs_done == 1.25
    assert run.seconds_left == 7.0
    run.take(epoch_ended(RUN, 2))
    assert run.epochs_done == 2
    assert run.seconds_left == 48 * metrics(2).seconds


def test_the_best_epoch_is_the_one_that_the_worker_called_best() -> None:
    run = live_run(started(RUN), epoch_ended(RUN, 1), epoch_ended(RUN, 2), epoch_ended(RUN, 3, best=False))
    assert run.best is not None
    assert run.best.epoch == 2


def test_what_is_done_before_the_first_batch_is_said_until_that_is_next() -> None:
    run = live_run(Preparing(run_id=RUN, sequence=0, time=0.0, what="Starting Keras"))
    assert (run.preparing, run.phase, run.caption) == ("Starting Keras", Phase.STARTING, "#k3f9 · starting Keras")
    run.take(started(RUN))
    assert (run.preparing, run.phase) == ("", Phase.TRAINING)


def test_before_the_first_batch_there_is_nothing_to_pause() -> None:
    run = live_run()
    assert not run.hold()
    assert run.phase is Phase.STARTING
    assert not run.go_on()


def test_pausing_holds_the_clock() -> None:
    run = live_run(started(RUN))
    assert run.hold()
    assert run.phase is Phase.PAUSED
    seconds = run.stopwatch.seconds
    assert run.stopwatch.seconds == seconds
    assert run.go_on()
    assert run.phase is Phase.TRAINING
    assert run.stopwatch.seconds > seconds


def test_a_loss_that_is_no_number_does_not_stretch_the_axis() -> None:
    rows = [metrics(1, train_loss=2.0), metrics(2, train_loss=math.inf), metrics(3, train_loss=math.nan)]
    assert Curves(rows).tops["train_loss"] == 2.0


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.DIVERGED, Outcome.INTERRUPTED])
def test_what_went_wrong_is_said_with_what_is_left(outcome: Outcome) -> None:
    events = (started(RUN), epoch_ended(RUN, 1), saved(RUN, 1), finished(RUN, outcome, "The reason, and what to do."))
    error = error_of_ending(live_run(*events), "the log")
    assert error is not None
    assert "#k3f9" in error.message
    assert "in epoch 1 of 50" in error.message
    assert error.hint.startswith("The reason, and what to do.")
    assert "until 1 are recorded" in error.hint
    assert error.details == "the log"


@pytest.mark.parametrize("outcome", [Outcome.COMPLETED, Outcome.STOPPED, Outcome.DISCARDED])
def test_an_end_that_was_wanted_is_no_error(outcome: Outcome) -> None:
    run = live_run(started(RUN), epoch_ended(RUN, 1), finished(RUN, outcome, "As asked for."))
    assert error_of_ending(run, "") is None
    assert words_of_ending(run).startswith("As asked for.")
