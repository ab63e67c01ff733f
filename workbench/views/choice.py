"""A choice among named values, as small as the text that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup

from workbench.views.menu_button import MenuButton
from workbench.views.theme import Theme


class Choice(MenuButton):
    """A button that names what is chosen and offers the rest in a menu."""

    chosen = Signal(int)
    """Place of the value that the user chose."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme)
        self.setObjectName("choice")
        self._name = name
        self._values: Sequence[str] = ()
        self._group = QActionGroup(self)
        self._group.triggered.connect(lambda action: self.chosen.emit(action.data()))

    def offer(self, values: Sequence[str]) -> None:
        """Offer these values, the first one chosen."""
        self._values = values
        self.offered.clear()
        for place, value in enumerate(values):
            # An ampersand in a class's name is no keyboard shortcut.
            action = self.offered.addAction(value.replace("&", "&&"))
            action.setData(place)
            action.setCheckable(True)
            self._group.addAction(action)
        self.show_chosen(0)

    def show_chosen(self, place: int) -> None:
        """Show one of the values as chosen, without a signal."""
        value = self._values[place]
        self.offered.actions()[place].setChecked(True)
        self.setText(f"{self._name} {value}".replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {value}")
