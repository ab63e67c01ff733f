"""How pictures and models come to the Predict page: dropped and pasted, with the real clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.workbench.trained import Trained
from tests.workbench.window.contents import wait_for
from tests.workbench.window.predicting import (
    answers_of,
    content_of,
    drop,
    local,
    paste,
    predict_page,
    predictions_of,
    wait,
)
from workbench.app.window import MainWindow

MANY = 3_000


def test_without_a_model_the_page_says_how_to_come_to_one_and_takes_a_dropped_one(
    window: MainWindow, trained: Trained, digits: Path, qtbot: QtBot
) -> None:
    window.show_page("predict")
    welcome = predict_page(window).welcome
    assert welcome.invitation.text.startswith("No model yet")
    assert welcome.train_button.isVisible()
    with qtbot.waitSignal(window.session.page_wanted) as wanted:
        qtbot.mouseClick(welcome.train_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["train"]
    assert window.pages["train"].isVisible()

    window.show_page("predict")
    drop(window, local(digits / "0.png"))
    qtbot.waitUntil(lambda: welcome.invitation.text.startswith("1 picture waits"))
    with qtbot.waitSignal(window.session.models.changed):
        drop(window, local(trained.models[0]))
    wait(qtbot, window)
    assert content_of(window).isVisible()
    assert answers_of(window)[0].label


def test_without_a_model_of_ones_own_one_from_the_box_answers_and_is_there_again_after_the_next_start(
    window: MainWindow, open_window: Callable[[], MainWindow], digits: Path, qtbot: QtBot
) -> None:
    window.show_page("predict")
    drop(window, local(digits / "0.png"))
    offered = {action.text(): action for action in predict_page(window).welcome.box_button.menu().actions()}
    assert list(offered) == [entry.name for entry in window.session.models.shipped]
    offered["digits-mlp"].trigger()
    wait(qtbot, window)
    assert answers_of(window)[0].label in set("0123456789")

    window.close()
    again = open_window()
    again.session.resume()
    wait_for(lambda: again.session.models.current)
    assert again.session.models.current == window.session.models.current


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_pasted_picture_gets_the_answer_of_its_file(
    asking: MainWindow, tmp_path: Path, mode: str, qtbot: QtBot
) -> None:
    file = tmp_path / "picture.png"
    gradient = Image.radial_gradient("L").resize((40, 50))
    picture = Image.merge("RGB", [gradient, gradient.rotate(90), gradient]).convert(mode)
    if mode == "RGBA":
        picture.putalpha(gradient)
    picture.save(file)
    drop(asking, local(file))
    wait(qtbot, asking)
    QGuiApplication.clipboard().setImage(QImage(str(file)))
    paste(qtbot, asking)

    of_file, pasted = answers_of(asking)
    assert pasted.file == "pasted picture 1"
    assert pasted.probabilities == of_file.probabilities
    assert content_of(asking).asked.entries.currentIndex().data() == "pasted picture 1"


def test_files_copied_in_a_file_manager_and_paths_copied_as_text_can_be_pasted(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setMimeData(local(digits / "2.png", digits / "1.png"))
    paste(qtbot, asking)
    QGuiApplication.clipboard().setText(f'"{digits / "0.png"}"\n{QUrl.fromLocalFile(str(digits / "5.png")).toString()}')
    paste(qtbot, asking)
    assert [Path(answer.file).name for answer in answers_of(asking)] == ["2.png", "1.png", "0.png", "5.png"]
    assert predictions_of(asking).position == 2


@pytest.mark.parametrize(("text", "says"), [("Dear reader", '"Dear reader" is not the path'), ("", "no picture to")])
def test_pasting_something_else_says_what_it_is_beside_the_button(
    asking: MainWindow, text: str, says: str, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.mouseClick(content_of(asking).picture.paste_button, Qt.MouseButton.LeftButton)
    error = content_of(asking).picture.error
    assert says in error.text
    qtbot.mouseClick(error.dismiss, Qt.MouseButton.LeftButton)
    assert not error.isVisible()


def test_a_picture_dragged_from_a_browser_is_taken_and_its_mere_address_explained(
    asking: MainWindow, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/seven.png")])
    drop(asking, data)
    assert "address of something on the web" in content_of(asking).picture.error.text

    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/seven.png")])
    data.setImageData(image)
    drop(asking, data)
    wait(qtbot, asking)
    assert not content_of(asking).picture.error.isVisible()
    assert answers_of(asking)[0].label


def test_dragged_text_is_not_taken_for_a_picture(asking: MainWindow) -> None:
    data = QMimeData()
    data.setText("some words")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(predict_page(asking), event)
    assert not event.isAccepted()


def test_a_dropped_folder_is_listed_in_natural_order_and_a_broken_picture_costs_no_other(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    drop(asking, local(digits))
    wait(qtbot, asking)
    asked = content_of(asking).asked
    rows = [asked.entries.model().index(row, 0) for row in range(asked.entries.model().rowCount())]
    assert [row.data() for row in rows] == [f"{number}.png" for number in range(11)]
    spoken = [row.data(Qt.ItemDataRole.AccessibleTextRole) for row in rows]
    assert spoken[3] == "3.png: is a damaged or incomplete picture."
    assert sum(words.endswith("%") for words in spoken) == 10
    assert asked.quiet == "11 · 1 without an answer"

    predictions_of(asking).choose(3)
    wait(qtbot, asking)
    content = content_of(asking)
    assert content.answer.headline == "No answer"
    assert str(digits / "3.png") in content.answer.error.text
    assert "3.png could not be read" in content.picture.view.text
    predictions_of(asking).choose(4)
    wait(qtbot, asking)
    assert not content.answer.error.isVisible()


def test_a_dropped_model_that_is_none_is_explained_and_the_one_before_answers(
    asking: MainWindow, digits: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "letter.workbench"
    file.write_text("Dear reader")
    drop(asking, local(file, digits / "0.png"))
    qtbot.waitUntil(lambda: not asking.session.models.is_reading)
    wait(qtbot, asking)
    assert "letter.workbench" in content_of(asking).answer.model_error.text
    assert asking.pipeline.chips["model"].name == "second"
    assert len(answers_of(asking)) == 1


def test_a_large_folder_shows_its_progress_and_can_be_given_up(
    asking: MainWindow, digits: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    content, folder = (digits / "0.png").read_bytes(), tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number}.png").write_bytes(content)
    card = content_of(asking).picture
    drop(asking, local(folder))
    qtbot.waitUntil(card.cancel_button.isVisible)
    qtbot.waitUntil(lambda: 0 < card.progress.value() < card.progress.maximum() == MANY)
    qtbot.mouseClick(card.cancel_button, Qt.MouseButton.LeftButton)
    assert not predictions_of(asking).is_busy
    assert not card.cancel_button.isVisible()
    assert 0 < len(answers_of(asking)) < MANY


def test_pictures_asked_about_last_are_offered_after_the_next_start(
    asking: MainWindow, open_window: Callable[[], MainWindow], digits: Path, qtbot: QtBot
) -> None:
    assert not content_of(asking).picture.recent_button.isVisible()
    for path in (digits / "0.png", digits / "1.png", digits / "2.png", digits / "0.png"):
        drop(asking, local(path))
        wait(qtbot, asking)
    asking.close()
    (digits / "1.png").unlink()

    again = open_window()
    with qtbot.waitSignal(again.session.models.changed):
        again.session.models.refresh()
    again.show_page("predict")
    button = content_of(again).picture.recent_button
    assert button.isVisible()
    button.offered.aboutToShow.emit()
    assert [action.text() for action in button.offered.actions()] == ["0.png", "2.png"]
    button.offered.actions()[1].trigger()
    wait(qtbot, again)
    assert [Path(answer.file) for answer in answers_of(again)] == [digits / "2.png"]
