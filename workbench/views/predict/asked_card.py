"""The pictures that were asked about, now and before, and their answers to take along."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from core.errors import WorkbenchError
from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import Card, wrapped
from workbench.views.choice import Choice
from workbench.views.message import ErrorMessage
from workbench.views.predict.asked_list import AskedList
from workbench.views.predict.tried_pane import TriedPane
from workbench.views.theme import Theme
from workbench.views.tokens import Space

_SCOPES = ("this time", "earlier too")
_REMEMBERED = "asked"


class AskedCard(Card):
    """A line a picture; the selected one is looked at closely. In its place, thumbnails of those of earlier starts too.

    Attributes:
        scope: Which of the two is shown.
        tried: The thumbnails.
        entries: The list.
        table_button: Shows it as a large table.
        copy_button, save_button, clear_button: What to do with it.
        error: Why it could not be saved.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("Asked before")
        self._predictions = predictions = session.predictions
        self._preferences = session.preferences
        self.scope = Choice(theme, "")
        self.scope.offer(_SCOPES)
        self.tried = TriedPane(theme, session.tried)
        self._place = QStackedWidget()
        self.table_button, self.copy_button, self.save_button, self.clear_button = (
            QPushButton(words) for words in ("Table", "Copy", "Save…", "Clear")
        )
        self.table_button.setToolTip(commands.ANSWERS_TABLE.hint("All answers in a table, to be sorted and filtered"))
        self.copy_button.setToolTip(commands.COPY_ANSWERS.hint("Copy the answers as a table for a spreadsheet"))
        self.save_button.setToolTip(commands.SAVE_ANSWERS.hint("Save the answers as a table in a file"))
        self.entries = AskedList(theme, predictions)
        self.error = ErrorMessage()
        self._none = wrapped("The pictures that you ask about are listed here with their answers.", "name")
        self._lay_out()
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._choose_file)
        self.clear_button.clicked.connect(predictions.clear)
        for command, button in (
            (commands.COPY_ANSWERS, self.copy_button),
            (commands.SAVE_ANSWERS, self.save_button),
            (commands.ANSWERS_TABLE, self.table_button),
        ):
            commands.bind(self, command, button)
        self.error.dismiss.clicked.connect(self.error.hide)
        self.entries.selectionModel().currentChanged.connect(lambda index: predictions.choose(index.row()))
        predictions.entries_changed.connect(self._show)
        predictions.answers_changed.connect(self._show_count)
        predictions.current_changed.connect(self._show_current)
        self.scope.chosen.connect(self._choose_scope)
        session.tried.changed.connect(self._show_count)
        self._tried = session.tried
        self._show()
        if self._preferences.word(_REMEMBERED) == _SCOPES[1]:
            self._show_scope(1)

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
        for button in (self.table_button, self.copy_button, self.save_button, self.clear_button):
            buttons.addWidget(button)
        buttons.insertStretch(3)
        self.header.addWidget(self.scope)
        now = QWidget()
        column = QVBoxLayout(now)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.ROW)
        for widget in (self.error, self._none, self.entries):
            column.addWidget(widget)
        column.setStretchFactor(self.entries, 1)
        column.addStretch()
        column.addLayout(buttons)
        self._place.addWidget(now)
        self._place.addWidget(self.tried)
        self.body.addWidget(self._place, 1)

    def _choose_scope(self, place: int) -> None:
        self._preferences.remember_word(_REMEMBERED, _SCOPES[place])
        self._show_scope(place)

    def _show_scope(self, place: int) -> None:
        self.scope.show_chosen(place)
        self._place.setCurrentIndex(place)
        self._show_count()

    def _show(self) -> None:
        count = len(self._predictions.entries)
        self._show_count()
        self._none.setVisible(not count)
        self.entries.setVisible(bool(count))
        for button in (self.table_button, self.copy_button, self.save_button, self.clear_button):
            button.setEnabled(bool(count))
        self._show_current()

    def _show_count(self) -> None:
        if self._place.currentIndex():
            self.show_title("Asked before", f"{len(self._tried.pictures):,}" if self._tried.pictures else "")
            return
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
