"""Runs that can become members, as a table for Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.runs.identifiers import short
from workbench.state.uniting import Candidate, Uniting
from workbench.views.cards import percent

Index = QModelIndex | QPersistentModelIndex


class _Column(NamedTuple):
    title: str
    text: Callable[[Candidate, str], str]
    """From a candidate and the reason against it."""
    is_figure: bool = False
    is_wide: bool = False


COLUMNS = (
    _Column("Run", lambda run, _: f"{short(run.run_id)}  {run.name}", is_wide=True),
    _Column("Network", lambda run, _: run.architecture),
    _Column("Data", lambda run, reason: _short(run, reason) or run.source.rpartition("/")[2], is_wide=True),
    _Column("Validation", lambda run, _: percent(run.accuracy), is_figure=True),
)


class Candidates(QAbstractTableModel):
    """A row a run, with a mark for those that are to be united; what cannot be is grey, and its reason stands there."""

    def __init__(self, uniting: Uniting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._uniting = uniting
        self._runs = uniting.candidates
        uniting.changed.connect(self._read)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """What is said of each."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        """One cell."""
        run = self._runs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()].text(run, self._uniting.reason_against(run))
        if role == Qt.ItemDataRole.ToolTipRole:
            reason = self._uniting.reason_against(run)
            return reason or COLUMNS[index.column()].text(run, "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if self._uniting.is_ticked(run) else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:  # noqa: N802 - Qt's name
        """Mark a run, or take its mark away."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        is_ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        self._uniting.tick(self._runs[index.row()], is_ticked=is_ticked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column can be marked, where the run goes with those that are."""
        if self._uniting.reason_against(self._runs[index.row()]):
            return Qt.ItemFlag.NoItemFlags
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def _read(self) -> None:
        if self._uniting.candidates is not self._runs:
            self.beginResetModel()
            self._runs = self._uniting.candidates
            self.endResetModel()
        elif self._runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._runs) - 1, len(COLUMNS) - 1))


def _short(run: Candidate, reason: str) -> str:
    """Why a run cannot be ticked, as short as a column is wide; the whole is in the tool tip."""
    return f"Other classes: {', '.join(run.classes)}" if reason and not run.fault else reason


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if COLUMNS[column].is_figure else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
