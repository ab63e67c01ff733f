"""Views of which one is shown, side by side: all can be seen, and one click changes between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from workbench.views.tokens import Space


class Segments(QWidget):
    """A button a view; the one of what is shown is down.

    Attributes:
        buttons: They, in order.
    """

    chosen = Signal(int)
    """Place of the view that the user chose."""

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.buttons = [QPushButton(title) for title in titles]
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.ROW)
        for place, button in enumerate(self.buttons):
            button.setObjectName("chip")
            button.setCheckable(True)
            group.addButton(button, place)
            row.addWidget(button)
        self.buttons[0].setChecked(True)
        group.idClicked.connect(self.chosen)
