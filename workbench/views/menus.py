"""Menus with headings."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu


def add_heading(menu: QMenu, text: str) -> None:
    """Begin a group of entries; where a style sheet draws the menu, Qt's own sections are lines without their text."""
    if menu.actions():
        menu.addSeparator()
    menu.addAction(text).setEnabled(False)
