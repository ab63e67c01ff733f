"""The Evaluate page: what is missing before anything can be measured, or the figures of a model and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from workbench.state.session import Session
from workbench.views.evaluate.welcome import Welcome
from workbench.views.late_content import LateContent
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.evaluate.content import Content


class EvaluatePage(QStackedWidget):
    """Measures a model, and shows where it errs.

    Attributes:
        welcome: What is shown before there are a model and a dataset.
        content: What is shown with both; None before.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Evaluate")
        self._theme, self._session = theme, session
        self.welcome = Welcome(theme, session)
        self.content: Content | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.first_button)
        self._late = LateContent(self, session.preloading, "workbench.views.evaluate.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.evaluating.choice_changed.connect(self._show)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the content when somebody looks, rather than together with all other pages' at the start."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        if self.isVisible() and self._session.evaluating.is_ready:
            self._late.want()

    def _new_content(self) -> Content:
        from workbench.views.evaluate.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        self.setFocusProxy(content.summary.start)
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.setFocus()
