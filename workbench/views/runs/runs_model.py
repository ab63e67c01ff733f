"""The runs of a workspace as a table for Qt: filtered, sorted, and edited where runs may be changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from core.runs.identifiers import short
from core.runs.records import RunSummary
from workbench.views.cards import percent
from workbench.views.table_model import Column, Index, TableModel
from workbench.views.train.words import ENGINES, decimal, duration

_LEAST = -math.inf
_OF_WHICH_EPOCH = "In the best epoch, that of lowest validation loss, whose model is kept"


@dataclass(frozen=True)
class RunColumn(Column[RunSummary]):
    """A column by which runs are ordered.

    Attributes:
        order: What is compared.
        field: What of a run is edited in it; empty where nothing is.
        is_optional: Whether it is hidden until somebody wants it.
    """

    order: Callable[[RunSummary], Any] = lambda _run: 0
    field: str = ""
    is_optional: bool = False


def _begun(run: RunSummary) -> str:
    return f"{datetime.fromtimestamp(run.created).astimezone():%Y-%m-%d %H:%M}"


def _dataset(run: RunSummary) -> str:
    return run.source.replace("\\", "/").rpartition("/")[2]


def _tags(run: RunSummary) -> str:
    return ", ".join(run.tags)


def _first_line(run: RunSummary) -> str:
    return run.notes.partition("\n")[0]


COLUMNS: tuple[RunColumn, ...] = (
    RunColumn("Run", lambda run: f"{short(run.run_id)}  {run.name}", order=lambda run: run.name.lower(), field="name"),
    RunColumn("State", lambda run: run.state, order=lambda run: run.state),
    RunColumn("Dataset", _dataset, order=lambda run: _dataset(run).lower()),
    RunColumn("Engine", lambda run: ENGINES.get(run.backend, run.backend), order=lambda run: run.backend),
    RunColumn("Network", lambda run: run.architecture, order=lambda run: run.architecture),
    RunColumn(
        "Validation",
        lambda run: percent(run.best_validation_accuracy),
        is_figure=True,
        hint=_OF_WHICH_EPOCH,
        order=lambda run: _or_least(run.best_validation_accuracy),
    ),
    RunColumn(
        "Loss",
        lambda run: decimal(run.best_validation_loss),
        is_figure=True,
        hint=_OF_WHICH_EPOCH,
        order=lambda run: _or_least(run.best_validation_loss),
        is_optional=True,
    ),
    RunColumn(
        "Epochs",
        lambda run: f"{run.epochs_done:,}/{run.epochs_planned:,}",
        is_figure=True,
        order=lambda run: run.epochs_done,
        is_optional=True,
    ),
    RunColumn("Time", lambda run: duration(run.seconds), is_figure=True, order=lambda run: run.seconds),
    RunColumn("Begun", _begun, order=lambda run: run.created, is_optional=True),
    RunColumn("Tags", _tags, order=_tags, field="tags"),
    RunColumn("Notes", _first_line, order=_first_line, field="notes"),
)


FIELDS: Mapping[str, Callable[[RunSummary], str]] = {
    "name": lambda run: run.name,
    "dataset": lambda run: run.source,
    "engine": lambda run: run.backend,
    "network": lambda run: run.architecture,
    "tag": _tags,
    "note": lambda run: run.notes,
}
"""What a word of the filter can be looked for in alone, as in "tag:report"."""


class RunsModel(TableModel[RunSummary]):
    """A row a run. Those that are shown are kept apart from all that there are, both in plain lists: it takes ms."""

    edited = Signal(str, str, str)
    """The user wrote something: run id, field, text."""
    ticked = Signal(str, bool)
    """The user marked a run, or took its mark away."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._all: Sequence[RunSummary] = ()
        self._texts: list[str] = []
        self._text, self._state = "", ""
        # Without an order, they stand as the store gives them: newest first.
        self._sorted_by, self._is_reverse = -1, False
        self._ticked: Mapping[str, QColor] = {}
        self.is_editable = True

    @property
    def count(self) -> int:
        """Runs, with those that the filter hides."""
        return len(self._all)

    def take(self, runs: Sequence[RunSummary]) -> None:
        """List these runs."""
        if runs == self._all:
            return
        self._all = runs
        self._texts = [_searched(run) for run in runs]
        self._arrange()

    def show_only(self, text: str, state: str) -> None:
        """Show the runs that all words of `text` fit, in one state; empty ones show all. A word may name its field."""
        if (text, state) != (self._text, self._state):
            self._text, self._state = text, state
            self._arrange()

    def show_ticked(self, colors: Mapping[str, QColor]) -> None:
        """Mark these runs, and no others, each with the colour of its curves."""
        self._ticked = colors
        self.show_again()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the runs; equal ones keep the newest first."""
        self._sorted_by, self._is_reverse = column, order is Qt.SortOrder.DescendingOrder
        self._arrange()

    def is_ticked(self, row: RunSummary) -> bool | None:
        """Whether its curves are shown; those in the trash show none."""
        return None if not self.is_editable else row.run_id in self._ticked

    def tick(self, row: RunSummary, *, is_ticked: bool) -> None:
        """Ask for its curves, or for them no longer."""
        self.ticked.emit(row.run_id, is_ticked)

    def data(self, index: Index, role: int = 0) -> Any:
        """One cell; what is edited is the whole of it."""
        if role == Qt.ItemDataRole.EditRole:
            run, column = self.rows[index.row()], COLUMNS[index.column()]
            return _tags(run) if column.field == "tags" else getattr(run, column.field, "")
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._ticked.get(self.rows[index.row()].run_id)
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:  # noqa: N802 - Qt's name
        """Tell what the user wrote; the cell follows once it is in the store."""
        if role != Qt.ItemDataRole.EditRole:
            return super().setData(index, value, role)
        if value != self.data(index, role):
            self.edited.emit(self.rows[index.row()].run_id, COLUMNS[index.column()].field, value)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Name, tags and notes can be edited."""
        flags = super().flags(index)
        can_edit = self.is_editable and COLUMNS[index.column()].field
        return flags | Qt.ItemFlag.ItemIsEditable if can_edit else flags

    def _arrange(self) -> None:
        words = self._text.lower().split()
        rows = [
            run
            for run, text in zip(self._all, self._texts, strict=True)
            if (not self._state or run.state == self._state) and all(_fits(run, text, word) for word in words)
        ]
        if self._sorted_by >= 0:
            rows.sort(key=COLUMNS[self._sorted_by].order, reverse=self._is_reverse)
        if [run.run_id for run in rows] != [run.run_id for run in self.rows]:
            self.show_rows(rows)
        else:
            # Whoever is in the middle of something in the table goes on.
            self.rows = rows
            self.show_again()


def _searched(run: RunSummary) -> str:
    """All that is looked through, with a sign between that nobody looks for."""
    fields = (run.run_id, run.name, run.state, run.source, run.backend, run.architecture, *run.tags, run.notes)
    return "\n".join(fields).lower()


def _fits(run: RunSummary, text: str, word: str) -> bool:
    field, colon, sought = word.partition(":")
    # Other colons are part of what is sought, as in the name of a built-in dataset.
    return sought in FIELDS[field](run).lower() if colon and field in FIELDS else word in text


def _or_least(value: float | None) -> float:
    return _LEAST if value is None or math.isnan(value) else value
