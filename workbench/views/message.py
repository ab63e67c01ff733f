"""What went wrong, or might, said beside what it is about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from core.errors import WorkbenchError
from workbench.views.cards import wrapped
from workbench.views.tokens import Size, Space


class ErrorMessage(QFrame):
    """What happened, what to do about it, and the details for whoever asks; takes no room while all is well.

    Attributes:
        dismiss: The button that closes it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("error")
        self._message = wrapped("", "message")
        self._hint = wrapped("", "hint")
        for text in (self._message, self._hint):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setMaximumHeight(Size.SIDE_PANE // 2)
        self._details.setAccessibleName("Details of the error")
        self._more = QPushButton("Details")
        self._more.setCheckable(True)
        self._more.setObjectName("link")
        self._more.toggled.connect(self._details.setVisible)
        self.dismiss = QPushButton("Dismiss")
        self.dismiss.setObjectName("link")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.CHIP, Space.CHIP, Space.CHIP, Space.ROW)
        column.setSpacing(Space.SMALL)
        column.addWidget(self._message)
        column.addWidget(self._hint)
        column.addWidget(self._details)
        buttons = QHBoxLayout()
        buttons.addWidget(self._more)
        buttons.addWidget(self.dismiss)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.hide()

    @property
    def text(self) -> str:
        """Message and hint."""
        return f"{self._message.text()} {self._hint.text()}".strip()

    @property
    def details(self) -> str:
        """The details, whether they are shown or not."""
        return self._details.toPlainText()

    def show_error(self, error: WorkbenchError | None) -> None:
        """Say what went wrong; None: nothing."""
        self.setVisible(error is not None)
        if error is None:
            return
        self._message.setText(error.message)
        self._hint.setText(error.hint)
        self._hint.setVisible(bool(error.hint))
        self._details.setPlainText(error.details)
        self._more.setVisible(bool(error.details))
        self._more.setChecked(False)
        self._details.hide()
        self.setAccessibleName(str(error))


class Advice(QFrame):
    """A word of advice on amber; takes no room while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("advice")
        self._words = wrapped("", "words")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.CHIP, Space.CHIP, Space.CHIP, Space.CHIP)
        column.addWidget(self._words)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_text(self, text: str) -> None:
        """Advise something; an empty text: nothing."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
