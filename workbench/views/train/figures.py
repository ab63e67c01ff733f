"""Large figures with a word above them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.views.cards import label
from workbench.views.signs import NONE
from workbench.views.tokens import Size, Space


class KeyFigure(QWidget):
    """A figure that matters, what it is above it, and what it is counted in behind it."""

    def __init__(self, caption: str, role: str = "key") -> None:
        super().__init__()
        self._caption, self._value, self._unit = label(caption, "quiet"), label(NONE, role), label("", "name")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        row.addWidget(self._value)
        row.addWidget(self._unit, 1, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self._caption)
        column.addLayout(row)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """At least as wide as most figures are: what stands beside it does not move when they change."""
        return super().minimumSizeHint().expandedTo(QSize(Size.KEY_FIGURE, 0))

    @property
    def caption(self) -> str:
        """What it is."""
        return self._caption.text()

    @property
    def value(self) -> str:
        """The figure."""
        return self._value.text()

    def show_value(self, value: str, unit: str = "", caption: str = "") -> None:
        """Show a figure; an empty caption leaves that as it was."""
        self._value.setText(value)
        self._unit.setText(unit)
        self._caption.setText(caption or self._caption.text())
        self.setAccessibleName(f"{self._caption.text()}: {value} {unit}".strip())
