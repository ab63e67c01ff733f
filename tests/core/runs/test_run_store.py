"""What a run was, how it went and how it ended can be read back, and cannot be changed afterwards."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from core.errors import WorkbenchError
from core.runs.store import RunStore
from core.training.events import Outcome
from tests.core.runs.run_events import create, epoch_ended, experiment, finished, metrics, started, write_epoch


def complete_run(store: RunStore, name: str = "digits", epochs: int = 3) -> str:
    with create(store, name) as writer:
        writer.start(started(writer.run_id))
        for epoch in range(1, epochs + 1):
            write_epoch(writer, epoch)
        model = writer.folder / "model.workbench"
        model.write_bytes(b"model")
        writer.add_artifact("model", model)
        writer.finish(finished(writer.run_id, reason="All epochs are done."))
    return writer.run_id


def interrupted_run(store: RunStore) -> str:
    with contextlib.suppress(KeyboardInterrupt), create(store) as writer:
        write_epoch(writer, 1)
        raise KeyboardInterrupt
    return writer.run_id


def test_everything_about_a_finished_run_is_read_back(store: RunStore) -> None:
    run_id = complete_run(store)

    run = store.run(run_id)

    assert run.experiment == experiment()
    assert run.epochs == (metrics(1), metrics(2), metrics(3))
    assert run.outcome is Outcome.COMPLETED
    assert run.reason == "All epochs are done."
    assert (run.epochs_done, run.epochs_planned, run.seconds) == (3, 50, 0.75)
    assert (run.parameters, run.blas_threads, run.architecture) == (10_250, 1, "1024-10")
    assert run.artifact("model") == store.folder(run_id) / "model.workbench"
    assert run.artifact("report") is None
    assert run.started is not None
    assert run.ended is not None


def test_the_list_shows_the_newest_run_first_with_its_best_epoch(store: RunStore) -> None:
    complete_run(store, "first")
    with create(store, "second") as writer:
        writer.end_epoch(epoch_ended(writer.run_id, 1, best=True, validation_accuracy=0.6), Path.touch)
        writer.end_epoch(epoch_ended(writer.run_id, 2, best=False, validation_accuracy=0.7), Path.touch)

        second, first = store.runs()

    assert (first.name, first.best_epoch, first.state) == ("first", 3, "completed")
    assert (second.name, second.best_epoch, second.best_validation_accuracy) == ("second", 1, 0.6)
    assert (second.state, second.epochs_done) == ("running", 2)


def test_a_diverging_loss_is_shown_as_it_was(store: RunStore) -> None:
    with create(store) as writer:
        event = epoch_ended(writer.run_id, 1, best=False, train_loss=math.nan, objective=math.inf)
        writer.end_epoch(event, Path.touch)
        writer.finish(finished(writer.run_id, Outcome.DIVERGED, "Lower the learning rate."))

    (epoch,) = store.run(writer.run_id).epochs

    assert math.isnan(epoch.train_loss)
    assert epoch.objective == math.inf
    assert epoch.validation_loss == 2.1


def test_a_finished_run_keeps_its_figures(store: RunStore) -> None:
    with create(store) as writer:
        write_epoch(writer, 1)
        writer.finish(finished(writer.run_id))
        before = store.run(writer.run_id)

        with pytest.raises(WorkbenchError, match="cannot be changed"):
            write_epoch(writer, 2)
        with pytest.raises(WorkbenchError, match="cannot be changed"):
            writer.finish(finished(writer.run_id, Outcome.FAILED))
        with pytest.raises(WorkbenchError, match="cannot be changed"):
            writer.add_artifact("model", writer.folder / "model.workbench")

    assert store.run(writer.run_id) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET outcome = NULL",
        "UPDATE runs SET best_validation_accuracy = 1",
        "UPDATE epochs SET validation_accuracy = 1",
        "DELETE FROM epochs",
        "INSERT INTO epochs (run, epoch, dead_units) VALUES (1, 9, '{}')",
        "DELETE FROM artifacts",
    ],
)
def test_no_other_program_changes_the_figures_of_a_finished_run(store: RunStore, statement: str) -> None:
    complete_run(store)
    connection = sqlite3.connect(store.workspace / "workbench.sqlite3")

    with pytest.raises(sqlite3.IntegrityError, match="cannot be changed"):
        connection.execute(statement)

    connection.close()


def test_name_tags_and_notes_of_a_finished_run_can_be_changed(store: RunStore) -> None:
    run_id = complete_run(store)

    store.rename(run_id, "the good one")
    store.tag(run_id, "keep", "digits")
    store.tag(run_id, "keep")
    store.untag(run_id, "digits", "never there")
    store.set_notes(run_id, "Learns the 8 late.")

    run = store.run(run_id)
    assert (run.name, run.tags, run.notes) == ("the good one", ("keep",), "Learns the 8 late.")
    assert store.runs()[0].notes == run.notes
    assert store.runs()[0].tags == ("keep",)
    with pytest.raises(WorkbenchError, match="empty"):
        store.rename(run_id, "  ")


def test_of_a_discarded_run_only_the_record_stays(store: RunStore) -> None:
    with create(store) as writer:
        checkpoint = write_epoch(writer, 1)
        model = writer.folder / "model.workbench"
        model.write_bytes(b"model")
        writer.add_artifact("model", model)
        writer.finish(finished(writer.run_id, Outcome.DISCARDED))

    run = store.run(writer.run_id)
    assert (run.outcome, run.epochs_done, run.checkpoint_path, run.artifacts) == (Outcome.DISCARDED, 1, None, ())
    assert not checkpoint.exists()
    assert not model.exists()


def test_only_the_last_checkpoint_takes_up_space(store: RunStore) -> None:
    with create(store) as writer:
        first, second = write_epoch(writer, 1), write_epoch(writer, 2)

        assert not first.exists()
        assert store.run(writer.run_id).checkpoint_path == second


def test_an_error_in_the_training_is_recorded_as_the_reason(store: RunStore) -> None:
    with pytest.raises(WorkbenchError, match="too large"), create(store) as writer:
        raise WorkbenchError("The network is too large.", "Make it smaller.")

    run = store.run(writer.run_id)
    assert (run.outcome, run.reason) == (Outcome.FAILED, "The network is too large. Make it smaller.")


def test_a_training_that_ends_without_a_word_is_not_taken_for_a_success(store: RunStore) -> None:
    with create(store) as writer:
        write_epoch(writer, 1)

    assert store.run(writer.run_id).outcome is Outcome.FAILED


def test_control_c_leaves_a_run_that_can_be_resumed_as_the_same_run(store: RunStore) -> None:
    run_id = interrupted_run(store)
    assert store.run(run_id).outcome is Outcome.INTERRUPTED

    with store.resume_run(run_id) as resumed:
        assert store.run(run_id).state == "running"
        write_epoch(resumed, 2)
        resumed.finish(finished(resumed.run_id))

    run = store.run(run_id)
    assert (run.outcome, run.epochs_done, len(store.runs())) == (Outcome.COMPLETED, 2, 1)


def test_running_and_finished_runs_are_not_resumed(store: RunStore) -> None:
    with create(store) as writer:
        with pytest.raises(WorkbenchError, match="is running"):
            store.resume_run(writer.run_id)
        writer.finish(finished(writer.run_id))

    with pytest.raises(WorkbenchError, match="completed"):
        store.resume_run(writer.run_id)


def test_a_run_is_found_by_the_beginning_of_its_id_or_of_its_last_letters(store: RunStore) -> None:
    run_id = complete_run(store)

    assert store.run(run_id[:10]).run_id == run_id
    assert store.run(run_id[-4:]).run_id == run_id


def test_an_unknown_or_ambiguous_run_is_answered_with_those_that_are_near(store: RunStore) -> None:
    run_id = complete_run(store)
    complete_run(store)

    with pytest.raises(WorkbenchError, match="fits 2 runs"):
        store.run(run_id[:4])
    with pytest.raises(WorkbenchError) as unknown:
        store.run(run_id[:-1] + "!")
    assert run_id in unknown.value.hint


def test_a_clock_that_goes_backwards_does_not_change_the_order(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    first = complete_run(store)
    monkeypatch.setattr(time, "time", lambda: now - 86_400)
    second = complete_run(store)

    assert [run.run_id for run in store.runs()] == [second, first]


def test_what_became_of_a_dead_process_is_recorded_once(store: RunStore) -> None:
    completed = complete_run(store)
    interrupted = interrupted_run(store)

    assert store.record_death(completed, "Killed.") == (Outcome.COMPLETED, "All epochs are done.")
    assert store.record_death(interrupted, "Killed.") == (Outcome.FAILED, "Killed.")
    assert store.record_death(interrupted, "Once more.") == (Outcome.FAILED, "Killed.")
    assert store.record_death(store.reserve_run_id(), "Killed early.") == (Outcome.FAILED, "Killed early.")
    assert store.run(interrupted).reason == "Killed."


def test_a_run_that_is_alive_is_not_declared_dead(store: RunStore) -> None:
    with create(store) as writer, pytest.raises(WorkbenchError, match="still being trained"):
        store.record_death(writer.run_id, "Killed.")


def test_a_window_reads_runs_in_one_thread_while_another_trains(store: RunStore) -> None:
    seen: list[int] = []
    with create(store) as writer:
        write_epoch(writer, 1)
        reader = threading.Thread(target=lambda: seen.append(store.run(writer.run_id).epochs_done))
        reader.start()
        reader.join()

    assert seen == [1]


def test_a_run_that_extends_another_and_does_worse_counts_the_best_epoch_of_the_other(store: RunStore) -> None:
    parent = complete_run(store, "parent", epochs=2)
    with create(store, "child", parent=parent) as writer:
        write_epoch(writer, 3, best=False)
        writer.finish(finished(writer.run_id))
    with create(store, "grandchild", parent=writer.run_id) as last:
        pass

    best = metrics(2)
    for run_id in (writer.run_id, last.run_id):
        run = store.run(run_id)
        assert (run.best_epoch, run.best_validation_accuracy) == (2, best.validation_accuracy)
        assert run.best_validation_loss == best.validation_loss
        listed = next(run for run in store.runs() if run.run_id == run_id)
        assert (listed.best_epoch, listed.best_validation_loss) == (2, best.validation_loss)
