"""The Runs page: empty with an invitation, or all runs of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from workbench.state.session import Session
from workbench.views.late_content import LateContent
from workbench.views.runs.welcome import Welcome
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.runs.content import Content


class RunsPage(QStackedWidget):
    """Lists runs, keeps them in order and compares them.

    Attributes:
        welcome: What is shown while there are none.
        content: What is shown of them; None before there was one.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Runs")
        self._theme, self._session = theme, session
        self.welcome = Welcome(theme, session)
        self.content: Content | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.train)
        self._late = LateContent(self, session.preloading, "workbench.views.runs.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.runs.changed.connect(self._show)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look what has become of the runs, and go on looking."""
        super().showEvent(event)
        self._session.runs.watch(is_watched=True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks any more."""
        super().hideEvent(event)
        self._session.runs.watch(is_watched=False)

    def _show(self) -> None:
        runs = self._session.runs
        if runs.runs or runs.deleted:
            self._late.want()

    def _new_content(self) -> Content:
        from workbench.views.runs.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        self.setFocusProxy(content.runs.table)
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.setFocus()
