"""The Sweeps page: an invitation at first, then the sweeps of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget

from workbench.state.session import Session
from workbench.views.late_content import LateContent
from workbench.views.sweeps.welcome import Welcome
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from core.sweeps.space import SearchSpace
    from workbench.views.sweeps.content import Content


class SweepsPage(QStackedWidget):
    """Searches among variants of an experiment.

    Attributes:
        welcome: What is shown while there are none.
        content: What is shown of them; None before there was one.
        dialog: The one that asked last how a sweep is to begin.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Sweeps")
        self._theme, self._session = theme, session
        self.welcome = Welcome(theme, session)
        self.content: Content | None = None
        self.dialog: QDialog | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.design)
        self._late = LateContent(self, session.preloading, "workbench.views.sweeps.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.sweeping.changed.connect(self._show)
        session.sweeping.order_wanted.connect(self._ask)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look what has become of the sweeps, and go on looking."""
        super().showEvent(event)
        self._session.sweeping.watch(is_watched=True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks any more."""
        super().hideEvent(event)
        self._session.sweeping.watch(is_watched=False)

    def _show(self) -> None:
        sweeping = self._session.sweeping
        has_any = sweeping.is_going or (sweeping.found is not None and bool(sweeping.found.records))
        if has_any:
            self._late.want()
        if self.content is not None:
            self.setCurrentWidget(self.content if has_any else self.welcome)

    def _ask(self, space: SearchSpace) -> None:
        from workbench.views.sweeps.order_dialog import open_order  # noqa: PLC0415 - as the content

        self.dialog = open_order(self, self._theme, self._session, space)

    def _new_content(self) -> Content:
        from workbench.views.sweeps.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        # A sweep that could not begin is over before its page is there.
        self._show()
        self.setFocusProxy(content)
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.setFocus()
