"""One of the report's tables beside what was measured here, with its notes and what can be done with its rows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QPushButton, QTableView

from core.reproduction.planning import PlannedTable
from core.reproduction.results import TableResult
from core.reproduction.wording import Notes, about_images, title_of
from workbench.state.reproduction_marks import marks_of
from workbench.state.reproduction_orders import RowPhase
from workbench.state.session import Session
from workbench.views.cards import Card, wrapped
from workbench.views.report.row_actions import RowActions
from workbench.views.report.rows_model import RowLine, RowsModel, widths
from workbench.views.table_model import set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Line, Size


class TableCard(Card):
    """Title and images, the rows, what can be done with the one that is chosen, and the notes.

    Attributes:
        about: Which images ours were measured on, and the report's.
        table: The rows.
        model: What is in them.
        row_actions: What can be done with the chosen one.
        faults: Why rows went wrong.
        notes: Where the report leaves its method open.
        train: Trains what is missing of this table alone.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._reproducing = session.reproducing
        self._result: TableResult | None = None
        self._planned: PlannedTable | None = None
        self.about, self.notes, self.faults = wrapped("", "quiet"), wrapped("", "quiet"), wrapped("", "fault")
        self.table = QTableView()
        self.model = RowsModel(theme, self.table)
        self.table.setModel(self.model)
        set_up_table(self.table, "")
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.horizontalHeader().setMinimumSectionSize(min(widths().values()))
        self.train = QPushButton("Train this table")
        self.train.setObjectName("link")
        self.train.setToolTip("Train what is missing of this table alone")
        self.row_actions = RowActions(session, self.train)
        for part in (self.about, self.table, self.row_actions, self.faults, self.notes):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.table.setIconSize(QSize(Size.DOT, Size.DOT))
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.train.clicked.connect(self._train)

    def show_result(self, result: TableResult, planned: PlannedTable) -> None:
        """Show other figures, of what was planned."""
        self._result, self._planned = result, planned
        self.table.setAccessibleName(title_of(result))
        self.about.setText(about_images(result))
        self.show_states()
        header, modes = self.table.horizontalHeader(), QHeaderView.ResizeMode
        for place, column in enumerate(self.model.columns):
            header.setSectionResizeMode(place, modes.Stretch if column.is_wide else modes.Fixed)
            header.resizeSection(place, widths().get(column.title, Size.TABLE_COLUMN))
        # All rows are seen: it is the page that scrolls.
        height = header.sizeHint().height() + len(self.model.rows) * Size.TABLE_ROW
        self.table.setFixedHeight(height + Line.RING)
        self._fit()

    def show_states(self) -> None:
        """Show where the rows are that are being trained."""
        if (result := self._result) is None:
            return
        notes, lines = Notes(), []
        for row, (key, mark) in zip(result.rows, marks_of(result).items(), strict=True):
            has_curve = row.members == 1 and row.seeds[0].runs[0] is not None
            lines.append(
                RowLine(key, row, notes.mark(row), self._reproducing.state_of(key), mark if has_curve else None)
            )
        self.model.show_lines(lines, is_in_report=result.task is not None)
        done = sum(not row.missing for row in result.rows)
        self.show_title(title_of(result), f"{done} of {len(lines)} rows")
        self._show_words([*notes.lines(), result.note], lines)
        self.train.setVisible(any(row.missing for row in result.rows))
        self.train.setEnabled(any(_can_be_trained(line) for line in lines))
        self.train.setAccessibleName(f"Train what is missing of: {title_of(result)}")
        self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Be as high as the words need at this width: a splitter does not ask."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if layout := self.layout():
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

    def _show_words(self, notes: list[str], lines: list[RowLine]) -> None:
        faults = list(dict.fromkeys(line.state.reason for line in lines if line.state.reason))
        before = self.notes.text(), self.faults.text()
        for words, texts in ((self.notes, notes), (self.faults, faults)):
            words.setText("\n".join(text for text in texts if text))
            words.setVisible(bool(words.text()))
        if (self.notes.text(), self.faults.text()) != before:
            self._fit()

    def _offer(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.row_actions.offer(self.model.rows[rows[0].row()] if rows else None, self._planned)

    def _train(self) -> None:
        if self._result is not None:
            self._reproducing.train(self._result.key)


def _can_be_trained(line: RowLine) -> bool:
    return line.result.missing > 0 and line.state.phase not in (RowPhase.TRAINING, RowPhase.WAITING)
