"""What the Predict page shows of the pictures that a model was asked about."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from core.data.open import open_dataset
from core.data.pictures import load_picture, pixels
from core.experiment.recipes import load_recipe
from core.models.predictor import Predictor
from core.runs.store import RunStore
from core.training.control import Control
from core.training.events import CheckpointSaved
from core.training.start import run_experiment
from resources.palette import DARK
from tests.workbench.cli.processes import workbench_process
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.contents import wait_for
from tests.workbench.window.predicting import (
    answers_of,
    choose,
    content_of,
    drop,
    local,
    paste,
    pixels_of,
    predict_page,
    predictions_of,
    wait,
)
from workbench.app.window import MainWindow
from workbench.views.theme import Appearance, Theme


def test_the_newest_run_answers_and_stands_in_the_pipeline(asking: MainWindow) -> None:
    assert asking.pipeline.chips["model"].name == "second"
    content = content_of(asking)
    assert content.answer.model.text() == "second"
    assert content.answer.headline == "No picture yet"
    assert "Drop pictures here" in content.picture.view.text


def test_a_model_s_name_is_shortened_where_room_is_short(asking: MainWindow) -> None:
    model = content_of(asking).answer.model
    whole = model.sizeHint()

    model.resize(whole.width() - 20, whole.height())

    assert "\N{HORIZONTAL ELLIPSIS}" in model.text()
    assert model.accessibleName() == "Model: second"
    assert model.sizeHint() == whole
    model.resize(whole)
    assert model.text() == "second"


def test_a_dropped_picture_is_shown_with_its_answer_and_what_the_network_sees(
    asking: MainWindow, digits: Path, second_model: Predictor, qtbot: QtBot
) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)

    content, picture = content_of(asking), load_picture(digits / "0.png")
    expected = second_model.predict(picture)
    assert f"{expected.label} ({100 * expected.probability:.1f}%)" in content.answer.headline
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
        {"file": answer.file, "error": str(answer.error), "box": None}
        if answer.error
        else {
            "file": answer.file,
            "label": answer.label,
            "probability": answer.probability,
            "sure": asking.session.certainty.is_sure(answer.probability),
            "probabilities": answer.probabilities,
            "warnings": list(answer.warnings),
            "box": None,
        }
        for answer in answers_of(asking)
    ]
    assert shown == json.loads(result.stdout)["predictions"]
    assert table.read_bytes() == other.read_bytes()


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


def test_the_keyboard_alone_suffices(asking: MainWindow, digits: Path, qtbot: QtBot) -> None:
    asking.show_page("data")
    QGuiApplication.clipboard().setMimeData(local(digits))
    qtbot.keyClick(asking, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
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
    theme.set_appearance(Appearance.DARK)
    wait_for(lambda: theme.is_settled)
    view = content_of(asking).picture.view
    assert view.grab().toImage().pixelColor(20, 20).name().upper() == DARK.ground


def test_a_run_that_trains_is_offered_and_named_with_its_epoch(
    asking: MainWindow, with_runs: Path, qtbot: QtBot
) -> None:
    experiment = load_recipe("digits-quick").model_copy(update={"name": "growing", "epochs": 3})
    with RunStore(with_runs) as store:
        events = run_experiment(experiment, open_dataset(DATA), store, Control())
        run_id = next(event.run_id for event in events if isinstance(event, CheckpointSaved))
        models = asking.session.models
        with qtbot.waitSignal(models.entries_changed):
            models.refresh()
        offered = content_of(asking).answer.model.offered
        choose(offered, "growing")
        words = [action.text() for action in offered.actions()]
        assert "growing\tstreet-digits:600 · epoch 1, still training" in words
        qtbot.waitUntil(lambda: models.current is not None and models.current.run_id == run_id)
        assert asking.pipeline.chips["model"].name == "growing · epoch 1"
        list(events)
