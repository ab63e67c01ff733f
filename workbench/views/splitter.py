"""What divides a page into panes that the user makes wider and narrower."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from workbench.views.tokens import Space


class Splitter(QSplitter):
    """Panes with a gap between them that can be dragged; the ground is all that is seen of it."""

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation, childrenCollapsible=False)
        self.setHandleWidth(Space.GAP)

    def createHandle(self) -> QSplitterHandle:  # noqa: N802 - Qt's name
        """A handle without the dots that styles put on it."""
        return _Gap(self.orientation(), self)


class _Gap(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        pass
