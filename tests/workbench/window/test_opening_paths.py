"""What is given to the program to open reaches the part of it that opens such things."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import resources
from workbench.app.window import MainWindow
from workbench.state.session import Session
from workbench.views.data.page import DataPage

RECIPE = resources.path("recipes", "digits-quick.json")


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Session:
    return Session(tmp_path / "workspace")


def test_a_dataset_given_at_the_start_is_opened(window: MainWindow, qtbot: QtBot, picture_folder: Path) -> None:
    with qtbot.waitSignal(window.session.datasets.changed):
        window.session.open_paths([picture_folder])
    assert window.pages["data"].isVisible()
    assert window.pipeline.chips["dataset"].name == "pets"


def test_what_cannot_be_opened_is_explained_in_the_window(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.session.datasets.recent_changed):
        window.session.open_paths([tmp_path / "gone.zip"])
    page = window.pages["data"]
    assert isinstance(page, DataPage)
    assert "gone.zip" in page.controls.error.text


def test_pictures_given_at_the_start_are_all_asked_about(
    window: MainWindow, qtbot: QtBot, picture_folder: Path
) -> None:
    predictions = window.session.predictions
    given = [picture_folder / "others" / "0.png", picture_folder / "others" / "1.png"]
    with qtbot.waitSignal(predictions.entries_changed):
        window.session.open_paths(given)
    assert window.pages["predict"].isVisible()
    assert [entry.picture.file for entry in predictions.entries] == [str(path) for path in given]


def test_each_kind_goes_to_what_opens_it_and_the_last_of_a_kind_stays(
    session: Session, picture_folder: Path, tmp_path: Path
) -> None:
    opened: list[tuple[str, Path]] = []
    session.openers["dataset"] = lambda path: opened.append(("dataset", path))
    session.openers["experiment"] = lambda path: opened.append(("experiment", path))
    told: list[str] = []
    session.opened.connect(told.append)

    session.open_paths([tmp_path / "another", RECIPE, picture_folder])

    assert opened == [("dataset", picture_folder), ("experiment", RECIPE)]
    assert told == ["dataset", "experiment"]
    session.close()
