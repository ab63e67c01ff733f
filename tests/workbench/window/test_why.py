"""What an answer hangs on is laid over its picture, and belongs to that picture and that model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.data.pictures import load_picture, pixels
from core.evaluation.overlay import overlaid
from core.models.predictor import Predictor
from core.models.saliency import explain
from tests.workbench.window.predicting import choose, content_of, drop, local, pixels_of, wait
from workbench.app.window import MainWindow
from workbench.state.explaining import Explaining

PICTURE, GRADIENT, OCCLUSION = range(3)
SECONDS = 20_000


@pytest.fixture
def shown(asking: MainWindow, digits: Path, qtbot: QtBot) -> MainWindow:
    """With two pictures, the first of them shown."""
    drop(asking, local(digits / "0.png", digits / "1.png"))
    wait(qtbot, asking)
    return asking


def press(window: MainWindow, place: int, qtbot: QtBot) -> Explaining:
    qtbot.mouseClick(content_of(window).picture.why.ways.buttons[place], Qt.MouseButton.LeftButton)
    return window.session.explaining


def wait_for_map(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.session.explaining.explanation is not None, timeout=SECONDS)


def expected_of(model: Predictor, file: Path, way: str) -> np.ndarray:
    picture = load_picture(file)
    return overlaid(pixels(picture), explain(model, picture, way).scaled)


@pytest.mark.parametrize(("place", "way"), [(GRADIENT, "gradient"), (OCCLUSION, "occlusion")])
def test_the_map_lies_over_the_picture_with_how_to_read_it(
    shown: MainWindow, digits: Path, second_model: Predictor, qtbot: QtBot, place: int, way: str
) -> None:
    card, picture = content_of(shown).picture, load_picture(digits / "0.png")
    press(shown, place, qtbot)
    wait_for_map(shown, qtbot)
    assert np.abs(pixels_of(card.view.picture).astype(int) - expected_of(second_model, digits / "0.png", way)).max() < 3
    assert card.why.words == explain(second_model, picture, way).words

    press(shown, PICTURE, qtbot)
    assert np.array_equal(pixels_of(card.view.picture), pixels(picture))
    assert not card.why.words


def test_the_choice_stays_and_the_next_picture_gets_its_own_map(
    shown: MainWindow, digits: Path, second_model: Predictor, qtbot: QtBot
) -> None:
    press(shown, GRADIENT, qtbot)
    wait_for_map(shown, qtbot)
    shown.session.predictions.choose(1)
    wait(qtbot, shown)
    wait_for_map(shown, qtbot)
    view = content_of(shown).picture.view
    expected = expected_of(second_model, digits / "1.png", "gradient")
    assert np.abs(pixels_of(view.picture).astype(int) - expected).max() < 3


def test_another_picture_ends_the_work_on_the_one_before(shown: MainWindow, qtbot: QtBot) -> None:
    explaining = press(shown, OCCLUSION, qtbot)
    assert explaining.is_busy
    assert "0%" in content_of(shown).picture.why.words
    shown.session.predictions.choose(1)
    assert not explaining.is_busy
    press(shown, PICTURE, qtbot)
    wait(qtbot, shown)
    assert explaining.explanation is None


def test_another_model_explains_its_own_answer(shown: MainWindow, qtbot: QtBot) -> None:
    explaining = press(shown, GRADIENT, qtbot)
    wait_for_map(shown, qtbot)
    before = explaining.explanation
    with qtbot.waitSignal(shown.session.models.changed):
        choose(content_of(shown).answer.model.offered, "first")
    wait(qtbot, shown)
    wait_for_map(shown, qtbot)
    assert before is not None
    assert explaining.explanation is not None
    assert not np.array_equal(explaining.explanation.pixels, before.pixels)


def test_a_map_that_was_found_is_there_at_once_when_it_is_gone_back_to(shown: MainWindow, qtbot: QtBot) -> None:
    explaining = press(shown, OCCLUSION, qtbot)
    wait_for_map(shown, qtbot)
    found = explaining.explanation
    press(shown, PICTURE, qtbot)
    press(shown, OCCLUSION, qtbot)
    assert explaining.explanation is found
    assert not explaining.is_busy


def test_without_a_picture_there_is_nothing_to_choose(asking: MainWindow, qtbot: QtBot) -> None:
    assert not content_of(asking).picture.why.ways.isEnabled()
