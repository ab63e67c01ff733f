"""The rail at the left: the pages by icon and word, and the settings at its foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QSizePolicy, QToolButton, QVBoxLayout

from workbench.views import commands
from workbench.views.theme import Theme, font
from workbench.views.tokens import Line, Size, Space, Type


class Rail(QFrame):
    """A button a page, in the order they are added.

    Attributes:
        buttons: By the page's key.
        help: Has what there is to know in its menu.
        settings: Asks for the settings.
    """

    page_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Pages")
        self.setFixedWidth(Size.RAIL)
        self._theme = theme
        self._icons: dict[QToolButton, str] = {}
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.ROW, Space.CHIP, Space.ROW, Space.CHIP)
        self._column.setSpacing(Space.SMALL)
        self._column.addStretch(1)
        self.help, self.settings = self._button("Help", "help"), self._button("Settings", "settings")
        self.help.setMenu(QMenu(self.help))
        self.help.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self.help, self.settings):
            self._column.addWidget(button)
        theme.changed.connect(self._color)

    def add_page(self, key: str, word: str, icon: str) -> None:
        """Add a page's button below the others, with Ctrl and its number as its key."""
        button = self._button(word, icon)
        button.setCheckable(True)
        number = len(self.buttons) + 1
        # Not the button's own key: that waits a tenth of a second, and what is typed meanwhile goes to the old page.
        command = commands.Command(f"Go to {word}", (f"Ctrl+{number}",))
        commands.bind(self, command, button)
        button.setToolTip(command.hint(word))
        button.clicked.connect(lambda: self.page_chosen.emit(key))
        self._group.addButton(button)
        self._column.insertWidget(len(self.buttons), button)
        self.buttons[key] = button
        self._color()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is too little room for the icons, the words alone are shown."""
        super().resizeEvent(event)
        words, icons = Qt.ToolButtonStyle.ToolButtonTextOnly, Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        for button in self._icons:
            button.setToolButtonStyle(icons if self._height_with_icons() <= self.height() else words)

    def _height_with_icons(self) -> int:
        line = QFontMetrics(font(Type.QUIET, strong=True)).height()
        button = Size.ICON + line + 2 * (Space.ROW + Line.RING) + Space.SMALL
        return len(self._icons) * (button + Space.SMALL) + 2 * Space.CHIP

    def show_page(self, key: str) -> None:
        """Show which page is open."""
        self.buttons[key].setChecked(True)

    def _button(self, word: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setText(word)
        button.setAccessibleName(word)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(Size.ICON, Size.ICON))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icons[button] = icon
        button.setIcon(self._theme.icon(icon))
        return button

    def _color(self) -> None:
        for button, icon in self._icons.items():
            button.setIcon(self._theme.icon(icon))
