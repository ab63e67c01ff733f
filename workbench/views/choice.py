"""A choice among named values, as small as the text that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from workbench.views.theme import Theme
from workbench.views.tokens import Size


class Choice(QPushButton):
    """A button that names what is chosen and offers the rest in a menu."""

    chosen = Signal(int)
    """Place of the value that the user chose."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName("choice")
        self._theme = theme
        self._name = name
        self._values: Sequence[str] = ()
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self.setMenu(self._menu)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setIconSize(QSize(Size.SMALL_ICON, Size.SMALL_ICON))
        self._group.triggered.connect(lambda action: self.chosen.emit(action.data()))
        theme.changed.connect(self._color)
        self._color()

    def offer(self, values: Sequence[str]) -> None:
        """Offer these values, the first one chosen."""
        self._values = values
        self._menu.clear()
        for place, value in enumerate(values):
            # An ampersand in a class's name is no keyboard shortcut.
            action = self._menu.addAction(value.replace("&", "&&"))
            action.setData(place)
            action.setCheckable(True)
            self._group.addAction(action)
        self.show_chosen(0)

    def show_chosen(self, place: int) -> None:
        """Show one of the values as chosen, without a signal."""
        value = self._values[place]
        self._menu.actions()[place].setChecked(True)
        self.setText(f"{self._name} {value}".replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {value}")

    def _color(self) -> None:
        self.setIcon(self._theme.icon("chevron-down"))
