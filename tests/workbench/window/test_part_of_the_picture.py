"""Which part of a picture the network gets: faces found, chosen, dragged and drawn; digits in their boxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

import resources
from core.data.photos import load_photo
from core.models.bundle import load_bundle
from core.models.predictor import Predictor
from core.models.shipped import shipped_models
from core.network.blas_threads import limited_blas
from core.vision.boxes import Box
from core.vision.crops import cut_out, face_square
from tests.workbench.window.predicting import content_of, drop, local, predictions_of, wait
from workbench.app.window import MainWindow
from workbench.state.asking import Look
from workbench.views.predict.part_boxes import PartBoxes
from workbench.views.predict.part_line import PartLine
from workbench.views.signs import TIMES
from workbench.views.tokens import Size, Space

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def with_model(open_window: Callable[[], MainWindow], qtbot: QtBot) -> Callable[[str], MainWindow]:
    """A window in which a model of the box answers."""

    def open_with(name: str) -> MainWindow:
        window = open_window()
        models = window.session.models
        with qtbot.waitSignal(models.changed, timeout=20_000):
            models.choose(next(entry for entry in models.shipped if entry.name == name))
        window.show_page("predict")
        content_of(window)
        return window

    return open_with


@pytest.fixture
def two_faces(shared_data: Path, tmp_path: Path) -> Path:
    """A large face on the left and a smaller one on the right."""
    large = Image.open(shared_data / "photos" / "happy_01.jpg").convert("RGB").resize((300, 300))
    small = Image.open(shared_data / "photos" / "neutral_00.jpg").convert("RGB").resize((160, 160))
    scene = Image.new("RGB", (640, 400), (120, 130, 140))
    scene.paste(large, (20, 50))
    scene.paste(small, (420, 120))
    scene.save(tmp_path / "two.png")
    return tmp_path / "two.png"


@pytest.fixture
def faceless(tmp_path: Path) -> Path:
    Image.linear_gradient("L").resize((300, 200)).save(tmp_path / "wall.png")
    return tmp_path / "wall.png"


def line_of(window: MainWindow) -> PartLine:
    return content_of(window).picture.part


def look_of(window: MainWindow) -> Look:
    look = predictions_of(window).look
    assert look is not None
    return look


def expected_for(file: Path, box: Box) -> tuple[dict[str, float], np.ndarray]:
    """What the model says of a face by itself, and what it then sees."""
    predictor = Predictor(load_bundle(shipped_models()["faces"]))
    # As the window asks: the number of threads must not change under a product while the window looks for more faces.
    with limited_blas(1):
        prediction = predictor.predict(cut_out(load_photo(file), face_square(box)))
    return prediction.probabilities, prediction.seen


def settled(qtbot: QtBot, window: MainWindow, is_there: Callable[[Look], bool]) -> None:
    """Until the look is one of the part that was chosen, and the answer too."""
    wait(qtbot, window)
    qtbot.waitUntil(lambda: predictions_of(window).look is not None and is_there(look_of(window)), timeout=20_000)
    qtbot.waitUntil(lambda: not predictions_of(window).is_asking, timeout=20_000)


def drag(qtbot: QtBot, boxes: PartBoxes, start: QPointF, *path: QPointF) -> None:
    qtbot.mousePress(boxes, LEFT, NONE, start.toPoint())
    for at in path:
        qtbot.mouseMove(boxes, at.toPoint())
    qtbot.mouseRelease(boxes, LEFT, NONE, path[-1].toPoint())


def answer_of(window: MainWindow) -> dict[str, float]:
    current = predictions_of(window).current
    assert current is not None
    assert current.answer is not None
    return current.answer.probabilities


def test_the_largest_face_is_asked_about_and_the_other_one_with_a_click(
    with_model: Callable[[str], MainWindow], two_faces: Path, qtbot: QtBot
) -> None:
    window = with_model("faces")
    drop(window, local(two_faces))
    settled(qtbot, window, lambda look: look.seen is not None)
    look, line = look_of(window), line_of(window)
    assert len(look.found) == 2
    assert look.box == look.found[0]
    assert look.box.center[0] < 320 < look.found[1].center[0]
    assert line.text.startswith("2 faces found")
    probabilities, seen = expected_for(two_faces, look.box)
    assert answer_of(window) == probabilities
    assert np.array_equal(look.seen, seen)

    other = look.found[1]
    qtbot.mouseClick(line.boxes, LEFT, NONE, line.boxes.on_screen(other).center().toPoint())
    settled(qtbot, window, lambda look: look.box == other)
    assert answer_of(window) == expected_for(two_faces, other)[0]
    qtbot.mouseClick(line.find_button, LEFT)
    settled(qtbot, window, lambda look: look.box == look.found[0])
    assert answer_of(window) == probabilities


def test_small_faces_beside_a_large_one_come_after_the_answer_and_can_be_clicked_too(
    with_model: Callable[[str], MainWindow], shared_data: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    scene = Image.new("RGB", (1200, 700), (120, 130, 140))
    scene.paste(Image.open(shared_data / "photos" / "happy_01.jpg").resize((420, 420)), (60, 200))
    scene.paste(Image.open(shared_data / "photos" / "neutral_00.jpg").resize((80, 80)), (900, 80))
    scene.save(tmp_path / "small.png")
    window = with_model("faces")
    predictions, line = predictions_of(window), line_of(window)
    looks = []
    predictions.look_changed.connect(lambda: looks.append(predictions.look))
    with qtbot.waitSignal(predictions.more_found, timeout=60_000):
        drop(window, local(tmp_path / "small.png"))
    assert [len(look.found) for look in looks if look is not None] == [1]
    large, small = look_of(window).found
    assert look_of(window).box == large
    assert small.center == pytest.approx((940, 120), abs=12)
    assert line.text.startswith("2 faces found")
    qtbot.mouseClick(line.boxes, LEFT, NONE, line.boxes.on_screen(small).center().toPoint())
    settled(qtbot, window, lambda look: look.box == small)
    assert look_of(window).found == (large, small)
    assert answer_of(window) == expected_for(tmp_path / "small.png", small)[0]
    qtbot.mouseClick(line.find_button, LEFT)
    settled(qtbot, window, lambda look: look.box == large)


def test_the_answer_follows_the_box_while_it_is_dragged_and_resized(
    with_model: Callable[[str], MainWindow], two_faces: Path, qtbot: QtBot
) -> None:
    window = with_model("faces")
    drop(window, local(two_faces))
    settled(qtbot, window, lambda look: look.seen is not None)
    boxes, before = line_of(window).boxes, look_of(window).box
    assert before is not None
    middle = boxes.on_screen(before).center()
    drag(qtbot, boxes, middle, *(middle + QPointF(step, step / 2) for step in range(2, 42, 4)))
    moved = boxes.box
    assert moved is not None
    assert moved.x > before.x + 5
    assert (moved.width, moved.height) == (before.width, before.height)
    settled(qtbot, window, lambda look: look.box == moved)
    assert answer_of(window) == expected_for(two_faces, moved)[0]

    corner = boxes.on_screen(moved).bottomRight()
    drag(qtbot, boxes, corner, corner - QPointF(20, 20), corner - QPointF(40, 40))
    smaller = boxes.box
    assert smaller is not None
    assert smaller.width < moved.width
    assert abs(smaller.x - moved.x) <= 1
    settled(qtbot, window, lambda look: look.box == smaller)
    assert answer_of(window) == expected_for(two_faces, smaller)[0]


def test_the_box_can_be_moved_and_resized_with_the_keyboard(
    with_model: Callable[[str], MainWindow], two_faces: Path, qtbot: QtBot
) -> None:
    window = with_model("faces")
    drop(window, local(two_faces))
    settled(qtbot, window, lambda look: look.seen is not None)
    boxes, before = line_of(window).boxes, look_of(window).box
    assert before is not None
    qtbot.keyClick(boxes, Qt.Key.Key_Right)
    assert boxes.box is not None
    assert boxes.box.x > before.x
    qtbot.keyClick(boxes, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert boxes.box.width < before.width
    other = look_of(window).found[1]
    for _ in range(3):
        qtbot.keyClick(boxes, Qt.Key.Key_Space)
        settled(qtbot, window, lambda look: look.box is not None)
        if look_of(window).box == other:
            break
    settled(qtbot, window, lambda look: look.box == other)


def test_a_tilted_face_is_seen_upright_and_stays_so_when_its_box_is_moved(
    with_model: Callable[[str], MainWindow], shared_data: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    upright = Image.open(shared_data / "photos" / "happy_03.jpg").convert("L")
    upright.rotate(20, Image.Resampling.BICUBIC).save(tmp_path / "left.png")
    window = with_model("faces")
    drop(window, local(tmp_path / "left.png"))
    settled(qtbot, window, lambda look: look.seen is not None)
    before = look_of(window).box
    assert before is not None
    assert before.tilt == -18
    assert content_of(window).seen.steps[0].startswith("Turned upright by 18°. Resized from")
    qtbot.keyClick(line_of(window).boxes, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    moved = line_of(window).boxes.box
    assert moved is not None
    assert (moved.tilt, moved.width < before.width) == (-18, True)
    settled(qtbot, window, lambda look: look.box == moved)
    probabilities, seen = expected_for(tmp_path / "left.png", moved)
    assert answer_of(window) == probabilities
    assert np.array_equal(look_of(window).seen, seen)


def test_without_a_face_the_window_says_so_and_offers_the_whole_picture_or_a_box(
    with_model: Callable[[str], MainWindow], faceless: Path, qtbot: QtBot
) -> None:
    window = with_model("faces")
    drop(window, local(faceless))
    settled(qtbot, window, lambda look: look.seen is None)
    content, line = content_of(window), line_of(window)
    assert content.answer.headline == "No face found"
    assert line.text.startswith("No face was found")
    assert content.picture.view.picture.width() == 300
    assert line.whole_button.isVisible()
    qtbot.mouseClick(line.whole_button, LEFT)
    settled(qtbot, window, lambda look: look.seen is not None)
    assert look_of(window).box is None
    assert content.answer.headline != "No face found"

    qtbot.mouseClick(line.draw_button, LEFT)
    area = content.picture.view.picture_area()
    start = area.topLeft() + QPointF(area.width() * 0.2, area.height() * 0.2)
    drag(qtbot, line.boxes, start, start + QPointF(30, 10), start + QPointF(60, 60))
    drawn = line.boxes.box
    assert drawn is not None
    assert drawn.width == drawn.height
    settled(qtbot, window, lambda look: look.box == drawn)
    assert answer_of(window) == expected_for(faceless, drawn)[0]


def test_two_lines_below_the_picture_say_all_of_it(
    with_model: Callable[[str], MainWindow], two_faces: Path, qtbot: QtBot
) -> None:
    window = with_model("faces")
    window.resize(1280, 800)
    drop(window, local(two_faces))
    settled(qtbot, window, lambda look: look.seen is not None)
    card = content_of(window).picture
    lines = [line.geometry() for line in (card.part, card.why)]
    assert lines[0].bottom() < lines[1].top()
    below = card.height() - card.view.parentWidget().geometry().bottom()
    assert below <= 2 * Size.CONTROL_ROW + 2 * Space.ROW + Space.CARD + Space.CHIP
    said = [*card.part.findChildren(QLabel), *card.why.findChildren(QLabel)]
    shown = {one.text() for one in said if one.isVisible()}
    assert "2 faces found, the largest chosen: click another one" in shown
    assert any(words.startswith(f"two.png · 640 {TIMES} 400") for words in shown)
    assert not any(words.endswith("…") for words in shown)
    for button in card.part.findChildren(QPushButton):
        assert button.isHidden() or button.width() >= button.sizeHint().width()


def test_the_digits_of_a_house_number_have_boxes_and_are_read_as_a_number(
    with_model: Callable[[str], MainWindow], tmp_path: Path, qtbot: QtBot
) -> None:
    picture = Image.new("RGB", (480, 260), (205, 200, 190))
    font = ImageFont.truetype(resources.path("fonts", "sans-01.ttf"), 100)
    ImageDraw.Draw(picture).text((60, 50), "3 7 2", (30, 40, 60), font)
    picture.save(tmp_path / "house.png")
    window = with_model("digits")
    drop(window, local(tmp_path / "house.png"))
    settled(qtbot, window, lambda look: len(look.found) == 3)
    line = line_of(window)
    assert look_of(window).box is None
    assert line.text.endswith("The number in the boxes: 372")
    assert not line.find_button.isVisible()
    for place, digit in enumerate("372"):
        box = look_of(window).found[place]
        at: QPoint = line.boxes.on_screen(box).center().toPoint()
        qtbot.mouseClick(line.boxes, LEFT, NONE, at)
        settled(qtbot, window, lambda look, box=box: look.box == box)  # type: ignore[misc] # each its own box
        assert content_of(window).answer.headline.startswith(digit)
    qtbot.mouseClick(line.whole_button, LEFT)
    settled(qtbot, window, lambda look: look.box is None)


def test_a_model_of_other_things_is_asked_about_the_whole_picture(
    asking: MainWindow, digits: Path, qtbot: QtBot
) -> None:
    drop(asking, local(digits / "0.png"))
    wait(qtbot, asking)
    assert look_of(asking).box is None
    assert look_of(asking).found == ()
