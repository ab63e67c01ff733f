"""A window and command lines work in one workspace at once, and none of them notices the others."""

from __future__ import annotations

from contextlib import ExitStack

from pytestqt.qtbot import QtBot

from core.training.events import Outcome
from tests.workbench.cli.processes import running
from tests.workbench.window.training import (
    ENDLESS,
    SECONDS,
    SOURCE,
    content_of,
    experiment,
    record_of,
    wait_for_end,
    wait_for_epoch,
)
from workbench.app.window import MainWindow

COMMANDS = 3
EPOCHS = 30


def test_a_window_and_three_command_lines_in_one_workspace_lose_no_run(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    recipe = session.workspace.parent / f"{session.workspace.name}-recipe.json"
    recipe.write_text(experiment(EPOCHS, name="from the terminal").model_dump_json())
    session.training.start(experiment(ENDLESS, name="from the window"), SOURCE)
    wait_for_epoch(window, qtbot)
    arguments = ("train", recipe, "--data", SOURCE, "--workspace", session.workspace)
    with ExitStack() as stack:
        processes = [stack.enter_context(running(*arguments)) for _ in range(COMMANDS)]

        def all_ended() -> bool:
            # The window reads the store all the while.
            session.history.refresh()
            return all(process.poll() is not None for process in processes)

        qtbot.waitUntil(all_ended, timeout=2 * SECONDS)
        said = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0] * COMMANDS, said
    session.training.stop()
    wait_for_end(window, qtbot)

    runs = session.store().runs()
    assert sorted(run.name for run in runs) == ["from the terminal"] * COMMANDS + ["from the window"]
    for run in runs:
        record = session.store().run(run.run_id)
        assert [row.epoch for row in record.epochs] == list(range(1, record.epochs_done + 1))
        assert record.artifact("model") is not None
    assert record_of(window).outcome is Outcome.STOPPED
    assert not any("busy" in text or "lock" in text for texts in said for text in texts)
    assert not session.training.errors
    qtbot.waitUntil(lambda: not session.history.is_reading, timeout=SECONDS)
    assert session.history.error is None
    assert not content_of(window).run.error.isVisible()
