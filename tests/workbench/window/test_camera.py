"""The camera's pictures are asked about as they come; a video file takes the camera's place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.models.predictor import Predictor
from tests.core.vision.videos import write_video
from tests.workbench.conftest import DATA
from tests.workbench.window.predicting import content_of, drop, local, pixels_of, predictions_of, wait
from workbench.app.window import MainWindow


def film(path: Path, digits: int, frames: int) -> Path:
    """So many digits, so many frames of each."""
    large = np.kron(open_dataset(DATA).images[:digits], np.ones((1, 6, 6, 1), np.uint8))
    return write_video(path, np.repeat(large, frames, axis=0))


@pytest.fixture
def filming(asking: MainWindow, tmp_path: Path) -> MainWindow:
    """A window whose camera sees three digits, for a second each."""
    asking.session.live.source = film(tmp_path / "digits.avi", 3, 30)
    return asking


def start(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(content_of(window).picture.camera_button, Qt.MouseButton.LeftButton)


def test_answers_follow_the_camera_and_stand_still_when_it_is_frozen(filming: MainWindow, qtbot: QtBot) -> None:
    picture, predictions = content_of(filming).picture, predictions_of(filming)
    answers: list[float] = []
    predictions.answers_changed.connect(
        lambda first, _last: answers.append(predictions.entries[first].answer.probability)
    )
    start(qtbot, filming)
    assert picture.live.isVisible()
    qtbot.waitUntil(lambda: len(set(answers)) >= 3, timeout=15_000)

    qtbot.mouseClick(picture.live.freeze_button, Qt.MouseButton.LeftButton)
    assert not picture.live.isVisible()
    assert picture.camera_button.isEnabled()
    qtbot.waitUntil(lambda: not predictions.is_asking and not predictions.entries[0].waits)
    count = len(answers)
    qtbot.wait(200)
    assert len(answers) == count
    assert [entry.picture.name for entry in predictions.entries] == ["camera 1"]


def test_a_model_of_digits_is_shown_them_unmirrored_until_that_is_wished(
    filming: MainWindow, second_model: Predictor, tmp_path: Path, qtbot: QtBot
) -> None:
    filming.session.live.source = film(tmp_path / "one.avi", 1, 600)
    picture, predictions = content_of(filming).picture, predictions_of(filming)
    assert not second_model.prediction.mirrored
    assert not picture.live.mirrored.isChecked()
    start(qtbot, filming)
    qtbot.waitUntil(lambda: bool(predictions.entries), timeout=15_000)
    first = np.asarray(predictions.entries[0].picture.decoded())
    picture.live.mirrored.click()
    shown = predictions.entries[0].picture
    qtbot.waitUntil(lambda: bool(predictions.entries[0].picture is not shown), timeout=15_000)
    qtbot.waitUntil(
        lambda: np.abs(np.asarray(predictions.entries[0].picture.decoded())[:, ::-1].astype(int) - first).mean() < 8,
        timeout=15_000,
    )


def test_a_picture_that_is_dropped_ends_the_filming(filming: MainWindow, digits: Path, qtbot: QtBot) -> None:
    start(qtbot, filming)
    qtbot.waitUntil(lambda: bool(predictions_of(filming).entries), timeout=15_000)
    drop(filming, local(digits / "0.png"))
    qtbot.waitUntil(lambda: not filming.session.live.is_on)
    wait(qtbot, filming)
    assert pixels_of(content_of(filming).picture.view.picture).shape == (32, 32, 3)


def test_the_end_of_the_pictures_is_said(filming: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    filming.session.live.source = write_video(tmp_path / "short.avi", np.zeros((3, 32, 32, 3), np.uint8))
    start(qtbot, filming)
    qtbot.waitUntil(lambda: not filming.session.live.is_on, timeout=15_000)
    assert "no more pictures" in content_of(filming).picture.error.text


def test_where_there_is_no_camera_that_is_said(asking: MainWindow, qtbot: QtBot) -> None:
    asking.session.live.source = 99
    start(qtbot, asking)
    qtbot.waitUntil(lambda: not asking.session.live.is_on, timeout=15_000)
    assert "No camera was found" in content_of(asking).picture.error.text
    assert not predictions_of(asking).entries


def test_the_picture_follows_the_camera_also_with_a_model_that_searches_for_faces(
    filming: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    filming.session.live.source = film(tmp_path / "long.avi", 1, 600)
    models, predictions = filming.session.models, predictions_of(filming)
    with qtbot.waitSignal(models.changed, timeout=60_000):
        models.choose(next(entry for entry in models.shipped if entry.path.stem == "faces"))
    looks: list[object] = []
    predictions.look_changed.connect(lambda: looks.append(predictions.look))
    start(qtbot, filming)
    qtbot.waitUntil(lambda: sum(look is not None for look in looks) >= 5, timeout=15_000)
