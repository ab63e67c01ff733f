"""The rail at the left: the pages by icon and word, and the settings at its foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QSizePolicy, QToolButton, QVBoxLayout

from workbench.views.menus import add_heading
from workbench.views.theme import Appearance, Theme
from workbench.views.tokens import Size, Space


class Rail(QFrame):
    """A button a page, in the order they are added.

    Attributes:
        buttons: By the page's key.
        help: Has what there is to know in its menu.
    """

    page_chosen = Signal(str)
    appearance_chosen = Signal(Appearance)
    histograms_chosen = Signal(bool)
    """Whether runs from now on let TensorBoard show how their weights are spread."""

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
        self.help = self._button("Help", "help")
        self.help.setMenu(QMenu(self.help))
        self.help.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self.help, self._settings()):
            self._column.addWidget(button)
        theme.changed.connect(self._color)

    def add_page(self, key: str, word: str, icon: str) -> None:
        """Add a page's button below the others, with Ctrl and its number as its key."""
        button = self._button(word, icon)
        button.setCheckable(True)
        number = len(self.buttons) + 1
        # Not the button's own: that one waits a tenth of a second, and what is typed meanwhile goes to the old page.
        QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(button.click)
        button.setToolTip(f"{word} (Ctrl+{number})")
        button.clicked.connect(lambda: self.page_chosen.emit(key))
        self._group.addButton(button)
        self._column.insertWidget(len(self.buttons), button)
        self.buttons[key] = button
        self._color()

    def show_page(self, key: str) -> None:
        """Show which page is open."""
        self.buttons[key].setChecked(True)

    def show_histograms(self, *, wanted: bool) -> None:
        """Show whether they do."""
        self._histograms.setChecked(wanted)

    def _settings(self) -> QToolButton:
        button = self._button("Settings", "settings")
        menu = QMenu(button)
        add_heading(menu, "Appearance")
        group = QActionGroup(menu)
        for appearance in Appearance:
            action = menu.addAction(appearance.value)
            action.setCheckable(True)
            action.setChecked(appearance is self._theme.appearance)
            action.triggered.connect(lambda _checked, wanted=appearance: self.appearance_chosen.emit(wanted))
            group.addAction(action)
        add_heading(menu, "TensorBoard, for runs from now on")
        self._histograms = menu.addAction("Weight histograms")
        self._histograms.setCheckable(True)
        self._histograms.toggled.connect(self.histograms_chosen)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

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
