"""The list of runs that the window shows, against a real workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.state.session import Session

WAIT_MS = 60_000


@pytest.fixture
def session(with_runs: Path, qtbot: QtBot) -> Iterator[Session]:
    assert qtbot is not None
    session = Session(with_runs)
    yield session
    session.close()


def test_nothing_is_read_for_a_page_that_nobody_looks_at(session: Session, qtbot: QtBot) -> None:
    session.training.run_finished.emit("")
    assert not session.runs.is_reading
    with qtbot.waitSignal(session.runs.changed, timeout=WAIT_MS):
        session.runs.watch(is_watched=True)
    assert [run.name for run in session.runs.runs] == ["second", "first"]
    session.runs.watch(is_watched=False)
    session.training.curves_changed.emit()
    assert not session.runs.is_reading


def test_what_was_written_just_before_the_end_is_kept(session: Session, with_runs: Path) -> None:
    run_id = session.store().runs()[0].run_id
    for number in range(3):
        session.run_actions.edit(run_id, "notes", f"note {number}")
    session.close()
    again = Session(with_runs)
    try:
        assert again.store().run(run_id).notes == "note 2"
    finally:
        again.close()


def test_one_of_several_runs_that_is_running_leaves_all_where_they_are(session: Session, qtbot: QtBot) -> None:
    store, actions = session.store(), session.run_actions
    ended = store.runs()[0].run_id
    record = store.run(ended)
    facts = {"data_sha256": record.data_sha256, "source": record.source, "architecture": "", "blas_threads": 1}
    with store.create_run(record.experiment, **facts) as writer:
        with qtbot.waitSignal(actions.changed, timeout=WAIT_MS):
            actions.delete([ended, writer.run_id])
        assert actions.error is not None
        assert "is running" in actions.error.message
        assert len(store.runs()) == 3


def test_the_colour_of_a_run_stays_while_others_are_ticked_and_unticked(session: Session, qtbot: QtBot) -> None:
    comparison = session.comparison
    with qtbot.waitSignal(session.runs.changed, timeout=WAIT_MS):
        session.runs.refresh()
    first, second = (run.run_id for run in session.runs.runs)
    comparison.tick(first, True)
    comparison.tick(second, True)
    comparison.tick(first, False)
    assert comparison.place_of(second) == 1
    comparison.tick(first, True)
    assert comparison.place_of(first) == 0
    with qtbot.waitSignal(comparison.changed, timeout=WAIT_MS):
        assert comparison.ticked == (second, first)
