"""The Data page: empty with an invitation, or the dataset at hand. A dataset can be dropped anywhere on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget

from workbench.state.session import Session
from workbench.views import commands
from workbench.views.data.open_controls import OpenControls
from workbench.views.data.welcome import Welcome
from workbench.views.late_content import LateContent
from workbench.views.theme import Theme

if TYPE_CHECKING:
    from workbench.views.data.content import Content


class DataPage(QStackedWidget):
    """Opens datasets and shows the one at hand.

    Attributes:
        welcome: What is shown before there is one.
        content: What is shown of it; None before there is one.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self.setAccessibleName("Data")
        self.setAcceptDrops(True)
        self._theme = theme
        self._session = session
        self.welcome = Welcome(theme, session.datasets)
        self.content: Content | None = None
        theme.dress(self.welcome)
        self.addWidget(self.welcome)
        self.setFocusProxy(self.welcome.controls.open_button)
        self._late = LateContent(self, session.preloading, "workbench.views.data.content", self._new_content)
        self._late.made.connect(self._take_content)
        session.datasets.changed.connect(self._late.want)
        commands.bind(self, commands.OPEN_DATASET, self._choose_file)
        commands.bind(self, commands.OPEN_DATASET_FOLDER, self._choose_folder)

    @property
    def controls(self) -> OpenControls:
        """The controls that open datasets, where they are now."""
        return self.welcome.controls if self.content is None else self.content.source.controls

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Accept what has a local file or folder in it."""
        if _local_path(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Accept it everywhere on the page."""
        if _local_path(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open it."""
        event.acceptProposedAction()
        self._session.datasets.open(_local_path(event.mimeData()))

    def _choose_file(self) -> None:
        self.controls.choose_file()

    def _choose_folder(self) -> None:
        self.controls.choose_folder()

    def _new_content(self) -> Content:
        from workbench.views.data.content import Content  # noqa: PLC0415 - loads what the start does not wait for

        return Content(self._theme, self._session)

    def _take_content(self, content: Content) -> None:
        self.content = content
        self.setFocusProxy(content.images.grid)
        self.setFocus()


def _local_path(data: QMimeData) -> str:
    """The first file or folder in what is dragged; empty where there is none."""
    return next((url.toLocalFile() for url in data.urls() if url.isLocalFile()), "")
