"""The pictures that were asked about, and their answers to take along."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton

from core.errors import WorkbenchError
from workbench.state.predictions import Predictions
from workbench.views.cards import Card, wrapped
from workbench.views.message import ErrorMessage
from workbench.views.predict.asked_list import AskedList
from workbench.views.theme import Theme
from workbench.views.tokens import Space


class AskedCard(Card):
    """A line a picture; the selected one is looked at closely.

    Attributes:
        entries: The list.
        copy_button, save_button, clear_button: What to do with it.
        error: Why it could not be saved.
    """

    def __init__(self, theme: Theme, predictions: Predictions) -> None:
        super().__init__("Asked before")
        self._predictions = predictions
        self.copy_button, self.save_button, self.clear_button = (
            QPushButton(words) for words in ("Copy", "Save as CSV…", "Clear")
        )
        self.copy_button.setToolTip("Copy the answers as a table for a spreadsheet (Ctrl+C)")
        self.save_button.setToolTip("Save the answers as a table in a file (Ctrl+S)")
        self.entries = AskedList(theme, predictions)
        self.error = ErrorMessage()
        self._none = wrapped("The pictures that you ask about are listed here with their answers.", "name")
        self._lay_out()
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._choose_file)
        self.clear_button.clicked.connect(predictions.clear)
        standard = QKeySequence.StandardKey
        for keys, button in ((standard.Copy, self.copy_button), (standard.Save, self.save_button)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        self.error.dismiss.clicked.connect(self.error.hide)
        self.entries.selectionModel().currentChanged.connect(lambda index: predictions.choose(index.row()))
        predictions.entries_changed.connect(self._show)
        predictions.answers_changed.connect(self._show_count)
        predictions.current_changed.connect(self._show_current)
        self._show()

    def save_csv(self, path: Path) -> None:
        """Save the answers, or say why that cannot be done."""
        try:
            self._predictions.save_csv(path)
        except WorkbenchError as error:
            self.error.show_error(error)
        else:
            self.error.show_error(None)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.ROW)
        for button in (self.copy_button, self.save_button, self.clear_button):
            buttons.addWidget(button)
        buttons.insertStretch(2)
        for widget in (self.error, self._none, self.entries):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.entries, 1)
        self.body.addStretch()
        self.body.addLayout(buttons)

    def _show(self) -> None:
        count = len(self._predictions.entries)
        self._show_count()
        self._none.setVisible(not count)
        self.entries.setVisible(bool(count))
        for button in (self.copy_button, self.save_button, self.clear_button):
            button.setEnabled(bool(count))
        self._show_current()

    def _show_count(self) -> None:
        count, failed = len(self._predictions.entries), self._predictions.failed
        words = [f"{count:,}"] * bool(count) + [f"{failed:,} without an answer"] * bool(failed)
        self.show_title("Asked before", " · ".join(words))

    def _show_current(self) -> None:
        index = self.entries.model().index(self._predictions.position, 0)
        self.entries.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.entries.scrollTo(index)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._predictions.as_text())

    def _choose_file(self) -> None:
        file, _ = QFileDialog.getSaveFileName(self, "Save the answers", "answers.csv", "Tables (*.csv)")
        if file:
            self.save_csv(Path(file))
