"""What an empty place says: what belongs there, and the buttons that bring it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from workbench.views.cards import label, wrapped
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class Invitation(QFrame):
    """A picture, a title, words and buttons below each other, in a dashed frame that things can be dropped on."""

    def __init__(self, theme: Theme, icon: str, title: str, words: str, *controls: QWidget) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._theme = theme
        self._icon = icon
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title, self._words = label("", "title"), wrapped("", "name")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.LARGE_ICON, Size.LARGE_ICON, Size.LARGE_ICON, Size.LARGE_ICON)
        column.setSpacing(Space.CHIP)
        for text in (self._title, self._words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._picture, self._title, self._words, *controls):
            column.addWidget(widget)
        theme.changed.connect(self._color)
        self._color()
        self.show_words(title, words)

    @property
    def text(self) -> str:
        """Title and words."""
        return f"{self._title.text()} {self._words.text()}"

    def show_words(self, title: str, words: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(title)

    def _color(self) -> None:
        size = QSize(Size.LARGE_ICON, Size.LARGE_ICON)
        self._picture.setPixmap(self._theme.icon(self._icon).pixmap(size, self.devicePixelRatioF()))
