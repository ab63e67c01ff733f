"""What is done with figures that were measured: files to take along, a calibrated model, a look without duplicates."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.models.bundle import load_bundle
from core.models.calibrating import calibrated
from core.models.predictor import Predictor
from tests.workbench.conftest import DATA
from tests.workbench.trained import Trained
from tests.workbench.window.conftest import Desktop
from tests.workbench.window.contents import wait_for
from tests.workbench.window.evaluate.measuring import content_of, outcome_of
from tests.workbench.window.predicting import choose
from workbench.app.window import MainWindow
from workbench.views.evaluate.summary_card import SummaryCard
from workbench.views.signs import LEADS_TO

OpenSource = Callable[[MainWindow, str], ImageDataset]
COPIED, OTHERS = 12, 40


@pytest.fixture
def save_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Answers the questions for a file that follow."""

    def answer(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return answer


@pytest.fixture
def seen_twice(tmp_path: Path) -> Path:
    """Digits in two parts; some of the test part are in the training part too."""
    dataset = open_dataset(DATA)
    parts = {"train": range(COPIED + OTHERS), "test": [*range(COPIED), *range(100, 100 + OTHERS)]}
    for part, rows in parts.items():
        for name in dataset.classes:
            (tmp_path / "twice" / part / name).mkdir(parents=True)
        for row in rows:
            name = dataset.classes[dataset.labels[row]]
            Image.fromarray(dataset.images[row]).save(tmp_path / "twice" / part / name / f"{row}.png")
    return tmp_path / "twice"


def summary_of(window: MainWindow) -> SummaryCard:
    return content_of(window).summary


def click(button: QPushButton, qtbot: QtBot) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def finish(window: MainWindow) -> None:
    wait_for(lambda: not window.session.evaluation_tools.is_busy)


def measure(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.evaluating.changed, timeout=30_000):
        click(summary_of(window).start, qtbot)


def do(window: MainWindow, name: str) -> None:
    choose(summary_of(window).tools.everything.menu(), name)
    finish(window)


def calibrate(window: MainWindow) -> str:
    do(window, "Calibrate")
    return summary_of(window).tool_result.text


def test_before_there_are_figures_nothing_can_be_done_with_them(ready: MainWindow, qtbot: QtBot) -> None:
    tools = summary_of(ready).tools
    assert not any(button.isEnabled() for button in (tools.save, tools.calibrate, tools.without, tools.everything))
    assert not summary_of(ready).tool_result.isVisible()
    measure(ready, qtbot)
    assert all(action.isEnabled() for action in tools.actions_by_name.values())
    assert tools.calibrate.isEnabled()


def test_where_room_is_short_one_button_offers_the_same(measured: MainWindow, qtbot: QtBot) -> None:
    tools = summary_of(measured).tools
    measured.resize(1280, 800)
    qtbot.waitUntil(tools.calibrate.isVisible)
    assert not tools.everything.isVisible()
    click(tools.without, qtbot)
    finish(measured)
    assert summary_of(measured).tool_result.isVisible()
    measured.resize(900, 700)
    qtbot.waitUntil(tools.everything.isVisible)
    assert not tools.save.isVisible()
    offered = [action.text() for action in tools.everything.menu().actions()]
    assert offered == ["Save report…", "Save predictions…", "Calibrate", "Without duplicates"]
    figures = summary_of(measured).figures.values()
    assert all(figure.width() >= figure.minimumSizeHint().width() for figure in figures)


def test_the_report_is_one_file_that_a_click_opens(
    measured: MainWindow, save_as: Callable[[Path], None], desktop: Desktop, tmp_path: Path, qtbot: QtBot
) -> None:
    save_as(tmp_path / "report")
    do(measured, "Save report…")
    path, result = tmp_path / "report.html", summary_of(measured).tool_result
    assert f"{outcome_of(measured).evaluation.accuracy:.1%}" in path.read_text("utf-8")
    assert "Report saved as report.html" in result.text
    click(result.open, qtbot)
    assert [Path(url.toLocalFile()) for url in desktop.opened] == [path]
    click(result.dismiss, qtbot)
    assert not result.isVisible()


def test_the_table_has_all_answers_that_the_figures_come_from(
    measured: MainWindow, save_as: Callable[[Path], None], tmp_path: Path
) -> None:
    save_as(tmp_path / "answers.csv")
    do(measured, "Save predictions…")
    with (tmp_path / "answers.csv").open(newline="", encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    evaluation = outcome_of(measured).evaluation
    assert len(lines) == evaluation.images
    assert sum(line["correct"] == "1" for line in lines) / len(lines) == evaluation.accuracy


def test_a_place_that_cannot_be_written_is_said_once_and_can_be_closed(
    measured: MainWindow, save_as: Callable[[Path], None], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").touch()
    save_as(tmp_path / "file" / "report.html")
    do(measured, "Save report…")
    card = summary_of(measured)
    assert "cannot be written" in card.tool_error.text
    assert not card.tool_result.isVisible()
    click(card.tool_error.dismiss, qtbot)
    assert not card.tool_error.isVisible()


def test_one_click_says_what_calibration_changes_on_both_parts(
    measured: MainWindow, trained: Trained, qtbot: QtBot
) -> None:
    said = calibrate(measured)
    expected = calibrated(load_bundle(trained.models[1]), open_dataset(DATA))
    assert expected.test is not None
    for change in (expected.validation, expected.test):
        before, after = (f"{one.expected_calibration_error:.1%}" for one in (change.before, change.after))
        assert f"ECE {before} {LEADS_TO} {after}" in said
        assert change.split in said
    assert f"Temperature {expected.temperature:.3f}" in said


def test_the_calibrated_model_is_a_file_that_evaluates_and_answers_at_once(
    measured: MainWindow, save_as: Callable[[Path], None], tmp_path: Path, qtbot: QtBot
) -> None:
    calibrate(measured)
    result, models, before = summary_of(measured).tool_result, measured.session.models, outcome_of(measured)
    save_as(tmp_path / "calm")
    click(result.save, qtbot)
    finish(measured)
    path = tmp_path / "calm.workbench"
    assert "Saved as calm.workbench" in result.text
    with qtbot.waitSignal(models.changed):
        click(result.use, qtbot)
    assert not result.use.isVisible()
    assert models.current is not None
    assert models.current.path == path
    measure(measured, qtbot)
    after = outcome_of(measured)
    assert after.title == "calm"
    assert after.evaluation.accuracy == before.evaluation.accuracy
    rows = after.examination.rows[:20]
    answers = Predictor(load_bundle(path)).probabilities_of_rows(open_dataset(DATA).images, rows)
    assert np.allclose(after.examination.probabilities[:20], answers)
    assert not np.allclose(before.examination.probabilities[:20], answers)
    assert not result.isVisible()


def test_a_run_s_own_model_is_never_replaced_by_the_calibrated_one(
    measured: MainWindow, save_as: Callable[[Path], None], qtbot: QtBot
) -> None:
    said = calibrate(measured)
    card, path = summary_of(measured), outcome_of(measured).model.path
    before = path.read_bytes()
    save_as(path)
    click(card.tool_result.save, qtbot)
    finish(measured)
    assert path.read_bytes() == before
    assert "another name" in card.tool_error.text
    click(card.tool_error.dismiss, qtbot)
    assert card.tool_result.text == said
    assert card.tool_result.save.isVisible()


def test_calibrating_on_data_of_another_training_says_what_to_do(
    ready: MainWindow, open_source: OpenSource, seen_twice: Path, qtbot: QtBot
) -> None:
    open_source(ready, str(seen_twice))
    measure(ready, qtbot)
    calibrate(ready)
    assert "Calibrate it on the data that it was trained on" in summary_of(ready).tool_error.text


def test_figures_without_duplicates_stand_beside_those_with_them_and_lead_to_the_pictures(
    ready: MainWindow,
    open_source: OpenSource,
    seen_twice: Path,
    save_as: Callable[[Path], None],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    dataset = open_source(ready, str(seen_twice))
    measure(ready, qtbot)
    do(ready, "Without duplicates")
    examination, content = outcome_of(ready).examination, content_of(ready)
    known = {image.tobytes() for image in dataset.images[dataset.splits["train"].start : dataset.splits["train"].stop]}
    is_copy = np.array([dataset.images[row].tobytes() in known for row in examination.rows])
    assert is_copy.sum() == COPIED
    is_right = examination.probabilities.argmax(axis=1) == examination.labels
    said = content.summary.tool_result.text
    assert f"{is_right[~is_copy].mean():.1%} without {COPIED} duplicates, {is_right.mean():.1%} with them" in said
    assert f"{COPIED} of {COPIED + OTHERS} images of test" in said

    click(content.summary.tool_result.pictures, qtbot)
    assert content.selection.rows.tolist() == examination.rows[is_copy].tolist()
    assert "Also in training" in content.gallery.shown.text()
    save_as(tmp_path / "report.html")
    do(ready, "Save report…")
    assert "Copies of training images" in (tmp_path / "report.html").read_text("utf-8")


def test_without_any_duplicates_the_figures_are_said_to_owe_them_nothing(measured: MainWindow, qtbot: QtBot) -> None:
    result = summary_of(measured).tool_result
    do(measured, "Without duplicates")
    assert "No image of test is also in the training part" in result.text
    assert not result.pictures.isVisible()


def test_what_is_being_done_is_given_up_by_a_click(measured: MainWindow, qtbot: QtBot) -> None:
    result = summary_of(measured).tool_result
    choose(summary_of(measured).tools.everything.menu(), "Calibrate")
    result.cancel.setFocus()
    click(result.cancel, qtbot)
    assert not measured.session.evaluation_tools.is_busy
    assert not result.isVisible()
    assert summary_of(measured).tools.everything.isEnabled()
    assert summary_of(measured).start.hasFocus()


def test_other_figures_begin_without_what_was_done_with_those_before(measured: MainWindow, qtbot: QtBot) -> None:
    calibrate(measured)
    choose(summary_of(measured).part.menu(), "train")
    measure(measured, qtbot)
    assert not summary_of(measured).tool_result.isVisible()
    assert measured.session.evaluation_tools.without is None
