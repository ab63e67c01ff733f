"""A model of many classes answers with some of them, as if it had been asked about those alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.data.photos import load_photo
from core.models.bundle import load_bundle
from core.models.narrowing import narrowed
from core.models.predictor import Predictor
from core.models.shipped import shipped_models
from core.vision.framing import whole
from tests.workbench.window.predicting import answers_of, choose, content_of, drop, local, predictions_of, wait
from workbench.app.window import MainWindow
from workbench.views.predict.read_as import ClassesDialog, ReadAsButton

LEFT = Qt.MouseButton.LeftButton
FOUR = ("angry", "fear", "happy", "sad")


def use(window: MainWindow, name: str, qtbot: QtBot) -> None:
    models = window.session.models
    with qtbot.waitSignal(models.changed, timeout=20_000):
        models.choose(next(entry for entry in models.shipped if entry.name == name))


def read_as(window: MainWindow, words: str, qtbot: QtBot) -> ReadAsButton:
    button = content_of(window).answer.read_as
    with qtbot.waitSignal(window.session.models.changed, timeout=20_000):
        choose(button.offered, words)
    wait(qtbot, window)
    return button


@pytest.fixture
def seven(open_window: Callable[[], MainWindow], shared_data: Path, qtbot: QtBot) -> MainWindow:
    """A window with a photograph, taken whole, about which the model of seven expressions was asked."""
    window = open_window()
    use(window, "emotions", qtbot)
    window.show_page("predict")
    drop(window, local(shared_data / "photos" / "surprise_00.jpg"))
    wait(qtbot, window)
    predictions_of(window).reframe("whole")
    qtbot.waitUntil(lambda: not predictions_of(window).is_asking)
    return window


def test_four_expressions_are_a_choice_that_holds_at_the_next_start(
    seven: MainWindow, open_window: Callable[[], MainWindow], shared_data: Path, qtbot: QtBot
) -> None:
    assert content_of(seven).answer.read_as.text() == "Read as all seven"
    (before,) = answers_of(seven)
    button = read_as(seven, "angry, fear, happy, sad", qtbot)
    assert button.text() == "Read as angry, fear, happy, sad"
    bundle = load_bundle(shipped_models()["emotions"])
    picture = whole(load_photo(shared_data / "photos" / "surprise_00.jpg")).picture
    (answer,) = answers_of(seven)
    assert answer.probabilities == Predictor(narrowed(bundle, FOUR)).predict(picture).probabilities
    seven.close()

    again = open_window()
    with qtbot.waitSignal(again.session.models.changed, timeout=20_000):
        again.session.models.refresh()
    again.show_page("predict")
    assert again.session.models.predictor is not None
    assert again.session.models.predictor.classes == FOUR
    drop(again, local(shared_data / "photos" / "surprise_00.jpg"))
    wait(qtbot, again)
    predictions_of(again).reframe("whole")
    qtbot.waitUntil(lambda: not predictions_of(again).is_asking)
    read_as(again, "all seven", qtbot)
    assert answers_of(again)[0].probabilities == before.probabilities


def test_any_two_classes_or_more_can_be_ticked(seven: MainWindow, qtbot: QtBot) -> None:
    dialog: ClassesDialog = content_of(seven).answer.read_as.choose()
    qtbot.waitExposed(dialog)
    for name in ("angry", "disgust", "fear", "happy", "sad", "surprise"):
        dialog.boxes[name].click()
    assert dialog.ticked == ("neutral",)
    assert not dialog.accept_button.isEnabled()
    dialog.boxes["surprise"].click()
    with qtbot.waitSignal(seven.session.models.changed, timeout=20_000):
        qtbot.mouseClick(dialog.accept_button, LEFT)
    wait(qtbot, seven)
    (answer,) = answers_of(seven)
    assert list(answer.probabilities) == ["neutral", "surprise"]
    assert content_of(seven).answer.read_as.text() == "Read as neutral, surprise"


def test_the_answers_of_a_run_are_asked_anew_with_its_other_classes(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)
    models = asking.session.models
    with qtbot.waitSignal(models.changed, timeout=20_000):
        models.read_as(("1", "7"))
    wait(qtbot, asking)
    assert list(answers_of(asking)[0].probabilities) == ["1", "7"]
    assert content_of(asking).answer.read_as.text() == "Read as 1, 7"
    read_as(asking, "all ten", qtbot)
    assert len(answers_of(asking)[0].probabilities) == 10


def test_what_somebody_wrote_into_the_settings_is_no_reason_to_refuse_a_model(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    for kept in (
        "nonsense",
        "[]",
        '{"box:emotions": 4}',
        '{"box:emotions": ["angry"]}',
        '{"box:emotions": ["x", "y"]}',
    ):
        window.session.preferences.remember_word("read_as", kept)
        use(window, "emotions", qtbot)
        assert window.session.models.predictor is not None
        assert len(window.session.models.predictor.classes) == 7
