"""Every trial of a sweep, as it comes."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView

from core.sweeps.view import SweepView
from workbench.state.session import Session
from workbench.views.cards import Card, wrapped
from workbench.views.sweeps.trial_actions import TrialActions
from workbench.views.sweeps.trials_model import TrialColumn, TrialsModel
from workbench.views.sweeps.words import faults_of
from workbench.views.table_model import set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_NO_ORDER = -1


class TrialsCard(Card):
    """A table to sort, and what can be done with the trials that are chosen.

    Attributes:
        table: The trials.
        model: What is in it.
        trial_actions: What can be done.
        faults: Why trials failed.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("Trials")
        self._view: SweepView | None = None
        self._before: frozenset[int] = frozenset()
        self.table = QTableView()
        self.model = TrialsModel(theme, self.table)
        self.table.setModel(self.model)
        set_up_table(self.table, "Trials")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setMinimumHeight(4 * Size.TABLE_ROW)
        self.table.horizontalHeader().setSortIndicatorClearable(True)
        self.table.horizontalHeader().setSortIndicator(_NO_ORDER, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        design = QPushButton("Use in Design")
        design.setObjectName("link")
        self.trial_actions = TrialActions(session, design)
        self.faults = wrapped("", "fault")
        for part in (self.faults, self.table, self.trial_actions):
            self.body.addWidget(part, 1 if part is self.table else 0)
        self.model.modelAboutToBeReset.connect(self._keep_chosen)
        self.model.modelReset.connect(self._choose_again)
        self.table.selectionModel().selectionChanged.connect(self._offer)

    def show_view(self, view: SweepView) -> None:
        """Show the trials of a sweep."""
        before, self._view = self._view, view
        if before is None or before.record.sweep_id != view.record.sweep_id:
            self.table.clearSelection()
        columns = list(self.model.columns)
        self.model.show_view(view)
        if [column.title for column in columns] != [column.title for column in self.model.columns]:
            self._fit_columns()
        self.faults.setText(faults_of(view))
        self.faults.setVisible(bool(self.faults.text()))
        self.show_title("Trials", f"{len(view.trials):,}" if view.trials else "")
        self._offer()

    def _fit_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for place, column in enumerate(self.model.columns):
            if isinstance(column, TrialColumn):
                title = header.fontMetrics().horizontalAdvance(column.title) + 2 * Space.CARD
                header.resizeSection(place, max(column.width, title))

    def _keep_chosen(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self._before = frozenset(self.model.rows[index.row()].number for index in rows)

    def _choose_again(self) -> None:
        selection, last = QItemSelection(), len(self.model.columns) - 1
        for row, trial in enumerate(self.model.rows):
            if trial.number in self._before:
                selection.select(self.model.index(row, 0), self.model.index(row, last))
        self.table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._offer()

    def _offer(self) -> None:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        self.trial_actions.offer(self._view, tuple(self.model.rows[row] for row in rows if row < len(self.model.rows)))
