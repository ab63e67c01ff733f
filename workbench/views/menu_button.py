"""A button that leads to a menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from workbench.views.theme import Theme
from workbench.views.tokens import Size


class MenuButton(QPushButton):
    """The sign that a menu follows stands behind the words.

    Attributes:
        offered: The menu, to be filled.
    """

    def __init__(self, theme: Theme, words: str = "") -> None:
        super().__init__(words)
        self._theme = theme
        self.offered = QMenu(self)
        self.offered.setToolTipsVisible(True)
        self.setMenu(self.offered)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.offered.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setIconSize(QSize(Size.SMALL_ICON, Size.SMALL_ICON))
        theme.changed.connect(self._color)
        self._color()

    def _color(self) -> None:
        self.setIcon(self._theme.icon("chevron-down"))
