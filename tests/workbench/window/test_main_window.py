"""What stands around the pages, and what is remembered from one start to the next."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from resources.palette import DARK, LIGHT
from tests.workbench.window.contents import content_on, page_of, wait_for
from tests.workbench.window.training import show_reported_run
from workbench.app.window import MainWindow
from workbench.state.design import FILE
from workbench.views.data.page import DataPage
from workbench.views.design.page import DesignPage
from workbench.views.theme import Appearance, Theme
from workbench.views.tokens import Size

ROOT = Path(__file__).resolve().parents[3]
OpenWindow = Callable[[], MainWindow]

WIDE = 1_100

FAULT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from workbench.app import main
from workbench.app.crash import CrashDialog

def look():
    dialogs = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog)]
    if dialogs:
        print(dialogs[0].report.toPlainText())
        QApplication.exit(7)

class Faulty(main.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.look = QTimer(self, interval=20)
        self.look.timeout.connect(look)
        self.look.start()
        QTimer.singleShot(0, self.fail)

    def fail(self):
        raise ZeroDivisionError("a slot that fails")

main.MainWindow = Faulty
sys.exit(main.start())
"""

LEAN = """
import sys
from PySide6.QtCore import QTimer
from workbench.app import main

class Short(main.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        QTimer.singleShot(100, self.close)

main.MainWindow = Short
status = main.start()
print(*sys.modules)
sys.exit(status)
"""


def python(program: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False, timeout=60)


def color_of_card(window: MainWindow) -> QColor:
    card = content_on(page_of(window, DataPage)).classes
    return card.grab().toImage().pixelColor(card.width() // 2, 8)


def columns_of(window: MainWindow) -> list[int]:
    return content_on(page_of(window, DataPage)).columns.sizes()


def drag_first_column(qtbot: QtBot, window: MainWindow, distance: int) -> None:
    handle, before = content_on(page_of(window, DataPage)).columns.handle(1), columns_of(window)
    start = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(handle, start + QPoint(distance, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(distance, 0))
    assert columns_of(window) != before


def test_a_name_in_the_pipeline_is_whole_where_there_is_room_and_shortened_where_not(
    window: MainWindow, qtbot: QtBot
) -> None:
    names = {
        "dataset": "svhn",
        "experiment": "Digits, quick",
        "run": "#zw47 · completed",
        "model": "A long name",
    }
    chips = window.pipeline.chips
    for kind, name in names.items():
        chips[kind].show_name(name)
    window.showNormal()
    for size, is_whole in ((Size.WINDOW, True), (Size.LEAST_WINDOW, False), (Size.WINDOW, True)):
        window.resize(*size)
        shown = {kind: chip.findChild(QLabel, "strong") for kind, chip in chips.items()}
        qtbot.waitUntil(
            lambda shown=shown, whole=is_whole: all(shown[kind].text() == name for kind, name in names.items()) is whole
        )


def test_switching_the_theme_restyles_what_is_open(loaded: MainWindow, theme: Theme) -> None:
    assert color_of_card(loaded) == QColor(LIGHT.card)
    theme.set_appearance(Appearance.DARK)
    wait_for(lambda: theme.is_settled)
    assert color_of_card(loaded) == QColor(DARK.card)


def test_the_window_stands_where_it_was_left_with_the_same_data(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window()
    first.showNormal()
    first.resize(WIDE, 640)
    with qtbot.waitSignal(first.session.datasets.changed, timeout=60_000):
        first.session.datasets.open("street-digits:300")
    drag_first_column(qtbot, first, 40)
    widths = columns_of(first)
    first.close()

    second = open_window()
    assert second.height() == 640
    # The screen of tests without a display is narrower than three columns with room to move.
    second.showNormal()
    second.resize(WIDE, 640)
    with qtbot.waitSignal(second.session.datasets.changed, timeout=60_000):
        second.session.resume()
    qtbot.waitUntil(lambda: columns_of(second) == widths)
    assert second.pipeline.chips["dataset"].name == "street-digits:300"


def test_a_dataset_that_is_gone_at_the_next_start_is_named(
    open_window: OpenWindow, qtbot: QtBot, picture_folder: Path
) -> None:
    first = open_window()
    with qtbot.waitSignal(first.session.datasets.changed):
        first.session.datasets.open(str(picture_folder))
    first.close()
    picture_folder.rename(picture_folder.with_name("moved"))

    second = open_window()
    with qtbot.waitSignal(second.session.datasets.recent_changed):
        second.session.resume()
    assert str(picture_folder) in page_of(second, DataPage).controls.error.text


def test_closing_while_reading_leaves_nothing_running(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.datasets.progressed):
        window.session.datasets.open("sketch-faces:30000")
    window.close()
    assert not window.session.datasets.is_reading


def test_a_draft_that_cannot_be_kept_is_not_lost_without_a_word(window: MainWindow) -> None:
    (window.session.workspace / FILE).mkdir(parents=True)
    window.session.design.set_value("name", "Mine")
    window.close()
    assert window.isVisible()
    content = content_on(page_of(window, DesignPage))
    assert "Save it as a file elsewhere" in content.experiment.error.text
    window.close()
    assert not window.isVisible()


def test_every_control_has_a_name_for_screen_readers(loaded: MainWindow) -> None:
    nameless = [
        widget
        for widget in loaded.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert not nameless


def test_every_page_has_a_key_that_opens_it_at_once_and_brings_the_keyboard_there(
    loaded: MainWindow, qtbot: QtBot
) -> None:
    loaded.activateWindow()
    loaded.rail.buttons["data"].setFocus()
    for number, page in reversed([*enumerate(loaded.pages.values(), start=1)]):
        qtbot.keyClick(loaded, str(number), Qt.KeyboardModifier.ControlModifier)
        assert page.isVisible()
        focused = loaded.focusWidget()
        assert focused is page or page.isAncestorOf(focused)


def test_return_presses_the_button_that_has_the_keyboard(loaded: MainWindow, qtbot: QtBot) -> None:
    loaded.activateWindow()
    for button, page in ((loaded.pipeline.chips["experiment"], "design"), (loaded.rail.buttons["data"], "data")):
        button.setFocus()
        wait_for(button.hasFocus)
        qtbot.keyClick(button, Qt.Key.Key_Return)
        wait_for(loaded.pages[page].isVisible)


def test_a_fault_in_a_slot_is_reported_in_a_dialog() -> None:
    result = python(FAULT)
    assert result.returncode == 7, result.stderr
    assert "ZeroDivisionError: a slot that fails" in result.stdout
    assert "Python" in result.stdout


def test_the_window_starts_without_loading_what_only_some_work_needs() -> None:
    result = python(LEAN)
    assert result.returncode == 0, result.stderr
    loaded = {name.partition(".")[0] for name in result.stdout.split()}
    assert not loaded & {"keras", "tensorflow", "tensorboard", "scipy", "cv2", "httpx", "numpy"}


class Watch(QObject):
    """Notes which widgets are shown as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


def test_nothing_flickers_beside_the_window_while_its_pages_are_made(
    asking: MainWindow, open_source: Callable[[MainWindow, str], ImageDataset], qapp: QApplication, qtbot: QtBot
) -> None:
    watch = Watch()
    qapp.installEventFilter(watch)
    open_source(asking, "street-digits:300")
    asking.show_page("design")
    content_on(page_of(asking, DesignPage))
    show_reported_run(asking, qtbot, epochs=2)
    qapp.removeEventFilter(watch)
    assert not watch.shown
