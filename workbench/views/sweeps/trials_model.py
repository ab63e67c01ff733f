"""The trials of a sweep as a table for Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt

from core.runs.identifiers import short
from core.sweeps.study import Trial, TrialState
from core.sweeps.view import OBJECTIVE, SweepView
from workbench.views.cards import percent
from workbench.views.sweeps.words import heads_of, state_of_trial, value_word
from workbench.views.table_model import Column, Index, TableModel
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_INKS = {TrialState.FAILED: "error", TrialState.PRUNED: "quiet", TrialState.OPEN: "accent"}


@dataclass(frozen=True)
class TrialColumn(Column[Trial]):
    """A column by which trials are ordered.

    Attributes:
        order: What is compared; no two kinds of things in one column.
        width: In pixels.
    """

    order: Callable[[Trial], Any] = lambda trial: trial.number
    width: int = Size.TRIAL_FIGURE


def columns_of(view: SweepView) -> list[TrialColumn]:
    """What is said of each trial of a sweep."""
    heads = heads_of(view.record.space)
    return [
        TrialColumn("Trial", lambda trial: f"{trial.number:,}", is_figure=True, width=Size.TRIAL_NUMBER),
        TrialColumn(
            "State",
            lambda trial: state_of_trial(trial, view),
            order=lambda trial: state_of_trial(trial, view),
            width=Size.TRIAL_STATE,
        ),
        TrialColumn(
            "Val. acc.",
            lambda trial: percent(trial.value) if trial.value is not None else "",
            is_figure=True,
            hint=OBJECTIVE.capitalize(),
            order=lambda trial: -1.0 if trial.value is None else trial.value,
        ),
        *(_field_column(path, head) for path, head in heads.items()),
        TrialColumn(
            "Epochs",
            lambda trial: f"{len(trial.accuracies):,}",
            is_figure=True,
            order=lambda trial: len(trial.accuracies),
        ),
        TrialColumn("Run", lambda trial: short(trial.run_id) if trial.run_id else "", order=lambda trial: trial.run_id),
    ]


def _field_column(path: str, head: str) -> TrialColumn:
    return TrialColumn(
        head,
        lambda trial: value_word(trial.values[path]) if path in trial.values else "",
        is_figure=True,
        hint=path,
        order=lambda trial: _comparable(trial.values.get(path)),
        width=Size.TRIAL_FIELD,
    )


def _comparable(value: Any) -> tuple[int, Any]:
    """Numbers before words, and what there is none of first."""
    if value is None:
        return (0, 0)
    return (2, value) if isinstance(value, str) else (1, value)


class TrialsModel(TableModel[Trial]):
    """A row a trial; the best one is marked."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__((), parent)
        self._theme = theme
        self._best = 0
        self._view: SweepView | None = None
        self._sorted_by, self._is_reverse = -1, False
        theme.changed.connect(self.show_again)

    def show_view(self, view: SweepView) -> None:
        """Show the trials of a sweep; only where that is needed are rows built anew."""
        is_other = self._view is None or self._view.record.space.vary != view.record.space.vary
        self._view, self._best = view, view.best.number if view.best else 0
        # Words depend on the sweep as well as on the trial.
        columns = columns_of(view)
        rows = self._arranged(columns)
        if is_other or [row.number for row in rows] != [row.number for row in self.rows]:
            self.show_rows(rows, columns)
        else:
            self.rows, self.columns = rows, columns
            self.show_again()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the trials by a column; by none, as they were begun."""
        self._sorted_by, self._is_reverse = column, order is Qt.SortOrder.DescendingOrder
        if self._view is not None:
            self.show_rows(self._arranged(columns_of(self._view)))

    def data(self, index: Index, role: int = 0) -> Any:
        """One cell: the best in its colour, and in quiet ones what is no result."""
        if role == Qt.ItemDataRole.ForegroundRole:
            trial = self.rows[index.row()]
            ink = "best" if trial.number == self._best else _INKS.get(trial.state, "")
            return self._theme.color(ink) if ink else None
        if role == Qt.ItemDataRole.ToolTipRole and self.rows[index.row()].reason:
            return self.rows[index.row()].reason
        return super().data(index, role)

    def _arranged(self, columns: list[TrialColumn]) -> list[Trial]:
        rows = list(self._view.trials) if self._view else []
        if 0 <= self._sorted_by < len(columns):
            rows.sort(key=columns[self._sorted_by].order, reverse=self._is_reverse)
        return rows
