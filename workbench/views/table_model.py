"""Tables of like things: one model that says what is in each column, and the look that all tables share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from workbench.views.ticks import TickDelegate
from workbench.views.tokens import Size

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """What a table says about each of its rows in one place.

    Attributes:
        title: Its head.
        text: What is written there.
        is_figure: Whether it is a number, which stands at the right.
        is_wide: Whether it takes a share of the width that is left.
        hint: What its head says to whoever asks.
    """

    title: str
    text: Callable[[Row], str]
    is_figure: bool = False
    is_wide: bool = False
    hint: str = ""

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Where text stands in it."""
        side = Qt.AlignmentFlag.AlignRight if self.is_figure else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel, Generic[Row]):
    """A row a thing. Whoever lets rows be marked says which are, in `is_ticked`, and takes the marks in `tick`.

    Attributes:
        columns: What is said of each.
        rows: The things, from top to bottom.
    """

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show other things, or say other things about them."""
        self.beginResetModel()
        self.rows, self.columns = rows, self.columns if columns is None else columns
        self.endResetModel()

    def show_again(self) -> None:
        """What is said of the same things has changed."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def is_ticked(self, row: Row) -> bool | None:  # noqa: ARG002 - for those that say it
        """Whether a row is marked; None where rows cannot be."""
        return None

    def tick(self, row: Row, *, is_ticked: bool) -> None:
        """Mark a row, or take its mark away."""

    def reason_against(self, row: Row) -> str:  # noqa: ARG002 - for those that say it
        """Why a row can be neither marked nor chosen; empty where it can."""
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Things."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """What is said of each."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].hint or None
        return self.columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        """One cell."""
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.reason_against(row) or column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            is_ticked = self.is_ticked(row)
            return None if is_ticked is None else Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:  # noqa: N802 - Qt's name
        """Mark a row, or take its mark away."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.tick(self.rows[index.row()], is_ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column can be marked, where there is nothing against it."""
        row = self.rows[index.row()]
        if self.reason_against(row):
            return Qt.ItemFlag.NoItemFlags
        flags = super().flags(index)
        can_be_ticked = index.column() == 0 and self.is_ticked(row) is not None
        return flags | Qt.ItemFlag.ItemIsUserCheckable if can_be_ticked else flags


def set_up_table(table: QTableView, name: str) -> None:
    """Give a table the look and the keys of all tables: rows are chosen, and the Tab key leaves it."""
    table.setAccessibleName(name)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setItemDelegate(TickDelegate(table))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(Size.TABLE_ROW)
    table.horizontalHeader().setHighlightSections(False)


def fix_columns(header: QHeaderView, columns: Sequence[Column[Any]]) -> None:
    """Wide columns share what is left; not as wide as the contents, measuring which takes longer than all else."""
    header.setSectionsClickable(False)
    modes = QHeaderView.ResizeMode
    for place, column in enumerate(columns):
        header.setSectionResizeMode(place, modes.Stretch if column.is_wide else modes.Fixed)
        header.resizeSection(place, Size.TABLE_COLUMN)
