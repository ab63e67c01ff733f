"""All answers about a folder in one table."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from tests.workbench.conftest import DATA
from tests.workbench.window.predicting import answers_of, choose, content_of, drop, local, predictions_of, wait
from workbench.app.window import MainWindow
from workbench.views.predict.answers_card import AnswersCard

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sorted_digits(digits: Path, tmp_path: Path) -> Path:
    """The readable ones of the pictures, each in a folder called by its class, and one in a folder called otherwise."""
    dataset = open_dataset(DATA)
    for number in (0, 1, 2, 4, 5, 6, 7, 8):
        name = dataset.classes[int(dataset.labels[number])] if number else "unknown"
        folder = tmp_path / "sorted" / name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(digits / f"{number}.png", folder / f"{number}.png")
    return tmp_path / "sorted"


def open_table(window: MainWindow, given: Path, qtbot: QtBot) -> AnswersCard:
    drop(window, local(given))
    wait(qtbot, window)
    content = content_of(window)
    qtbot.mouseClick(content.asked.table_button, LEFT)
    assert content.table.isVisible()
    assert not content.picture.isVisible()
    return content.table


def column(card: AnswersCard, title: str) -> list[str]:
    place = next(place for place, one in enumerate(card.answers.columns) if one.title == title)
    return [card.answers.index(row, place).data() for row in range(card.answers.rowCount())]


def click_heading(card: AnswersCard, title: str, qtbot: QtBot) -> None:
    header = card.table.horizontalHeader()
    place = next(place for place, one in enumerate(card.answers.columns) if one.title == title)
    at = QPoint(header.sectionViewportPosition(place) + 5, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=at)


def test_every_picture_is_a_row_sorted_by_a_click_on_a_heading(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    card = open_table(asking, digits, qtbot)
    assert column(card, "Picture") == [f"{number}.png" for number in range(11)]
    assert column(card, "Answer")[3] == "no answer"
    shares = [answer.probability for answer in answers_of(asking)]
    click_heading(card, "Probability", qtbot)
    assert [row.probability or 0 for row in card.answers.rows] == sorted(shares)
    click_heading(card, "Probability", qtbot)
    assert [row.probability or 0 for row in card.answers.rows] == sorted(shares, reverse=True)
    sure = ["sure" if share >= 0.5 else "not sure" for share in sorted(shares, reverse=True)]
    assert column(card, "Sure")[:10] == sure[:10]


def test_the_chosen_row_is_the_picture_whose_answer_stands_beside(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    card = open_table(asking, digits, qtbot)
    click_heading(card, "Probability", qtbot)
    card.table.selectRow(7)
    place = card.answers.rows[7].place
    assert predictions_of(asking).position == place
    wait(qtbot, asking)
    assert answers_of(asking)[place].label in content_of(asking).answer.headline
    qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert content_of(asking).picture.isVisible()
    assert content_of(asking).picture.view.accessibleName().startswith(f"{place}.png")


def test_one_class_is_shown_and_saved_alone(asking: MainWindow, digits: Path, tmp_path: Path, qtbot: QtBot) -> None:
    card = open_table(asking, digits, qtbot)
    label = answers_of(asking)[0].label
    choose(card.shown.menu(), label)
    expected = [answer.file for answer in answers_of(asking) if answer.label == label]
    assert [row.entry.picture.file for row in card.answers.rows] == expected
    card.save_csv(tmp_path / "some.csv")
    with (tmp_path / "some.csv").open(newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == expected
    choose(card.shown.menu(), "without an answer")
    assert column(card, "Picture") == ["3.png"]
    choose(card.shown.menu(), "not sure")
    assert {row.is_sure for row in card.answers.rows} <= {False}
    card.save_csv(digits / "0.png" / "some.csv")
    assert "cannot be written" in card.error.text


def test_class_folders_tell_how_many_answers_are_right(
    asking: MainWindow, sorted_digits: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    card = open_table(asking, sorted_digits, qtbot)
    rights = [Path(answer.file).parent.name == answer.label for answer in answers_of(asking)]
    known = [Path(answer.file).parent.name != "unknown" for answer in answers_of(asking)]
    assert card.score.startswith(f"{sum(rights)} of {sum(known)} in class folders are right")
    truths = [
        "\N{EN DASH}" if not is_known else Path(answer.file).parent.name
        for answer, is_known in zip(answers_of(asking), known, strict=True)
    ]
    assert column(card, "Folder") == truths
    card.save_csv(tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(newline="") as file:
        assert [row["true"] or "\N{EN DASH}" for row in csv.DictReader(file)] == truths
    choose(card.shown.menu(), "wrong")
    assert len(card.answers.rows) == sum(known) - sum(rights)


def test_without_class_folders_nothing_is_said_of_right_and_wrong(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    card = open_table(asking, digits, qtbot)
    assert not card.score
    assert "Folder" not in [one.title for one in card.answers.columns]
    assert "wrong" not in [action.text() for action in card.shown.offered.actions()]


def test_rows_show_their_pictures(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    card = open_table(asking, digits, qtbot)

    def picture_of(row: int) -> QPixmap:
        return card.answers.index(row, 0).data(Qt.ItemDataRole.DecorationRole)

    qtbot.waitUntil(lambda: picture_of(0).toImage().pixelColor(32, 32).alpha() == 255)
    # One that is none has an empty place of the same size.
    assert picture_of(3).size() == picture_of(0).size()
    assert picture_of(3).toImage().pixelColor(32, 32).alpha() == 0


def test_clearing_the_list_leads_back_to_where_pictures_come_in(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    open_table(asking, digits, qtbot)
    qtbot.mouseClick(content_of(asking).asked.clear_button, LEFT)
    assert content_of(asking).picture.isVisible()
