"""The place of the pages: where their text is large and the window small, the page that is shown can be scrolled."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

from workbench.views.growth import text_factor


class PageStack(QStackedWidget):
    """As small as the page that is shown can be; at the usual size of text, pages give way themselves."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """That of the page, and of no other."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None and text_factor() > 1 else QSize()


class PageArea(QScrollArea):
    """The stack, with bars where it has too little room.

    Attributes:
        stack: The pages.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stack = PageStack()
        self.setObjectName("pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(self.stack)
        self.stack.currentChanged.connect(self.stack.updateGeometry)
