"""Opening a dataset: the button and its menu, how far the reading is, and what went wrong, all in one place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.state.datasets import Datasets
from workbench.views import commands
from workbench.views.cards import ElidedLabel
from workbench.views.data.source_menu import SourceMenu
from workbench.views.data.sources import short_name
from workbench.views.message import ErrorMessage
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class OpenControls(QWidget):
    """What brings a dataset. While one is read, progress and a cancel stand in the button's place.

    Attributes:
        open_button: Offers folders, files, built-in and recent sources.
        cancel_button: Gives up what is being read.
        progress: How much of it is done.
        stage: What is being done.
        error: What went wrong with the last attempt.
    """

    def __init__(self, theme: Theme, datasets: Datasets, *, is_primary: bool) -> None:
        super().__init__()
        self._theme = theme
        self._datasets = datasets
        self.open_button = QPushButton("Open…")
        if is_primary:
            self.open_button.setObjectName("primary")
        # The sign that a menu follows stands behind the word.
        self.open_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.open_button.setAccessibleName("Open a dataset")
        file, folder = commands.OPEN_DATASET.keys_shown, commands.OPEN_DATASET_FOLDER.keys_shown
        self.open_button.setToolTip(f"Open a file: {file}. Open a folder: {folder}.")
        self._menu = SourceMenu(datasets, self)
        self._menu.chosen.connect(datasets.open)
        self.open_button.setMenu(self._menu)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAccessibleName("Cancel reading")
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("Reading")
        self.stage = ElidedLabel("quiet")
        self.error = ErrorMessage()
        self._stack = QStackedWidget()
        self._lay_out(is_primary=is_primary)
        self.cancel_button.clicked.connect(datasets.cancel)
        self.error.dismiss.clicked.connect(datasets.dismiss_error)
        datasets.reading_changed.connect(self._show_reading)
        datasets.progressed.connect(self._show_progress)
        datasets.error_changed.connect(self._show_error)
        theme.changed.connect(self._color)
        self._color()
        self._show_reading()
        self._show_error()

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        self._menu.choose_file()

    def choose_folder(self) -> None:
        """Ask for a folder and open it."""
        self._menu.choose_folder()

    def _lay_out(self, *, is_primary: bool) -> None:
        still, busy = QWidget(), QWidget()
        row = QHBoxLayout(still)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addStretch(1 if is_primary else 0)
        row.addWidget(self.open_button)
        row.addStretch(1)
        row = QHBoxLayout(busy)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.CHIP)
        words = QVBoxLayout()
        words.setSpacing(Space.SMALL)
        words.addWidget(self.stage)
        words.addWidget(self.progress)
        row.addLayout(words, 1)
        row.addWidget(self.cancel_button)
        self._stack.addWidget(still)
        self._stack.addWidget(busy)
        # As high busy as still: nothing below moves when the one takes the other's place.
        self._stack.setFixedHeight(Size.CONTROL_ROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.ROW)
        column.addWidget(self._stack)
        column.addWidget(self.error)

    def _show_reading(self) -> None:
        self._stack.setCurrentIndex(1 if self._datasets.is_reading else 0)
        if self._datasets.is_reading:
            self._show_progress("", 0, 0)

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        # A range of nothing shows a moving bar: something is being done, nobody knows how much of it there is.
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        share = f" · {done / total:.0%}" if total else ""
        self.stage.show_text(f"{stage or f'Opening {short_name(self._datasets.source)}'}{share}")

    def _show_error(self) -> None:
        self.error.show_error(self._datasets.error)

    def _color(self) -> None:
        token = "on_accent" if self.open_button.objectName() == "primary" else "quiet"
        self.open_button.setIcon(self._theme.icon("chevron-down", token))
        self.open_button.setIconSize(QSize(Size.SMALL_ICON, Size.SMALL_ICON))
