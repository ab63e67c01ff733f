"""A folder of the program, and a button that shows it in the desktop's file manager."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton

from workbench.views.cards import ElidedLabel, label
from workbench.views.folders import open_folder


class FolderLine:
    """One line of a grid: what the folder is for, where it is, and the button.

    Attributes:
        open: The button.
    """

    def __init__(self, grid: QGridLayout, name: str, folder: Path) -> None:
        row = grid.rowCount()
        path = ElidedLabel("value", Qt.TextElideMode.ElideMiddle)
        path.show_text(str(folder))
        self.open = QPushButton("Open")
        self.open.setAccessibleName(f"Open the folder of the {name.lower()}")
        self.open.clicked.connect(lambda: open_folder(folder))
        for column, widget in enumerate((label(name, "name"), path, self.open)):
            grid.addWidget(widget, row, column)
