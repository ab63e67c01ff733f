"""All that can be done in a window as it is now: its commands, the buttons to be seen, and what is in their menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from workbench.views.commands import BoundAction
from workbench.views.signs import LEADS_TO

# Steps of a number, and what only a mouse comes near: not things to be looked for by name.
_PASSED_OVER: Final = frozenset({"stepper", "vary"})
_DEEPEST: Final = 3


@dataclass(frozen=True)
class Offer:
    """One thing to do.

    Attributes:
        words: What it is called.
        keys: The key that does it; empty where there is none.
        act: Does it.
        obstacle: Why it cannot be done now; empty where it can.
    """

    words: str
    keys: str
    act: Callable[[], object]
    obstacle: str = ""


def offers_of(page: QWidget, surroundings: QWidget) -> list[Offer]:
    """What can be done, first on a page, then around it; each once.

    Args:
        page: The page that is shown.
        surroundings: The window.
    """
    found: dict[str, Offer] = {}
    for part in (page, surroundings):
        for offer in (*_commands(part), *_buttons(part)):
            known = found.setdefault(offer.words.casefold(), offer)
            # The key of a page does what a button on it does: that one knows why not now.
            if offer.obstacle and not known.obstacle:
                found[offer.words.casefold()] = replace(known, obstacle=offer.obstacle)
    return list(found.values())


def _commands(part: QWidget) -> Iterator[Offer]:
    for action in part.findChildren(BoundAction):
        owner = action.parent()
        if isinstance(owner, QWidget) and owner.isVisible():
            is_possible = action.isEnabled() and (action.button is None or action.button.isEnabled())
            obstacle = "" if is_possible else _reason(action.button or owner)
            yield Offer(_with_place(action), action.command.keys_shown, action.trigger, obstacle)


def _with_place(action: BoundAction) -> str:
    """A command of one part of a page alone is told with the part."""
    _, _, part = action.command.where.partition(": ")
    return f"{part.capitalize()} {LEADS_TO} {action.text()}" if part else action.text()


def _buttons(part: QWidget) -> Iterator[Offer]:
    with_command = {id(action.button) for action in part.window().findChildren(BoundAction)}
    buttons: list[QPushButton | QToolButton] = [*part.findChildren(QPushButton), *part.findChildren(QToolButton)]
    for button in buttons:
        if not button.isVisible() or button.objectName() in _PASSED_OVER or id(button) in with_command:
            continue
        name, menu = _name(button), _menu(button)
        if menu is not None:
            yield from _entries(menu, name, "" if button.isEnabled() else _reason(button), _DEEPEST)
        elif name:
            yield Offer(name, "", button.click, "" if button.isEnabled() else _reason(button))


def _entries(menu: QMenu, name: str, obstacle: str, deepest: int) -> Iterator[Offer]:
    """The entries of a menu, of a menu in it too; those that are filled when they open are filled."""
    menu.aboutToShow.emit()
    for action in menu.actions():
        if action.isSeparator() or not action.text() or isinstance(action, BoundAction):
            continue
        words = f"{name} {LEADS_TO} {_plain(action.text())}"
        inner = action.menu()
        if isinstance(inner, QMenu) and deepest:
            yield from _entries(inner, words, obstacle, deepest - 1)
        elif action.isEnabled() or action.toolTip() != action.text().replace("&", ""):
            reason = obstacle or ("" if action.isEnabled() else action.toolTip())
            yield Offer(words, _key(action), action.trigger, reason)


def _key(action: QAction) -> str:
    return action.shortcut().toString()


def _menu(button: QPushButton | QToolButton) -> QMenu | None:
    return button.menu()


def _name(button: QPushButton | QToolButton) -> str:
    """What a screen reader calls it, or what stands on it."""
    return button.accessibleName() or _plain(button.text())


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _reason(widget: QWidget) -> str:
    return widget.accessibleDescription() or "Not possible now."
