"""Opening a dataset in the window and looking at its images, with real clicks on the real thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from core.preprocessing.pipeline import grayscale
from tests.workbench.window.contents import content_on, page_of
from workbench.app.window import MainWindow
from workbench.views.data.content import Content
from workbench.views.data.page import DataPage

OpenSource = Callable[[MainWindow, str], ImageDataset]


def data_page(window: MainWindow) -> DataPage:
    return page_of(window, DataPage)


def content_of(window: MainWindow) -> Content:
    return content_on(data_page(window))


def dataset_of(window: MainWindow) -> ImageDataset:
    dataset = window.session.datasets.dataset
    assert dataset is not None
    return dataset


def choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text().replace("&&", "&") == words).trigger()


def pixels_of(picture: QImage) -> np.ndarray:
    rgb = picture.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3)


def click_position(qtbot: QtBot, content: Content, position: int) -> None:
    grid = content.images.grid
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.tile_area(position).center())


def test_the_built_in_data_is_one_click_away(window: MainWindow, qtbot: QtBot) -> None:
    button = data_page(window).welcome.built_in["street-digits"]
    with qtbot.waitSignal(window.session.datasets.changed, timeout=120_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    content = content_of(window)
    assert content.isVisible()
    assert content.source.facts[0] == "10,000"
    assert window.pipeline.chips["dataset"].name == dataset_of(window).name


def test_reading_can_be_cancelled_at_once_and_another_source_opened(
    window: MainWindow, qtbot: QtBot, open_source: OpenSource
) -> None:
    controls = data_page(window).controls
    with qtbot.waitSignal(window.session.datasets.progressed):
        window.session.datasets.open("sketch-faces:20000")
    assert controls.cancel_button.isVisible()
    qtbot.mouseClick(controls.cancel_button, Qt.MouseButton.LeftButton)

    assert not window.session.datasets.is_reading
    assert controls.open_button.isVisible()
    assert len(open_source(window, "street-digits:300")) == 300


def test_facts_and_divisions_of_the_dataset_are_shown(loaded: MainWindow) -> None:
    content = content_of(loaded)
    assert content.source.facts == ("300", "32 \N{MULTIPLICATION SIGN} 32 RGB", "10")
    uses = loaded.session.datasets.uses
    assert uses is not None
    assert uses.train + uses.validation + uses.test == 300
    assert uses.note == "Validation cut from train"


def test_a_click_on_a_class_shows_that_class_and_another_one_all_of_them(loaded: MainWindow, qtbot: QtBot) -> None:
    content, dataset = content_of(loaded), dataset_of(loaded)
    qtbot.mouseClick(content.classes.bars[3], Qt.MouseButton.LeftButton)
    assert set(dataset.labels[content.selection.rows]) == {3}
    assert len(content.selection.rows) == dataset.counts("train")["3"]
    assert content.images.label.text() == "Class 3"

    qtbot.mouseClick(content.classes.bars[3], Qt.MouseButton.LeftButton)
    assert len(content.selection.rows) == len(dataset.splits["train"])


def test_the_split_filter_shows_that_part_alone(loaded: MainWindow) -> None:
    content, dataset = content_of(loaded), dataset_of(loaded)
    menu = content.images.split.menu()
    choose(menu, "test")
    assert content.selection.rows.tolist() == list(dataset.splits["test"])
    assert content.classes.quiet == "test"
    choose(menu, "all")
    assert len(content.selection.rows) == 300


def test_the_inspector_shows_exactly_the_stored_pixels_and_what_the_network_sees(
    loaded: MainWindow, qtbot: QtBot
) -> None:
    content, dataset = content_of(loaded), dataset_of(loaded)
    click_position(qtbot, content, 17)
    stored = dataset.images[17]
    assert np.array_equal(pixels_of(content.stored.view.picture), stored)
    seen = pixels_of(content.seen.view.picture)
    assert np.array_equal(seen, np.repeat(grayscale(stored), 3, axis=-1))
    assert content.stored.title == "Image 17"
    assert content.stored.facts[0] == dataset.classes[dataset.labels[17]]


def test_what_the_network_sees_follows_the_experiment_that_is_designed(loaded: MainWindow, qtbot: QtBot) -> None:
    content, dataset, design = content_of(loaded), dataset_of(loaded), loaded.session.design
    click_position(qtbot, content, 3)
    design.set_value("preprocessing.normalization", "unit")
    assert content.seen.steps == ("In shades of gray", "Scaled to 0…1", "1,024 numbers")
    design.set_value("preprocessing.color", "rgb")
    design.set_value("preprocessing.normalization", "image")
    assert np.array_equal(pixels_of(content.seen.view.picture), dataset.images[3])
    assert content.seen.steps == ("In colour", "Less its own mean, over its own deviation", "3,072 numbers")
    design.set_value("preprocessing.color", "blue")
    assert content.seen.view.picture.isNull(), "what no experiment can be made of is not shown as the one before"


def test_images_are_shown_in_the_size_that_the_network_sees(
    window: MainWindow, open_source: OpenSource, picture_folder: Path, qtbot: QtBot
) -> None:
    open_source(window, str(picture_folder))
    seen = content_of(window).seen
    assert pixels_of(seen.view.picture).shape == (8, 8, 3)
    window.session.design.set_value("data.image_size", 12)
    assert pixels_of(seen.view.picture).shape == (12, 12, 3)
    assert seen.steps[-1] == "144 numbers"
    window.session.design.set_value("data.image_size", 1_000_000)
    assert pixels_of(seen.view.picture).shape == (8, 8, 3), "a slip of the hand does not fill the memory"


def test_enlarging_an_image_invents_no_colours(loaded: MainWindow, qtbot: QtBot) -> None:
    view, dataset = content_of(loaded).stored.view, dataset_of(loaded)
    shown, area = view.grab().toImage(), view.picture_area()
    ratio = shown.devicePixelRatio()
    for line in range(32):
        for column in range(32):
            middle = QPointF(area.x() + (column + 0.5) * area.width() / 32, (line + 0.5) * area.height() / 32) * ratio
            color = shown.pixelColor(int(middle.x()), int(middle.y()))
            assert [color.red(), color.green(), color.blue()] == dataset.images[0, line, column].tolist()


def test_the_keyboard_reaches_every_image(loaded: MainWindow, qtbot: QtBot) -> None:
    content = content_of(loaded)
    grid, selection = content.images.grid, content.selection
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert selection.position == 1 + grid.columns
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert selection.position == len(selection.rows) - 1
    assert grid.viewport().rect().contains(grid.tile_area(selection.position))
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert selection.position == 0
    assert grid.tile_area(0).top() == 0


def test_a_folder_dropped_on_the_page_is_opened(window: MainWindow, qtbot: QtBot, picture_folder: Path) -> None:
    page = data_page(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture_folder))])
    button, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(50, 50), action, data, button, keys)
    move = QDragMoveEvent(QPoint(60, 60), action, data, button, keys)
    for event in (enter, move):
        event.ignore()
        QApplication.sendEvent(page, event)
        assert event.isAccepted()
    with qtbot.waitSignal(window.session.datasets.changed):
        QApplication.sendEvent(page, QDropEvent(QPointF(60, 60), action, data, button, keys))

    dataset = dataset_of(window)
    assert dataset.classes == ("cats & dogs", "others")
    assert content_of(window).skipped.quiet == str(len(dataset.skipped)) == "1"
    assert "broken.png" in content_of(window).skipped.files.item(0).text()


def test_dragged_text_is_not_taken_for_a_dataset(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("some words")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(data_page(window), event)
    assert not event.isAccepted()


def test_a_file_that_is_no_dataset_is_explained_beside_the_button(
    loaded: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "letter.zip"
    file.write_text("Dear reader")
    controls, before = data_page(loaded).controls, dataset_of(loaded)
    with qtbot.waitSignal(loaded.session.datasets.recent_changed):
        loaded.session.datasets.open(str(file))

    assert controls.error.isVisible()
    assert "letter.zip" in controls.error.text
    assert dataset_of(loaded) is before
    qtbot.mouseClick(controls.error.dismiss, Qt.MouseButton.LeftButton)
    assert not controls.error.isVisible()


def test_uneven_classes_are_pointed_out(window: MainWindow, tmp_path: Path, open_source: OpenSource) -> None:
    images = np.arange(40 * 64, dtype=np.uint32).astype(np.uint8).reshape(40, 8, 8)
    np.savez(tmp_path / "uneven.npz", images=images, labels=np.array([0] * 32 + [1] * 8))
    open_source(window, str(tmp_path / "uneven.npz"))
    assert "Class 0 has 4 times as many images as class 1" in content_of(window).classes.advice.text


def test_real_house_numbers_open_with_their_own_parts(
    window: MainWindow, shared_data: Path, open_source: OpenSource
) -> None:
    dataset = open_source(window, str(shared_data / "svhn"))
    assert len(content_of(window).selection.rows) == len(dataset.splits["train"]) == 5_586


@pytest.mark.parametrize("size", [(900, 580), (1_600, 1_000)])
def test_the_thumbnails_fill_the_width_whatever_it_is(loaded: MainWindow, size: tuple[int, int], qtbot: QtBot) -> None:
    loaded.resize(*size)
    grid = content_of(loaded).images.grid
    qtbot.waitUntil(lambda: loaded.width() == size[0])
    right = grid.tile_area(grid.columns - 1).right() + 1
    assert grid.viewport().width() - grid.columns < right <= grid.viewport().width()
