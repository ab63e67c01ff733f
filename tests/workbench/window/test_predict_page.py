"""Asking a model about pictures in the window: dropped, pasted and opened ones, with the real clipboard."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.data.pictures import load_picture, pixels
from core.models.answers import Answer
from core.models.predictor import Predictor
from tests.workbench.cli.processes import workbench_process
from tests.workbench.trained import Trained
from workbench.app.window import MainWindow
from workbench.state.predictions import Predictions
from workbench.views.predict.content import Content
from workbench.views.predict.page import PredictPage
from workbench.views.theme import Theme

MANY = 3_000

OpenWindow = Callable[[], MainWindow]


def predict_page(window: MainWindow) -> PredictPage:
    page = window.pages["predict"]
    assert isinstance(page, PredictPage)
    return page


def content_of(window: MainWindow) -> Content:
    content = predict_page(window).content
    assert content is not None
    return content


def predictions_of(window: MainWindow) -> Predictions:
    return window.session.predictions


def answers_of(window: MainWindow) -> list[Answer]:
    answers = [entry.answer for entry in predictions_of(window).entries]
    assert all(answers)
    return [answer for answer in answers if answer]


def local(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(window: MainWindow, data: QMimeData) -> None:
    page, where = predict_page(window), QPoint(60, 60)
    button, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(where, action, data, button, keys)
    move = QDragMoveEvent(where, action, data, button, keys)
    for event in (enter, move):
        event.ignore()
        QApplication.sendEvent(page, event)
        assert event.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(where), action, data, button, keys))


def wait(qtbot: QtBot, window: MainWindow) -> None:
    """Until everything has its answer, and the current picture is there to be seen."""
    predictions = predictions_of(window)

    def is_shown() -> bool:
        current, look = predictions.current, predictions.look
        failed = current is not None and current.answer is not None and current.answer.error is not None
        return failed or current is None or (look is not None and look.picture is current.picture)

    qtbot.waitUntil(lambda: not predictions.is_busy and is_shown())


def paste(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, window)


def choose(menu: QMenu, name: str) -> None:
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text().partition("\t")[0] == name).trigger()


def pixels_of(picture: QImage) -> np.ndarray:
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3)


@pytest.fixture
def asking(with_runs: Path, open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    """A window whose newest run's model is ready to answer."""
    window = open_window()
    with qtbot.waitSignal(window.session.models.changed):
        window.session.models.refresh()
    window.show_page("predict")
    return window


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

    drop(window, local(digits / "0.png"))
    qtbot.waitUntil(lambda: welcome.invitation.text.startswith("1 picture waits"))
    with qtbot.waitSignal(window.session.models.changed):
        drop(window, local(trained.models[0]))
    wait(qtbot, window)
    assert content_of(window).isVisible()
    assert answers_of(window)[0].label


def test_the_newest_run_answers_and_stands_in_the_pipeline(asking: MainWindow) -> None:
    assert asking.pipeline.chips["model"].name == "second"
    content = content_of(asking)
    assert content.answer.model.text() == "second"
    assert content.answer.headline == "No picture yet"
    assert "Drop pictures here" in content.picture.view.text


def test_a_dropped_picture_is_shown_with_its_answer_and_what_the_network_sees(
    asking: MainWindow, digits: Path, second_model: Predictor, qtbot: QtBot
) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)

    content, picture = content_of(asking), load_picture(digits / "0.png")
    expected = second_model.predict(picture)
    assert content.answer.headline == f"{expected.label}, {100 * expected.probability:.1f}%"
    assert np.array_equal(pixels_of(content.picture.view.picture), pixels(picture))
    assert np.array_equal(pixels_of(content.seen.view.picture), np.repeat(expected.seen, 3, axis=-1))
    assert content.seen.quiet == "32 \N{MULTIPLICATION SIGN} 32 gray"


def test_the_bars_show_every_class_the_most_probable_first_or_in_the_model_s_order(
    asking: MainWindow, digits: Path, second_model: Predictor, qtbot: QtBot
) -> None:
    drop(asking, local(digits / "1.png"))
    wait(qtbot, asking)
    answer, expected = content_of(asking).answer, second_model.predict(load_picture(digits / "1.png")).probabilities
    assert answer.bars.rows == sorted(expected.items(), key=lambda row: -row[1])
    choose(answer.order.menu(), "by class")
    assert answer.bars.rows == list(expected.items())


