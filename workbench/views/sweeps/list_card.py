"""The sweeps of the workspace, and the ways to a new one."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QPushButton, QTableView

from core.sweeps.kept import SweepRecord
from workbench.state.session import Session
from workbench.views.cards import Card
from workbench.views.menu_button import MenuButton
from workbench.views.sweeps.delete_dialog import DeleteDialog
from workbench.views.sweeps.new_menu import NewMenu
from workbench.views.table_model import Column, TableModel, fix_columns, set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Size


class _Line(NamedTuple):
    record: SweepRecord
    is_running: bool


_COLUMNS = (
    Column[_Line]("Sweep", lambda line: line.record.space.name, is_wide=True),
    Column[_Line]("", lambda line: "running" if line.is_running else "", is_figure=True),
)


class SweepsCard(Card):
    """A line a sweep, newest first; the one that is chosen is looked at.

    Attributes:
        table: They.
        new: Offers ways to another one.
        delete: Forgets the one that is chosen.
    """

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__("Sweeps")
        self._theme, self._sweeping = theme, session.sweeping
        self.table, self.new = QTableView(), MenuButton(theme, "New sweep")
        self._model: TableModel[_Line] = TableModel(_COLUMNS, self.table)
        self.table.setModel(self._model)
        set_up_table(self.table, "Sweeps")
        fix_columns(self.table.horizontalHeader(), _COLUMNS)
        self.table.horizontalHeader().resizeSection(1, Size.SWEEP_STATE)
        self.table.horizontalHeader().hide()
        self.new.offered = NewMenu(session, self.new)
        self.new.setMenu(self.new.offered)
        self.delete = QPushButton("Delete")
        self.delete.setObjectName("destructive")
        self.delete.setToolTip("Forget this sweep; its runs stay")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.new)
        self.body.addWidget(self.delete)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.delete.clicked.connect(self._ask_to_delete)
        self._sweeping.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        found, view = self._sweeping.found, self._sweeping.view
        records = found.records if found else ()
        running = found.running if found else frozenset()
        lines = [_Line(one, one.sweep_id in running) for one in records]
        if [line.record.sweep_id for line in lines] != [line.record.sweep_id for line in self._model.rows]:
            self._model.show_rows(lines)
        else:
            self._model.rows = lines
            self._model.show_again()
        self.show_title("Sweeps", f"{len(lines):,}" if lines else "")
        # The names have all the room while none is running.
        self.table.setColumnHidden(1, not running)
        ids = [line.record.sweep_id for line in lines]
        chosen = view.record.sweep_id if view else ""
        if chosen in ids:
            index = self._model.index(ids.index(chosen), 0)
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        going = self._sweeping.going
        self.delete.setEnabled(bool(chosen) and chosen not in running and (going is None or going.sweep_id != chosen))

    def _choose(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self._sweeping.choose(self._model.rows[rows[0].row()].record.sweep_id)

    def _ask_to_delete(self) -> None:
        view = self._sweeping.view
        if view is not None:
            record, dialog = view.record, DeleteDialog(view.record, self.window())
            self._theme.dress(dialog)
            dialog.accepted.connect(lambda: self._sweeping.delete(record))
            dialog.open()
