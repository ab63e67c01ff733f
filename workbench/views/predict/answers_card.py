"""All answers in a table, for folders of pictures."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHeaderView, QPushButton, QTableView

from core.errors import WorkbenchError
from core.models.truths import Score
from workbench.state.session import Session
from workbench.views import commands
from workbench.views.cards import Card, ElidedLabel, percent, wrapped
from workbench.views.choice import Choice
from workbench.views.message import ErrorMessage
from workbench.views.predict.answers_model import ALL, UNSURE, WITHOUT, WRONG, AnswersModel
from workbench.views.table_model import set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Size

# Answers come thirty times a second; a table is not read that fast.
_FOLLOW_MS = 200
_TIMES_FREE = 9
_NO_ORDER = -1


class AnswersCard(Card):
    """Sorted by a click on a heading, narrowed to a class; the chosen row is the picture whose answer stands beside.

    Attributes:
        table: The answers.
        answers: What is in it.
        shown: Which of them.
        save_button: Saves those that are shown.
        back_button: Leads back to the picture.
        error: Why they could not be saved.
    """

    left = Signal()
    """The user wants to see the picture that is chosen."""

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("All answers")
        self._session = session
        self.answers = AnswersModel(theme, session.thumbnails, self)
        self.table = QTableView()
        self.shown = Choice(theme, "Show:")
        self._filters: tuple[str, ...] = ()
        self.save_button, self.back_button = QPushButton("Save…"), QPushButton("Back")
        self.back_button.setToolTip("Show the picture that is chosen (Enter)")
        self._score = ElidedLabel("quiet")
        self.save_button.setToolTip("Save the answers that are shown as a table in a file (CSV)")
        self._words = wrapped("", "name")
        self.error = ErrorMessage()
        self._soon = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._set_up()
        for control in (self.shown, self.save_button, self.back_button):
            self.header.addWidget(control)
        for widget in (self._score, self.error, self._words, self.table):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.table, 1)
        self.body.addStretch()
        self._connect()

    @property
    def words(self) -> str:
        """What is said in place of rows."""
        return self._words.text()

    @property
    def score(self) -> str:
        """How many answers are right, where folders tell."""
        return self._score.accessibleName()

    def save_csv(self, path: Path) -> None:
        """Save the answers that are shown, in the order in which they stand, or say why that cannot be done."""
        from core.models.prediction_table import save_csv  # noqa: PLC0415 - there are answers, so NumPy is there

        rows = [(row.entry.answer, row.true) for row in self.answers.rows if row.entry.answer is not None]
        truths = [true for _, true in rows] if self.answers.has_truths else []
        try:
            save_csv(path, self._classes, [answer for answer, _ in rows], truths)
        except WorkbenchError as error:
            self.error.show_error(error)
        else:
            self.error.show_error(None)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with what came while the table was not to be seen."""
        super().showEvent(event)
        self._show()

    @property
    def _classes(self) -> tuple[str, ...]:
        predictor = self._session.models.predictor
        return predictor.classes if predictor else ()

    def _set_up(self) -> None:
        self.table.setModel(self.answers)
        set_up_table(self.table, "All answers")
        self.table.verticalHeader().setDefaultSectionSize(Size.PICTURE_ROW)
        self.table.setIconSize(QSize(Size.ROW_PICTURE, Size.ROW_PICTURE))
        header = self.table.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(_NO_ORDER, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self._fit_columns()

    def _connect(self) -> None:
        predictions = self._session.predictions
        self.back_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self._choose_file)
        self.error.dismiss.clicked.connect(lambda: self.error.show_error(None))
        self.shown.chosen.connect(self._choose_filter)
        self.table.doubleClicked.connect(self.left)
        commands.bind(self.table, commands.LEAVE_TABLE, self.left.emit)
        self.table.selectionModel().currentChanged.connect(self._choose)
        self.answers.modelReset.connect(self._show_chosen)
        predictions.current_changed.connect(self._show_chosen)
        self._soon.timeout.connect(self._show)
        for moment in (predictions.entries_changed, predictions.answers_changed, self._session.certainty.changed):
            moment.connect(self._show_soon)
        self._session.models.changed.connect(self._show_soon)

    def _show_soon(self) -> None:
        # Not begun anew: while answers come without a pause, the table follows all the same.
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _show(self) -> None:
        begun = time.perf_counter()
        self._list_answers()
        # Of many thousands, listing takes longer: the window has other things to do nine tenths of the time.
        taken_ms = round(1000 * (time.perf_counter() - begun))
        self._soon.setInterval(max(_FOLLOW_MS, _TIMES_FREE * taken_ms))

    def _list_answers(self) -> None:
        predictions = self._session.predictions
        self.answers.take(predictions, self._session.certainty, self._classes)
        self._offer_filters()
        self._fit_columns()
        shown, count = len(self.answers.rows), len(predictions.entries)
        self.show_title("All answers", f"{count:,}" if shown == count else f"{shown:,} of {count:,}")
        self._score.show_text(_in_words(self.answers.score))
        self._score.setVisible(self.answers.score is not None)
        has_rows = bool(self.answers.rows)
        self.table.setVisible(has_rows)
        self.save_button.setEnabled(has_rows)
        self._words.setVisible(not has_rows)
        none = "Drop pictures or a folder to have all answers here."
        self._words.setText("No answer is of that kind." if predictions.entries else none)

    def _offer_filters(self) -> None:
        wrong = (WRONG,) if self.answers.has_truths else ()
        filters = (ALL, *self._classes, UNSURE, *wrong, WITHOUT)
        if filters != self._filters:
            self._filters = filters
            self.shown.offer(filters)
            self.answers.show_only(ALL)

    def _fit_columns(self) -> None:
        header, modes = self.table.horizontalHeader(), QHeaderView.ResizeMode
        for place, column in enumerate(self.answers.columns):
            header.setSectionResizeMode(place, modes.Stretch if column.is_wide else modes.Fixed)
            header.resizeSection(place, Size.FIGURE_COLUMN if column.is_figure else Size.ANSWER_COLUMN)
        header.setMinimumSectionSize(Size.PICTURE_ROW)

    def _choose_filter(self, place: int) -> None:
        self.shown.show_chosen(place)
        self.answers.show_only(self._filters[place])
        self._show()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.predictions.choose(self.answers.rows[index.row()].place)

    def _show_chosen(self) -> None:
        if not self.isVisible():
            return
        place = self._session.predictions.position
        row = next((number for number, one in enumerate(self.answers.rows) if one.place == place), None)
        if row is not None and row != self.table.currentIndex().row():
            self.table.selectRow(row)

    def _choose_file(self) -> None:
        file, _ = QFileDialog.getSaveFileName(self, "Save the answers", "answers.csv", "Tables (*.csv)")
        if file:
            self.save_csv(Path(file))


def _in_words(found: Score | None) -> str:
    if found is None:
        return ""
    lower, upper = found.interval
    right = f"{found.right:,} of {found.asked:,} in class folders are right: {percent(found.accuracy)}"
    return f"{right} (95% between {percent(lower)} and {percent(upper)})"
