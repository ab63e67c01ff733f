"""What there is to know, in the menu of the rail's Help button: a line here adds an entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from core.about import NAME
from core.paths import log_folder
from workbench.app.about import AboutDialog
from workbench.app.diagnostics import diagnostics
from workbench.app.shortcuts import ShortcutsDialog
from workbench.views import commands
from workbench.views.commands import Command, bind
from workbench.views.folders import open_folder
from workbench.views.theme import Theme

OPEN_LOGS: Final = Command("Open the log folder", ())
COPY_DIAGNOSTICS: Final = Command("Copy diagnostics", ())
ABOUT: Final = Command(f"About {NAME}, and licences", ())


def add_help(menu: QMenu, window: QWidget, theme: Theme) -> None:
    """Fill the menu; whatever has a key has it in the whole window."""
    _add(menu, window, commands.SHORTCUTS, lambda: _open(ShortcutsDialog(window), theme))
    menu.addSeparator()
    _add(menu, window, OPEN_LOGS, lambda: open_folder(log_folder()))
    _add(menu, window, COPY_DIAGNOSTICS, lambda: QGuiApplication.clipboard().setText(diagnostics()))
    menu.addSeparator()
    _add(menu, window, ABOUT, lambda: _open(AboutDialog(theme, window), theme))


def _add(menu: QMenu, window: QWidget, command: Command, act: Callable[[], object]) -> None:
    menu.addAction(bind(window, command, act))


def _open(dialog: QDialog, theme: Theme) -> None:
    theme.dress(dialog)
    dialog.open()
