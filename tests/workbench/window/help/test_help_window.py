"""Whoever does not know a word, a page or a field finds it explained, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resources.teaching.texts import page_texts, terms
from workbench.app.pages import PAGES
from workbench.app.window import MainWindow
from workbench.views.help.help_window import HelpWindow
from workbench.views.theme import Appearance, Theme

F1, SHIFT, ALT = Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> HelpWindow:
    window.help.show_glossary()
    assert window.help.window is not None
    qtbot.waitExposed(window.help.window)
    return window.help.window


def listed(opened: HelpWindow) -> list[str]:
    entries = opened.entries
    return [entries.item(row).text() for row in range(entries.count())]


def test_f1_opens_the_glossary_with_the_keyboard_in_its_search(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, F1)
    opened = window.help.window
    assert opened is not None
    qtbot.waitUntil(opened.isVisible)
    assert opened.focusWidget() is opened.search
    assert {one.term for one in terms().values()} <= set(listed(opened))


def test_a_word_that_is_typed_is_explained_at_once_and_arrows_go_through_what_was_found(
    opened: HelpWindow, qtbot: QtBot
) -> None:
    qtbot.keyClicks(opened.search, "dropout")
    assert "set to zero" in opened.text.toPlainText()
    assert "Srivastava" in opened.text.toPlainText()
    qtbot.keyClick(opened.search, Qt.Key.Key_Down)
    assert "set to zero with a certain" not in opened.text.toPlainText()
    qtbot.keyClick(opened.search, Qt.Key.Key_Up)
    assert "set to zero" in opened.text.toPlainText()


def test_what_is_not_there_is_said(opened: HelpWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(opened.search, "quark")
    assert "quark" in opened.nothing.text()
    assert not listed(opened)
    opened.search.clear()
    assert opened.nothing.isHidden()


def test_links_lead_from_entry_to_entry_and_back(opened: HelpWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(opened.search, "overfitting")
    opened.text.anchorClicked.emit(QUrl("term:dropout"))
    assert opened.address == "term:dropout"
    assert "set to zero" in opened.text.toPlainText()
    assert 'href="term:overfitting"' in opened.text.toHtml()
    qtbot.keyClick(opened, Qt.Key.Key_Left, ALT)
    assert opened.address == "term:overfitting"


def test_links_can_be_reached_and_followed_by_keyboard(opened: HelpWindow, qtbot: QtBot) -> None:
    opened.show_address("term:overfitting")
    opened.activateWindow()
    opened.text.setFocus()
    qtbot.waitUntil(opened.text.hasFocus)
    qtbot.keyClick(opened.text, Qt.Key.Key_Tab)
    qtbot.keyClick(opened.text, Qt.Key.Key_Return)
    assert opened.address == "term:validation"


def test_escape_closes_it_and_the_work_goes_on(opened: HelpWindow, window: MainWindow, qtbot: QtBot) -> None:
    assert not opened.isModal()
    qtbot.keyClick(opened.search, Qt.Key.Key_Escape)
    assert opened.isHidden()
    qtbot.keyClick(window, F1)
    assert window.help.window is opened


def test_every_page_has_a_help_and_shift_f1_opens_that_of_the_page_at_hand(window: MainWindow, qtbot: QtBot) -> None:
    assert list(page_texts()) == [entry.key for entry in PAGES]
    for entry in PAGES:
        assert page_texts()[entry.key].title == entry.word
        window.show_page(entry.key)
        qtbot.keyClick(window, F1, SHIFT)
        opened = window.help.window
        assert opened is not None
        assert opened.address == f"page:{entry.key}"
        shown = opened.text.toPlainText()
        assert "First:" in shown
        assert all(keys in shown for keys in page_texts()[entry.key].keys)


def test_the_help_menu_offers_all_of_it(window: MainWindow) -> None:
    menu = window.rail.help.menu()
    words = [action.text().partition("\t")[0] for action in menu.actions()]
    assert words[:3] == ["About this page", "Glossary", "First steps"]
    menu.actions()[0].trigger()
    assert window.help.window is not None
    assert window.help.window.address == "page:data"
    menu.actions()[2].trigger()
    assert window.guide.isVisible()


def test_the_text_follows_the_colours(opened: HelpWindow, theme: Theme, qtbot: QtBot) -> None:
    opened.show_address("term:adam")
    theme.set_appearance(Appearance.DARK)
    qtbot.waitUntil(lambda: theme.is_settled)
    assert opened.text.palette().base().color() == theme.color("card")
    assert opened.text.palette().text().color() == theme.color("text")
    assert "AdamW" in opened.text.toPlainText()


def test_whatever_takes_the_keyboard_has_a_name(opened: HelpWindow) -> None:
    for widget in (opened.search, opened.entries, opened.text):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert QApplication.activeModalWidget() is None
