"""Earlier runs as a table for Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.runs.identifiers import short
from core.runs.records import RunSummary
from workbench.state.history import History
from workbench.views.cards import percent
from workbench.views.train.words import ENGINES, decimal, duration

Index = QModelIndex | QPersistentModelIndex


class _Column(NamedTuple):
    title: str
    text: Callable[[RunSummary], str]
    is_figure: bool = False
    is_wide: bool = False


COLUMNS = (
    _Column("Run", lambda run: f"{short(run.run_id)}  {run.name}", is_wide=True),
    _Column("State", lambda run: run.state),
    _Column("Engine", lambda run: ENGINES[run.backend]),
    _Column("Network", lambda run: run.architecture, is_wide=True),
    _Column("Validation", lambda run: percent(run.best_validation_accuracy), is_figure=True),
    _Column("Loss", lambda run: decimal(run.best_validation_loss), is_figure=True),
    _Column("Time", lambda run: duration(run.seconds), is_figure=True),
)


class EarlierModel(QAbstractTableModel):
    """A row a run; the mark before it overlays its curves."""

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._runs: tuple[RunSummary, ...] = ()
        history.changed.connect(self._read)
        self._read()

    def run(self, index: Index) -> RunSummary:
        """The run of a row."""
        return self._runs[index.row()]

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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return COLUMNS[index.column()].text(run)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            is_compared = self._history.is_compared(run.run_id)
            return Qt.CheckState.Checked if is_compared else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:  # noqa: N802 - Qt's name
        """Mark a run, or take its mark away."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        run = self._runs[index.row()]
        self._history.compare(run.run_id, is_compared=Qt.CheckState(value) is Qt.CheckState.Checked)
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column can be marked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def _read(self) -> None:
        if self._history.earlier != self._runs:
            self.beginResetModel()
            self._runs = self._history.earlier
            self.endResetModel()


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if COLUMNS[column].is_figure else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
