"""Keras from the window: seen while it starts, given up at once, greyed where it is broken, its device named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.backends.errors import EngineBroken
from core.backends.registry import remember_broken
from core.training.events import Outcome
from tests.core.backends.keras_engine import needs_keras
from tests.workbench.window.design.actions import show
from tests.workbench.window.training import (
    ENDLESS,
    SECONDS,
    SOURCE,
    content_of,
    experiment,
    record_of,
    run_of,
    wait_for_end,
)
from workbench.app.window import MainWindow
from workbench.views.design.editors import ChoiceEditor

STAGES = ["Starting Keras", "Compiling the network"]
SECONDS_TO_START = 120_000
REASON = "Keras cannot be started here (ImportError: libexample.so is missing)."


@pytest.fixture
def broken_keras() -> Iterator[None]:
    """Keras, found broken when it was last to be started."""
    remember_broken(EngineBroken(REASON))
    yield
    remember_broken(None)


@needs_keras
def test_keras_is_seen_starting_and_then_says_what_it_computes_on(window: MainWindow, qtbot: QtBot) -> None:
    training, said = window.session.training, list[str]()
    training.start(experiment(ENDLESS, backend="keras"), SOURCE)
    training.run_changed.connect(lambda: said.append(content_of(window).run.words.accessibleName()))
    qtbot.waitUntil(lambda: run_of(window).checkpoint_epoch > 0, timeout=SECONDS_TO_START)
    assert [words for words in dict.fromkeys(said) if words in STAGES] == STAGES
    facts = content_of(window).facts
    qtbot.waitUntil(lambda: facts.engine.value.startswith("Keras"), timeout=SECONDS)
    assert facts.device.value == record_of(window).device.partition(" (")[0]
    assert facts.device.toolTip() == record_of(window).device
    training.stop()
    wait_for_end(window, qtbot)
    assert record_of(window).outcome is Outcome.STOPPED


@needs_keras
def test_a_run_is_given_up_at_once_while_keras_starts_and_the_next_one_follows(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.training.start(experiment(ENDLESS, backend="keras"), SOURCE)
    window.session.training.start(experiment(2), SOURCE)
    qtbot.waitUntil(lambda: run_of(window).preparing == "Starting Keras", timeout=SECONDS)
    given_up = run_of(window)
    qtbot.mouseClick(content_of(window).run.controls.discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: given_up.is_over, timeout=1_000)
    assert window.session.store().run(given_up.run_id).outcome is Outcome.DISCARDED
    wait_for_end(window, qtbot)
    assert record_of(window).outcome is Outcome.COMPLETED


def test_keras_that_proved_broken_cannot_be_chosen_and_says_why(broken_keras: None, loaded: MainWindow) -> None:
    editor = show(loaded).boxes["backend"].editor
    assert isinstance(editor, ChoiceEditor)
    place = editor.findText("keras", Qt.MatchFlag.MatchStartsWith)
    assert not editor.model().flags(editor.model().index(place, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert editor.itemData(place, Qt.ItemDataRole.ToolTipRole) == REASON
