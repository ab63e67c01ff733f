"""That the program ended badly the last time, above every page, until it is dismissed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from workbench.views.cards import wrapped
from workbench.views.tokens import Space

_WORDS = "The program ended badly the last time: a fault in one of its libraries, or for want of memory."


class BadEndBar(QFrame):
    """Takes no room where nothing happened.

    Attributes:
        show_report: Shows where it was.
        dismiss: Closes the bar.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAccessibleName(_WORDS)
        self.show_report, self.dismiss = QPushButton("Show report"), QPushButton("Dismiss")
        self.dismiss.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.CHIP, Space.PAGE, Space.CHIP)
        row.setSpacing(Space.ROW)
        row.addWidget(wrapped(_WORDS, "strong"), 1)
        for button in (self.dismiss, self.show_report):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()
