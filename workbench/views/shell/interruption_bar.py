"""What was cut short the last time, above every page, until it goes on or is dismissed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from workbench.state.interruptions import Interruptions
from workbench.views.cards import wrapped
from workbench.views.tokens import Space


class InterruptionBar(QFrame):
    """What happened, and the offer to go on; takes no room where nothing did.

    Attributes:
        resume: Goes on with what was cut short.
        dismiss: Closes the bar, for good.
    """

    def __init__(self, interruptions: Interruptions) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._interruptions = interruptions
        self._message, self._hint = wrapped("", "strong"), wrapped("", "quiet")
        self.resume, self.dismiss = QPushButton("Resume"), QPushButton("Dismiss")
        self.resume.setObjectName("primary")
        self.resume.clicked.connect(interruptions.resume)
        self.dismiss.clicked.connect(interruptions.dismiss)
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.PAGE, Space.CHIP, Space.PAGE, Space.CHIP)
        row.setSpacing(Space.ROW)
        row.addLayout(words, 1)
        for button in (self.dismiss, self.resume):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        interruptions.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._message.text()} {self._hint.text()}".strip()

    def _show(self) -> None:
        self._message.setText(self._interruptions.text)
        self._hint.setText(self._interruptions.hint)
        self.setAccessibleName(self.text)
        self.resume.setText("Resume" if len(self._interruptions.runs) < 2 else "Resume all")
        self.setVisible(bool(self._interruptions.runs))
