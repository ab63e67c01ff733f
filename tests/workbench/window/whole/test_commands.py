"""Whatever has a key is in the list of keys, is bound to what it says, and shares the key with nothing beside it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QAction, QKeySequence, QShortcut

from workbench.app.offers import offers_of
from workbench.app.shortcuts import ShortcutsDialog
from workbench.app.window import MainWindow
from workbench.views.commands import COMMANDS, EVERYWHERE, BoundAction, commands_in


def test_every_key_is_in_the_list(whole: MainWindow) -> None:
    dialog = ShortcutsDialog(whole)
    listed = {(where, words) for where, words, _ in dialog.lines}
    with_keys = [action for action in whole.findChildren(QAction) if not action.shortcut().isEmpty()]
    assert len(with_keys) > 25
    for action in with_keys:
        assert isinstance(action, BoundAction), action.text()
        assert (action.command.where, action.command.words) in listed
    assert not whole.findChildren(QShortcut)
    dialog.deleteLater()


def test_every_command_is_bound_to_something_that_does_it(whole: MainWindow) -> None:
    bound = {action.command for action in whole.findChildren(BoundAction)}
    assert set(COMMANDS) <= bound


def test_no_two_commands_have_one_key_in_one_place(whole: MainWindow) -> None:
    everything = commands_in(whole)
    pages = {command.where for command in everything}
    for place in pages:
        # Keys of a part of a page hold while that part has the keyboard, before those of the page.
        together = [command for command in everything if command.where in {place, EVERYWHERE}]
        keys = Counter(QKeySequence(keys).toString() for command in together for keys in command.keys)
        assert not [key for key, times in keys.items() if times > 1], place


def test_what_has_a_key_on_a_page_is_offered_there(whole: MainWindow) -> None:
    whole.show_page("predict")
    offered = {offer.words for offer in offers_of(whole.pages["predict"], whole)}
    assert {"Open pictures…", "Paste a picture", "Draw a digit", "Settings…", "Go to Runs"} <= offered
    assert not any("Open a dataset" in words for words in offered)
