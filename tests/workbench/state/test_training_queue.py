"""Training without a window: what is asked for at an awkward moment still ends well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.experiment.recipes import load_recipe
from core.experiment.spec import Experiment
from core.training.events import Outcome
from workbench.state.session import PREFERENCES_FILE, Session

SECONDS = 60_000
ENDLESS = 100_000


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    opened = Session(tmp_path / "workspace")
    yield opened
    opened.close()


@pytest.fixture
def endless() -> Experiment:
    return load_recipe("digits-quick").model_copy(update={"epochs": ENDLESS})


def outcome_of(session: Session) -> Outcome | None:
    run = session.training.run
    return run.finished.outcome if run and run.finished else None


def test_a_run_that_is_discarded_before_its_first_batch_reads_no_further(
    session: Session, qtbot: QtBot, endless: Experiment
) -> None:
    session.training.start(endless, "street-digits:60000")
    session.training.discard()
    with qtbot.waitSignal(session.training.run_finished, timeout=SECONDS):
        pass
    assert outcome_of(session) is Outcome.DISCARDED
    assert not session.training.errors
    assert session.store().runs() == []


def test_closing_at_once_after_the_start_leaves_no_process_and_no_endless_run(
    session: Session, endless: Experiment
) -> None:
    session.training.start(endless, "street-digits:300")
    session.training.start(endless, "street-digits:300")
    session.training.close()
    assert not session.training.is_busy
    assert not session.training.queue
    assert outcome_of(session) in (Outcome.STOPPED, Outcome.DISCARDED)


def test_a_recipe_that_does_not_exist_is_explained(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.training.errors_changed, timeout=SECONDS):
        session.training.start_recipe("digits-quik", "street-digits:300")
    assert "digits-quick" in session.training.errors[0].hint
    assert session.training.run is None


def test_a_fault_that_comes_up_while_closing_does_not_cost_what_is_remembered(
    session: Session, endless: Experiment
) -> None:
    session.preferences.remember_word("answers", "DARK")
    # No process can be given this.
    session.training.start(endless, source=lambda: None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="pickle"):
        session.close()
    assert "DARK" in (session.workspace / PREFERENCES_FILE).read_text()
