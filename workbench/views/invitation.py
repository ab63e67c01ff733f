"""What an empty place says: what belongs there, and the buttons that bring it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.views.cards import label, wrapped
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


def fill_with(page: QWidget, *widgets: QWidget) -> None:
    """Put widgets below each other in the middle of an empty page, a little above its centre."""
    column = QVBoxLayout()
    column.setSpacing(Space.GAP)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(2)
    middle = QWidget()
    middle.setFixedWidth(Size.WELCOME)
    middle.setLayout(column)
    QHBoxLayout(page).addWidget(middle)


def side_by_side(*buttons: QWidget) -> QWidget:
    """Buttons in the middle of a line, no wider than they need."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    row.setSpacing(Space.CHIP)
    row.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    for button in buttons:
        row.addWidget(button)
    return holder


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
