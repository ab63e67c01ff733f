"""The table of runs: columns to choose, and keys for what is done most often."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.runs.records import RunSummary
from workbench.state.preferences import Preferences
from workbench.views.runs.runs_model import COLUMNS, RunsModel
from workbench.views.table_model import set_up_table
from workbench.views.tokens import Size

_LAYOUT = "runs table"
_NO_ORDER = -1


class RunsTable(QTableView):
    """Runs to choose, tick and edit. Space ticks those that are chosen, Delete deletes them, F2 edits the cell.

    Attributes:
        runs: What is shown.
    """

    chosen = Signal()
    """Other runs are chosen."""
    delete_wanted = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._before: tuple[str, ...] = ()
        self.runs = RunsModel(self)
        self.setModel(self.runs)
        set_up_table(self, "Runs")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setIconSize(QSize(Size.DOT, Size.DOT))
        self.setMinimumHeight(4 * Size.TABLE_ROW)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_header(self.horizontalHeader())
        self.runs.modelAboutToBeReset.connect(self._keep_chosen)
        self.runs.modelReset.connect(self._choose_again)
        self.selectionModel().selectionChanged.connect(self.chosen)

    @property
    def chosen_runs(self) -> tuple[RunSummary, ...]:
        """The runs that are chosen, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.runs.rows[row] for row in rows)

    @property
    def chosen_ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(run.run_id for run in self.chosen_runs)

    def choose(self, run_ids: Iterable[str]) -> None:
        """Choose these runs, where they are shown, and no others."""
        wanted = frozenset(run_ids)
        selection, last = QItemSelection(), len(COLUMNS) - 1
        for row, run in enumerate(self.runs.rows):
            if run.run_id in wanted:
                selection.select(self.runs.index(row, 0), self.runs.index(row, last))
        selecting = self.selectionModel()
        if not selection.isEmpty():
            first = selection.first().topLeft()
            selecting.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        selecting.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def show_column(self, place: int, *, is_shown: bool) -> None:
        """Show or hide a column from now on, in later sessions as well."""
        self.setColumnHidden(place, not is_shown)
        self._remember()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tick or delete what is chosen."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_Space and (chosen := self.chosen_runs):
            is_ticked = not all(self.runs.is_ticked(run) for run in chosen)
            for run in chosen:
                self.runs.tick(run, is_ticked=is_ticked)
        else:
            super().keyPressEvent(event)

    def _set_up_header(self, header: QHeaderView) -> None:
        for place, (column, width) in enumerate(zip(COLUMNS, Size.RUN_COLUMNS, strict=True)):
            header.resizeSection(place, width)
            self.setColumnHidden(place, column.is_optional)
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(_NO_ORDER, Qt.SortOrder.AscendingOrder)
        header.restoreState(self._preferences.layout(_LAYOUT))
        self.setSortingEnabled(True)
        for changed in (header.sectionResized, header.sectionMoved, header.sortIndicatorChanged):
            changed.connect(self._remember)

    def _keep_chosen(self) -> None:
        self._before = self.chosen_ids

    def _choose_again(self) -> None:
        self.choose(self._before)
        self.chosen.emit()

    def _remember(self) -> None:
        self._preferences.remember_layout(_LAYOUT, self.horizontalHeader().saveState())
