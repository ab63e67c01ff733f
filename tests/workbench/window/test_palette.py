"""Whatever can be done is done from the palette, by keyboard alone; what cannot be done says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.data.dataset import ImageDataset
from tests.workbench.window.contents import content_on, page_of, wait_for
from workbench.app.offers import offers_of
from workbench.app.palette import Palette
from workbench.app.window import MainWindow
from workbench.views.commands import Command
from workbench.views.design.page import DesignPage
from workbench.views.settings.dialog import SettingsDialog

Open = Callable[[MainWindow, str], ImageDataset]


def search(window: MainWindow, qtbot: QtBot, words: str) -> Palette:
    qtbot.keyClick(window, "P", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (palette,) = window.findChildren(Palette)
    qtbot.keyClicks(palette.field, words)
    return palette


def test_the_palette_is_opened_searched_and_obeyed_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    palette = search(window, qtbot, "gt rep")
    assert palette.offers.shown[0].words == "Go to Report"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    wait_for(window.pages["report"].isVisible)
    wait_for(lambda: not window.findChildren(Palette))


def test_arrow_keys_choose_and_what_opens_is_in_front(window: MainWindow, qtbot: QtBot) -> None:
    palette = search(window, qtbot, "se")
    places = [offer.words for offer in palette.offers.shown]
    for _ in range(places.index("Settings…")):
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    wait_for(lambda: window.findChildren(SettingsDialog))


def test_what_cannot_be_done_says_why_and_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("design")
    content_on(page_of(window, DesignPage))
    offers = {offer.words: offer for offer in offers_of(window.pages["design"], window)}
    assert "Open a dataset" in offers["Train"].obstacle
    assert offers["Undo"].obstacle
    palette = search(window, qtbot, "run: none")
    assert palette.offers.shown[0].obstacle
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    wait_for(lambda: not palette.isVisible())


def test_entries_of_menus_are_found_with_the_button_they_stand_behind(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    palette = search(window, qtbot, "drawn digits")
    words = [offer.words for offer in palette.offers.shown]
    assert "Use drawn digits" in words
    assert any(words.startswith("Open a dataset") and words.endswith("Drawn digits") for words in words)
    palette.reject()


def test_a_command_names_its_key_in_hints() -> None:
    assert Command("Train", ("Ctrl+Return",)).hint("Train it") == "Train it (Ctrl+Return)"
