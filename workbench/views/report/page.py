"""The Report page: an invitation at first, then the report's tables beside what was measured here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from workbench.state.session import Session
from workbench.views.late_content import LateContent
from workbench.views.report.welcome import Welcome
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.report.content import Content


class ReportPage(QStackedWidget):
    """Repeats the report's tables.

    Attributes:
        welcome: What is shown until somebody wants the tables.
        content: The tables; None before that.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Report")
        self._theme, self._session = theme, session
        self.welcome = Welcome(theme, session.reproducing)
        self.content: Content | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.train)
        self._late = LateContent(self, session.preloading, "workbench.views.report.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.reproducing.begun.connect(self._late.want)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look what is there of the tables, and go on looking."""
        super().showEvent(event)
        reproducing = self._session.reproducing
        reproducing.watch(is_watched=True)
        if reproducing.is_begun:
            self._late.want()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks any more."""
        super().hideEvent(event)
        self._session.reproducing.watch(is_watched=False)

    def _new_content(self) -> Content:
        from workbench.views.report.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        self.setFocusProxy(content)
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.setFocus()
