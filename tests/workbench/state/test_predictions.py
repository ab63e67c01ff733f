"""Pictures are asked about one after the other, and the answers come in the order given."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from core.data.pictures import load_picture
from core.errors import WorkbenchError
from core.models.predictor import Predictor
from tests.workbench.trained import Trained
from workbench.state.models import Models
from workbench.state.predictions import Predictions
from workbench.state.preferences import Preferences

MANY = 3_000


@pytest.fixture
def models(qtbot: QtBot, tmp_path: Path) -> Iterator[Models]:
    """No model yet."""
    models = Models(tmp_path, Preferences(tmp_path / "window.ini"))
    yield models
    models.close()


@pytest.fixture
def predictions(models: Models) -> Iterator[Predictions]:
    predictions = Predictions(models)
    yield predictions
    predictions.close()


@pytest.fixture
def many(tmp_path: Path, digits: Path) -> Path:
    content = (digits / "0.png").read_bytes()
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number}.png").write_bytes(content)
    return folder


def choose(qtbot: QtBot, models: Models, file: Path) -> None:
    with qtbot.waitSignal(models.changed):
        models.choose_file(file)


def wait(qtbot: QtBot, predictions: Predictions) -> None:
    qtbot.waitUntil(lambda: not predictions.is_busy, timeout=20_000)


def png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def test_pictures_wait_for_a_model_and_another_model_is_asked_anew(
    qtbot: QtBot, models: Models, predictions: Predictions, trained: Trained, digits: Path, second_model: Predictor
) -> None:
    predictions.ask([digits / "5.png"])
    wait(qtbot, predictions)
    assert predictions.entries[0].answer is None

    answers = []
    for file in trained.models:
        choose(qtbot, models, file)
        wait(qtbot, predictions)
        answers.append(predictions.entries[0].answer)
    first, second = answers
    assert first is not None
    assert second is not None
    expected = second_model.predict(load_picture(digits / "5.png"))
    assert second.probabilities == expected.probabilities != first.probabilities


def test_what_is_given_while_others_are_asked_about_comes_after_them(
    qtbot: QtBot, models: Models, predictions: Predictions, trained: Trained, digits: Path
) -> None:
    choose(qtbot, models, trained.models[0])
    predictions.ask([digits])
    predictions.ask([digits / "0.png"])
    wait(qtbot, predictions)
    names = [entry.picture.name for entry in predictions.entries]
    assert names == [f"{number}.png" for number in range(11)] + ["0.png"]
    assert predictions.position == 11
    assert predictions.answered == 12
    assert predictions.failed == 1
    assert predictions.entries[0].answer == predictions.entries[11].answer


def test_thousands_of_pictures_leave_the_window_free_and_can_be_given_up_at_once(
    qtbot: QtBot, models: Models, predictions: Predictions, trained: Trained, many: Path
) -> None:
    choose(qtbot, models, trained.models[0])
    predictions.ask([many])
    qtbot.waitUntil(lambda: predictions.answered > 20)
    assert len(predictions.entries) == MANY
    predictions.cancel()
    assert not predictions.is_busy
    kept = predictions.answered
    assert 20 < kept == len(predictions.entries) < MANY
    assert all(entry.answer is not None for entry in predictions.entries)

    # What the thread still brings after a cancel does not end up with the pictures that come next.
    predictions.clear()
    predictions.ask_about(lambda: png(Image.new("L", (32, 32), 90)))
    wait(qtbot, predictions)
    answer = predictions.entries[0].answer
    assert answer is not None
    assert answer.file == predictions.entries[0].picture.name


def test_the_look_shows_the_current_picture_and_exactly_what_the_network_sees(
    qtbot: QtBot, models: Models, predictions: Predictions, trained: Trained, second_model: Predictor
) -> None:
    choose(qtbot, models, trained.models[1])
    picture = Image.linear_gradient("L").resize((70, 50))
    with qtbot.waitSignal(predictions.look_changed):
        predictions.ask_about(lambda: png(picture))
    look = predictions.look
    assert look is not None
    assert look.size == (70, 50)
    assert np.array_equal(look.pixels[..., 0], np.asarray(picture))
    assert np.array_equal(look.seen, second_model.see(picture))


def test_a_picture_that_is_no_file_is_packed_beside_the_window_and_in_its_turn(
    qtbot: QtBot, models: Models, predictions: Predictions, trained: Trained, digits: Path
) -> None:
    packers: list[str] = []

    def pack() -> bytes:
        packers.append(threading.current_thread().name)
        raise WorkbenchError("That picture could not be taken over.")

    choose(qtbot, models, trained.models[0])
    predictions.ask([digits / "1.png"])
    predictions.ask_about(pack)
    predictions.ask([digits / "2.png"])
    wait(qtbot, predictions)
    assert [entry.picture.name for entry in predictions.entries] == ["1.png", "pasted picture 1", "2.png"]
    assert packers == ["background work"]
    errors = [str(entry.answer.error or "") for entry in predictions.entries if entry.answer]
    assert errors == ["", "That picture could not be taken over.", ""]


def test_an_answer_that_is_no_picture_does_not_cost_the_others(
    qtbot: QtBot, models: Models, predictions: Predictions, trained: Trained, digits: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    choose(qtbot, models, trained.models[0])
    predictions.ask([digits / "readme.txt", empty, tmp_path / "missing.png", digits / "1.png"])
    wait(qtbot, predictions)
    *errors, last = [entry.answer for entry in predictions.entries]
    assert last is not None
    assert last.error is None
    problems = ("is not a picture", "has no pictures in it", "cannot be read")
    for answer, problem in zip(errors, problems, strict=True):
        assert answer is not None
        assert answer.error is not None
        assert problem in answer.error.message
