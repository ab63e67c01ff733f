"""The pictures that were tried, and what can be done with one of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.errors import WorkbenchError
from workbench.state.tried import Tried
from workbench.state.tried_file import TriedPicture
from workbench.views import commands
from workbench.views.cards import wrapped
from workbench.views.menu_button import MenuButton
from workbench.views.message import ErrorMessage
from workbench.views.predict.tried_list import TriedList, answer_in_words
from workbench.views.theme import Theme
from workbench.views.tokens import Space

_NONE = "Pictures that you ask about are kept here with their answers, also when the window is closed."


class TriedPane(QWidget):
    """Thumbnails over the actions for the chosen one, which its context menu offers too.

    Attributes:
        pictures: The thumbnails.
        copy_button: Copies the answer in words.
        more_button: Offers to save and to remove.
        undo_button: Brings back what was removed.
        error: What could not be done.
    """

    def __init__(self, theme: Theme, tried: Tried) -> None:
        super().__init__()
        self._tried = tried
        self.pictures = TriedList(theme, tried)
        self.copy_button, self.undo_button = QPushButton("Copy answer"), QPushButton("Undo")
        self.more_button = MenuButton(theme, "More")
        self._none = wrapped(_NONE, "name")
        self.error = ErrorMessage()
        self._fill_menu()
        self._lay_out()
        self.copy_button.clicked.connect(self._copy)
        self.undo_button.clicked.connect(tried.undo)
        self.error.dismiss.clicked.connect(lambda: self.error.show_error(None))
        # A click on what is chosen already shows it again as well; Enter is a click to Qt on some systems alone.
        self.pictures.clicked.connect(self._show_again)
        commands.bind(self.pictures, commands.SHOW_AGAIN, self._show_again)
        commands.bind(self.pictures, commands.FORGET_PICTURE, self._remove)
        self.pictures.customContextMenuRequested.connect(self._open_menu)
        self.pictures.selectionModel().currentChanged.connect(self._enable)
        tried.failed.connect(self.error.show_error)
        tried.changed.connect(self._show)
        self._show()
        tried.recall()

    def save_answer(self, tried: TriedPicture, path: Path) -> None:
        """Save one answer as a table, or say why that cannot be done."""
        from core.models.answers import Answer  # noqa: PLC0415 - there are answers, so NumPy is there
        from core.models.prediction_table import save_csv  # noqa: PLC0415

        answer = Answer(tried.file, tried.label, tried.probability, tried.probabilities)
        try:
            save_csv(path, tuple(tried.probabilities), [answer])
        except WorkbenchError as error:
            self.error.show_error(error)
        else:
            self.error.show_error(None)

    def _fill_menu(self) -> None:
        menu = self.more_button.offered
        menu.addAction("Show again", self._show_again)
        menu.addAction("Copy answer", self._copy)
        menu.addAction("Save picture…", self._ask_where_to_save_picture)
        menu.addAction("Save answer…", self._ask_where_to_save_answer)
        menu.addSeparator()
        menu.addAction("Remove", self._remove)
        menu.addAction("Remove all", self._tried.clear)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.ROW)
        for button in (self.copy_button, self.more_button, self.undo_button):
            buttons.addWidget(button)
        buttons.insertStretch(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.ROW)
        for widget in (self.error, self._none):
            column.addWidget(widget)
        column.addWidget(self.pictures, 1)
        column.addStretch()
        column.addLayout(buttons)

    def _show(self) -> None:
        has_some = bool(self._tried.pictures)
        self._none.setVisible(not has_some)
        self.pictures.setVisible(has_some)
        self.undo_button.setVisible(bool(self._tried.removed))
        self.undo_button.setToolTip(f"Bring back what was removed ({self._tried.removed:,})")
        self._enable()

    def _enable(self) -> None:
        for button in (self.copy_button, self.more_button):
            button.setEnabled(self.pictures.chosen is not None)

    def _show_again(self) -> None:
        if self.pictures.chosen is not None:
            self._tried.show_again(self.pictures.chosen)

    def _copy(self) -> None:
        if self.pictures.chosen is not None:
            QGuiApplication.clipboard().setText(answer_in_words(self.pictures.chosen))

    def _remove(self) -> None:
        if self.pictures.chosen is not None:
            self._tried.remove(self.pictures.chosen)

    def _ask_where_to_save_picture(self) -> None:
        chosen = self.pictures.chosen
        if chosen is not None:
            name = f"{Path(chosen.name).stem}.png"
            file, _ = QFileDialog.getSaveFileName(self, "Save the picture", name, "Pictures (*.png *.jpg *.webp)")
            if file:
                self._tried.save_picture(chosen, Path(file))

    def _ask_where_to_save_answer(self) -> None:
        chosen = self.pictures.chosen
        if chosen is not None:
            file, _ = QFileDialog.getSaveFileName(self, "Save the answer", "answer.csv", "Tables (*.csv)")
            if file:
                self.save_answer(chosen, Path(file))

    def _open_menu(self, where: QPoint) -> None:
        if self.pictures.indexAt(where).isValid():
            self.more_button.offered.popup(self.pictures.viewport().mapToGlobal(where))
