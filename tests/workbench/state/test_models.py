"""Which models can answer, and which one does."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.paths import DATABASE
from core.runs.store import RunStore
from tests.workbench.trained import Trained
from workbench.state.models import Models
from workbench.state.preferences import Preferences

Start = Callable[[], Models]


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Models of the test's workspace, as often as a user would start the program."""
    started: list[Models] = []

    def start_and_wait() -> Models:
        for models in started:
            models.close()
        workspace = request.getfixturevalue("with_runs")
        models = Models(workspace, Preferences(workspace / "window.ini"))
        started.append(models)
        models.refresh()
        qtbot.waitUntil(lambda: not models.is_reading)
        return models

    yield start_and_wait
    for models in started:
        models.close()


def chosen(models: Models) -> str:
    assert models.current is not None
    return models.current.name


def test_runs_with_a_model_are_listed_newest_first_with_their_accuracy(start: Start, trained: Trained) -> None:
    models = start()
    assert [entry.name for entry in models.entries] == ["second", "first"]
    with RunStore(trained.workspace) as store:
        accuracies = [run.best_validation_accuracy for run in store.runs()]
    assert [entry.accuracy for entry in models.entries] == accuracies
    assert {entry.source for entry in models.entries} == {"street-digits:600"}


def test_the_newest_answers_until_one_is_chosen_and_that_one_also_after_the_next_start(
    start: Start, trained: Trained, qtbot: QtBot
) -> None:
    models = start()
    assert chosen(models) == "second"
    with qtbot.waitSignal(models.changed):
        models.choose_run(trained.run_ids[0])
    assert chosen(models) == "first"
    assert chosen(start()) == "first"


def test_a_model_file_can_be_chosen_and_is_found_again(
    start: Start, trained: Trained, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "mine.workbench"
    file.write_bytes(trained.models[0].read_bytes())
    models = start()
    with qtbot.waitSignal(models.changed):
        models.choose_file(file)
    assert [entry.name for entry in models.entries] == ["second", "first", "mine"]
    assert models.current == models.entries[-1]
    assert models.entries[-1].accuracy is not None
    assert chosen(start()) == "mine"


def test_a_model_that_cannot_be_read_says_so_and_the_one_before_stays(
    start: Start, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "letter.workbench"
    file.write_text("Dear reader")
    models = start()
    predictor = models.predictor
    models.choose_file(file)
    qtbot.waitUntil(lambda: not models.is_reading)
    assert models.error is not None
    assert "letter.workbench" in models.error.message
    assert models.predictor is predictor
    assert chosen(models) == "second"
    assert len(models.entries) == 2


def test_a_chosen_file_that_is_gone_at_the_next_start_is_named_and_the_newest_run_answers(
    start: Start, trained: Trained, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "gone.workbench"
    file.write_bytes(trained.models[0].read_bytes())
    models = start()
    with qtbot.waitSignal(models.changed):
        models.choose_file(file)
    file.unlink()

    models = start()
    assert chosen(models) == "second"
    assert models.error is not None
    assert "gone.workbench" in models.error.message


def test_runs_that_cannot_be_listed_do_not_cost_the_choice(start: Start, trained: Trained, qtbot: QtBot) -> None:
    models = start()
    with qtbot.waitSignal(models.changed):
        models.choose_run(trained.run_ids[0])
    database = Path(os.environ["WORKBENCH_WORKSPACE"]) / DATABASE
    with closing(sqlite3.connect(database)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA user_version = 99")
        models.refresh()
        qtbot.waitUntil(lambda: not models.is_reading)
        connection.execute(f"PRAGMA user_version = {version}")
    assert models.error is not None
    assert "newer version" in models.error.message
    assert chosen(models) == "first"
    assert chosen(start()) == "first"


def test_a_run_without_a_model_is_named(start: Start, qtbot: QtBot) -> None:
    models = start()
    models.choose_run("20200101-0000-none")
    qtbot.waitUntil(lambda: not models.is_reading)
    assert models.error is not None
    assert "20200101-0000-none" in models.error.message
    assert chosen(models) == "second"


def test_without_runs_there_is_no_model_and_nothing_wrong(qtbot: QtBot, tmp_path: Path) -> None:
    models = Models(tmp_path, Preferences(tmp_path / "window.ini"))
    models.refresh()
    assert not models.is_reading
    assert not models.entries
    assert models.current is models.predictor is models.error is None


def test_models_of_one_name_can_be_told_apart(start: Start, trained: Trained, with_runs: Path) -> None:
    with RunStore(with_runs) as store:
        store.rename(trained.run_ids[0], "second")
    models = start()
    titles = [models.title_of(entry) for entry in models.entries]
    assert titles == [f"second #{run_id.rpartition('-')[2]}" for run_id in reversed(trained.run_ids)]
