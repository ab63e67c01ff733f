"""All keys, page by page, as they are bound."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.views.cards import label
from workbench.views.commands import EVERYWHERE, Command, commands_in
from workbench.views.tokens import Size, Space


class ShortcutsDialog(QDialog):
    """A line a command: its name and its keys.

    Attributes:
        lines: Place, name and keys, as they stand there.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.lines: list[tuple[str, str, str]] = []
        content = QWidget()
        content.setObjectName("scrolled")
        grid = QGridLayout(content)
        grid.setContentsMargins(Space.NONE, Space.NONE, Space.CHIP, Space.NONE)
        grid.setHorizontalSpacing(Space.PAGE)
        grid.setVerticalSpacing(Space.SMALL)
        grid.setColumnStretch(0, 1)
        for where, commands in groupby(_sorted(commands_in(window)), lambda command: command.where):
            self._add(grid, where, list(commands))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName("Keyboard shortcuts")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        scroll.setMinimumWidth(content.sizeHint().width() + Space.CHIP)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        self.resize(QSize(*Size.SHORTCUTS).boundedTo(window.size()))

    def _add(self, grid: QGridLayout, where: str, commands: list[Command]) -> None:
        grid.addWidget(label(where, "title"), grid.rowCount(), 0, 1, 2)
        for command in commands:
            keys = " or ".join(_shown(keys) for keys in command.keys)
            row = grid.rowCount()
            grid.addWidget(label(command.words.rstrip("…"), "name"), row, 0)
            grid.addWidget(label(keys, "value"), row, 1)
            self.lines.append((where, command.words, keys))


def _shown(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _sorted(commands: list[Command]) -> list[Command]:
    """What holds everywhere first; within a place as they are listed."""
    places = [EVERYWHERE, *dict.fromkeys(command.where for command in commands)]
    return sorted((command for command in commands if command.keys), key=lambda command: places.index(command.where))
