"""A figure of a model, large."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from workbench.views.cards import label
from workbench.views.signs import NONE
from workbench.views.tokens import Space


class KeyFigure(QWidget):
    """A figure, large, under its name, with what there is to add to it quietly at its side or below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._value, self._more = label(NONE, "key"), label("", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addWidget(label(name, "quiet"))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.addWidget(self._value)
        self._line.addWidget(self._more)
        self._line.addStretch(1)
        column.addLayout(self._line)
        self.show_narrow(is_narrow=False)

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._value.text()} {self._more.text()}".strip()

    def show_narrow(self, *, is_narrow: bool) -> None:
        """Put what there is to add below the figure, or at its side."""
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(direction)
        self._line.setSpacing(Space.NONE if is_narrow else Space.ROW)

    def show_figure(self, value: str, more: str = "") -> None:
        """Say something else."""
        self._value.setText(value)
        self._more.setText(more)
        self.setAccessibleName(f"{self._name} {self.text}")
