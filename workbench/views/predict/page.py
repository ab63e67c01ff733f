"""The Predict page: pictures in, answers out. Pictures, folders and models can be dropped anywhere on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QStackedWidget

from workbench.state.session import Session
from workbench.views import commands
from workbench.views.late_content import LateContent
from workbench.views.predict.files import open_folder, open_model, open_pictures
from workbench.views.predict.given import is_welcome, take
from workbench.views.predict.welcome import Welcome
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.predict.content import Content


class PredictPage(QStackedWidget):
    """Asks a model about pictures.

    Attributes:
        welcome: What is shown before there is a model.
        content: What is shown with one; None before.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Predict")
        self.setAcceptDrops(True)
        self._theme = theme
        self._session = session
        self._is_drawing_wanted = False
        self.welcome = Welcome(theme, session)
        self.content: Content | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.open_button)
        self._late = LateContent(self, session.preloading, "workbench.views.predict.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.models.changed.connect(self._late.want)
        session.first_steps.drawing_wanted.connect(self._draw_soon)
        for command, act in (
            (commands.OPEN_PICTURES, self._open),
            (commands.OPEN_PICTURE_FOLDER, self._open_folder),
            (commands.PASTE, self.paste),
            (commands.DRAW, self._draw),
        ):
            commands.bind(self, command, act)

    def paste(self) -> None:
        """Take what is on the clipboard."""
        take(self._session, QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Accept what may be a picture or a model."""
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()
            self._show_target(is_target=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Accept it everywhere on the page."""
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """It goes elsewhere."""
        super().dragLeaveEvent(event)
        self._show_target(is_target=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take it."""
        event.acceptProposedAction()
        self._show_target(is_target=False)
        take(self._session, event.mimeData())

    def _show_target(self, *, is_target: bool) -> None:
        if self.content is not None:
            self.content.picture.view.show_target(is_target=is_target)

    def _open(self) -> None:
        (open_pictures if self.content is not None else open_model)(self.content or self.welcome, self._session)

    def _open_folder(self) -> None:
        open_folder(self.content or self.welcome, self._session)

    def _draw_soon(self) -> None:
        self._is_drawing_wanted = self.content is None
        self._draw()

    def _draw(self) -> None:
        if self.content is not None:
            self.content.picture.draw()

    def _new_content(self) -> Content:
        from workbench.views.predict.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        if self._is_drawing_wanted:
            content.picture.draw()
        content.picture.paste_button.clicked.connect(self.paste)
        self.setFocusProxy(content.picture.open_button)
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.setFocus()
