"""The ways to the help: the menu, F1 and Shift+F1, and links in the pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from resources.teaching.markup import LINK_SCHEME
from workbench.state.session import Session
from workbench.views import commands
from workbench.views.help.documents import PAGE_SCHEME, TERM
from workbench.views.help.help_window import HelpWindow
from workbench.views.theme import Theme


class HelpDesk(QObject):
    """Opens one help window, and keeps it.

    Attributes:
        window: What is open; None before anybody asked.
    """

    def __init__(self, theme: Theme, session: Session, parent: QWidget, current_page: Callable[[], str]) -> None:
        """Prepare.

        Args:
            theme: Its look.
            session: Pages ask through it.
            parent: The main window.
            current_page: Tells the key of the page that is open.
        """
        super().__init__(parent)
        self.window: HelpWindow | None = None
        self._theme, self._session, self._parent, self._current_page = theme, session, parent, current_page
        session.help_wanted.connect(self.show_address)

    def fill(self, menu: QMenu) -> None:
        """Put the ways to the help into a menu."""
        for command, act in (
            (commands.EXPLAIN_PAGE, self.explain_page),
            (commands.GLOSSARY, self.show_glossary),
            (commands.FIRST_STEPS, self._session.first_steps.reopen),
        ):
            menu.addAction(commands.bind(self._parent, command, act))

    def explain_page(self) -> None:
        """Say what the page that is open is for."""
        self.show_address(f"{PAGE_SCHEME}:{self._current_page()}")

    def show_glossary(self) -> None:
        """Open the glossary, at the term of what has the keyboard where there is one."""
        term = _term_of(QApplication.focusWidget())
        if term:
            self.show_address(f"{LINK_SCHEME}:{term}")
        else:
            self._opened().search.setFocus()

    def show_address(self, address: str) -> None:
        """Open the help there."""
        window = self._opened()
        window.search.clear()
        window.show_address(address)
        window.text.setFocus()

    def _opened(self) -> HelpWindow:
        if self.window is None:
            self.window = HelpWindow(self._theme, self._parent)
            self.window.show_address(f"{PAGE_SCHEME}:{self._current_page()}")
        self.window.show()
        self.window.activateWindow()
        return self.window


def _term_of(widget: QWidget | None) -> str:
    while widget is not None:
        if term := widget.property(TERM):
            return str(term)
        widget = widget.parentWidget()
    return ""