def test_the_window_answers_to_the_last_digit_as_the_command_line_does(
    asking: MainWindow, trained: Trained, digits: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    photo = tmp_path / "sideways.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.linear_gradient("L").resize((300, 120)).convert("RGB").save(photo, exif=exif)
    files = [digits / "0.png", digits / "readme.txt", photo, digits / "more" / "10.png"]
    drop(asking, local(*files))
    wait(qtbot, asking)
    table = tmp_path / "window.csv"
    content_of(asking).asked.save_csv(table)

    other = tmp_path / "command.csv"
    result = workbench_process("predict", trained.models[1], *files, "--json", "--csv", other)
    shown = [
        {"file": answer.file, "error": str(answer.error)}
        if answer.error
        else {
            "file": answer.file,
            "label": answer.label,
            "probability": answer.probability,
            "probabilities": answer.probabilities,
            "warnings": list(answer.warnings),
        }
        for answer in answers_of(asking)
    ]
    assert shown == json.loads(result.stdout)["predictions"]
    assert table.read_bytes() == other.read_bytes()


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


def test_doubts_about_a_picture_are_said_beside_its_answer(asking: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    Image.new("L", (30, 90), 200).save(tmp_path / "tall.png")
    drop(asking, local(tmp_path / "tall.png"))
    wait(qtbot, asking)
    doubts = content_of(asking).answer.doubts
    assert doubts.isVisible()
    assert "squeezed" in doubts.text
    assert "blank" in doubts.text


def test_another_model_is_chosen_in_the_menu_and_asked_about_the_same_pictures(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    drop(asking, local(digits / "0.png", digits / "1.png"))
    wait(qtbot, asking)
    before = answers_of(asking)
    with qtbot.waitSignal(asking.session.models.changed):
        choose(content_of(asking).answer.model.offered, "first")
    wait(qtbot, asking)
    after = answers_of(asking)
    assert [answer.file for answer in after] == [answer.file for answer in before]
    assert all(one.probabilities != other.probabilities for one, other in zip(before, after, strict=True))
    assert asking.pipeline.chips["model"].name == "first"


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


def test_the_keyboard_alone_suffices(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    asking.show_page("data")
    QGuiApplication.clipboard().setMimeData(local(digits))
    qtbot.keyClick(asking, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(predict_page(asking).isVisible)
    paste(qtbot, asking)
    entries = content_of(asking).asked.entries
    assert entries.focusPolicy() & Qt.FocusPolicy.TabFocus
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up):
        qtbot.keyClick(entries, key)
    assert predictions_of(asking).position == 9
    wait(qtbot, asking)
    assert content_of(asking).picture.view.accessibleName().startswith("9.png")


def test_every_control_has_a_name_for_screen_readers(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits))
    wait(qtbot, asking)
    nameless = [
        widget
        for widget in predict_page(asking).findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert not nameless


def test_copied_answers_are_a_table(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits / "0.png", digits / "3.png"))
    wait(qtbot, asking)
    qtbot.mouseClick(content_of(asking).asked.copy_button, Qt.MouseButton.LeftButton)
    first, second = csv.DictReader(QGuiApplication.clipboard().text().splitlines(), delimiter="\t")
    assert float(first["probability"]) == answers_of(asking)[0].probability
    assert "damaged" in second["error"]


def test_a_table_that_cannot_be_saved_is_explained(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)
    asked = content_of(asking).asked
    asked.save_csv(digits / "0.png" / "answers.csv")
    assert "answers.csv cannot be written" in asked.error.text


def test_a_small_picture_shows_its_pixels_and_a_large_one_is_averaged(
    asking: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    checks = np.indices((8, 8)).sum(axis=0) % 2 * 255
    stripes = np.tile(np.array([0, 255]), (1_200, 600))
    for name, image in (("small", checks), ("large", stripes)):
        Image.fromarray(image.astype(np.uint8)).save(tmp_path / f"{name}.png")
    view = content_of(asking).picture.view

    drop(asking, local(tmp_path / "small.png"))
    wait(qtbot, asking)
    shown, area = view.grab().toImage(), view.picture_area()
    for line, column in ((0, 1), (3, 3), (7, 6)):
        # A third into a pixel: the middle would be the same had it been smoothed.
        at = QPointF(area.x() + (column + 0.2) * area.width() / 8, area.y() + (line + 0.2) * area.height() / 8)
        color = shown.pixelColor((at * shown.devicePixelRatio()).toPoint())
        assert color.red() == checks[line, column], (line, column)

    drop(asking, local(tmp_path / "large.png"))
    wait(qtbot, asking)
    shown, area = view.grab().toImage(), view.picture_area()
    middle = (area.center() * shown.devicePixelRatio()).toPoint()
    grays = [shown.pixelColor(middle + QPoint(step, 0)).red() for step in range(6)]
    assert all(60 < gray < 200 for gray in grays), grays


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


def test_clearing_forgets_the_pictures_and_invites_new_ones(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    drop(asking, local(digits))
    wait(qtbot, asking)
    content = content_of(asking)
    qtbot.mouseClick(content.asked.clear_button, Qt.MouseButton.LeftButton)
    assert not predictions_of(asking).entries
    assert content.answer.headline == "No picture yet"
    assert "Drop pictures here" in content.picture.view.text
    assert not content.asked.entries.isVisible()


def test_the_page_is_restyled_with_the_theme(asking: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    from resources.palette import DARK  # noqa: PLC0415
    from workbench.views.theme import Appearance  # noqa: PLC0415

    theme.set_appearance(Appearance.DARK)
    view = content_of(asking).picture.view
    assert view.grab().toImage().pixelColor(20, 20).name().upper() == DARK.ground
