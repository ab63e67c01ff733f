"""Settings are made in one dialog: they show at once, Cancel takes them back, and nothing wrong is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from tests.workbench.window.conftest import Desktop
from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.window import MainWindow
from workbench.state.settings import DEFAULTS
from workbench.views.data.page import DataPage
from workbench.views.design.editors import ChoiceEditor, LineEditor
from workbench.views.design.page import DesignPage
from workbench.views.growth import text_factor
from workbench.views.settings.dialog import SettingsDialog
from workbench.views.theme import Appearance, Theme, font
from workbench.views.tokens import Size, Type

OpenWindow = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def _usual_look(theme: Theme) -> Iterator[None]:
    yield
    theme.set_text_size(100)
    theme.set_appearance(Appearance.LIGHT)
    wait_for(lambda: theme.is_settled)


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    qtbot.mouseClick(window.rail.settings, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(SettingsDialog)
    return dialog


def pick(dialog: SettingsDialog, name: str, words: str) -> None:
    editor = dialog.boxes[name].editor
    assert isinstance(editor, ChoiceEditor)
    place = editor.findText(words)
    editor.setCurrentIndex(place)
    editor.activated.emit(place)


def test_what_is_chosen_shows_at_once_and_cancel_takes_it_back(
    window: MainWindow, dialog: SettingsDialog, theme: Theme, qtbot: QtBot
) -> None:
    pick(dialog, "appearance", "Dark")
    pick(dialog, "text_size", "150%")
    pick(dialog, "not_sure_below", "90%")
    assert (theme.is_dark, text_factor()) == (True, 1.5)
    assert not window.session.certainty.is_sure(0.85)
    assert window.rail.width() == Size.RAIL
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert window.session.settings.current == DEFAULTS
    assert text_factor() == 1
    assert window.session.certainty.is_sure(0.85)


def test_what_is_done_is_there_at_the_next_start(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window()
    dialog = opened(first, qtbot)
    pick(dialog, "not_sure_below", "90%")
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    first.close()
    assert not open_window().session.certainty.is_sure(0.85)


def test_a_number_that_cannot_be_is_said_beside_its_field_and_not_kept(
    window: MainWindow, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    box = dialog.boxes["threads_per_run"]
    assert isinstance(box.editor, LineEditor)
    qtbot.keyClicks(box.editor, "0")
    assert "at least 1" in box.error
    assert not dialog.keep.isEnabled()
    assert window.session.settings.current.threads_per_run is None
    box.editor.clear()
    qtbot.keyClicks(box.editor, "2")
    assert not box.error
    assert dialog.keep.isEnabled()
    assert window.session.training.threads == 2


def test_folders_are_shown_by_the_desktop(window: MainWindow, dialog: SettingsDialog, desktop: Desktop) -> None:
    for line in dialog.folders.values():
        line.open.click()
    assert desktop.opened[0].toLocalFile() == str(window.session.workspace)
    assert len(desktop.opened) == 3


def test_the_cache_is_emptied_at_a_click_with_its_size_beside(
    window: MainWindow, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    folder = window.session.cache.folder / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "large.npz").write_bytes(bytes(3 * 2**20))
    window.session.cache.measure()
    wait_for(dialog.cache.empty.isEnabled)
    assert "MB" in dialog.cache.words.text()
    qtbot.mouseClick(dialog.cache.empty, Qt.MouseButton.LeftButton)
    wait_for(lambda: not window.session.cache.is_busy)
    assert not (folder / "large.npz").exists()


def test_text_that_grows_under_way_has_the_room_that_it_has_from_the_start(
    loaded: MainWindow, theme: Theme, open_window: OpenWindow, open_source: Callable[[MainWindow, str], ImageDataset]
) -> None:
    """Of every labelled line of two dense pages: nothing is cut for having been made at another size."""

    def heights(window: MainWindow) -> dict[str, tuple[int, int]]:
        content_on(page_of(window, DataPage))
        window.show_page("design")
        content_on(page_of(window, DesignPage))
        wait_for(lambda: theme.is_settled)
        labels = (one for one in window.findChildren(QLabel) if one.text() and one.isVisible())
        return {one.text(): (one.minimumHeight(), one.fontMetrics().height()) for one in labels}

    content_on(page_of(loaded, DataPage))
    loaded.session.settings.choose(text_size=150)
    grown = heights(loaded)
    loaded.close()
    again = open_window()
    open_source(again, "street-digits:300")
    made = heights(again)
    both = grown.keys() & made.keys()
    assert len(both) > 40
    assert {text: grown[text] for text in both} == {text: made[text] for text in both}
    assert QFontMetrics(font(Type.BODY)).height() in {height for _, height in made.values()}
