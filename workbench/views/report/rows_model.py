"""The rows of one of the report's tables: its figure, ours, how sure that is, and the difference."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt

from core.reproduction.results import RowResult
from core.reproduction.wording import ENGINES, difference, interval, own_figure, report_figure
from workbench.state.reproduction_marks import RowKey, RowMark
from workbench.state.reproduction_orders import RowPhase, RowState
from workbench.views.cards import percent
from workbench.views.runs.colors import run_color
from workbench.views.table_model import Column, Index, TableModel
from workbench.views.theme import Theme
from workbench.views.tokens import Size

_INKS = {RowPhase.TRAINING: "accent", RowPhase.WAITING: "quiet", RowPhase.WRONG: "error"}


class RowLine(NamedTuple):
    """A row on one engine.

    Attributes:
        key: Which.
        result: Its figures.
        note: The mark of its note.
        state: What else there is to say.
        curve: The mark of its curve; None where it has none.
    """

    key: RowKey
    result: RowResult
    note: str
    state: RowState
    curve: RowMark | None


def _ours(line: RowLine) -> str:
    return line.state.words if line.result.accuracy is None and line.state.words else own_figure(line.result)


def _seeds(line: RowLine) -> str:
    seeds = line.result.seeds
    done = sum(seed.is_done for seed in seeds)
    return f"{done} of {len(seeds)}" if done < len(seeds) else f"{done}"


_CURVE = Column[RowLine]("", lambda line: line.curve.letter if line.curve else "", hint="The curve beside the table")
_MODEL = Column[RowLine]("Model", lambda line: f"{line.result.row.label}{line.note}", is_wide=True)
_ENGINE = Column[RowLine]("Engine", lambda line: ENGINES[line.result.engine])
_REPORT = Column[RowLine](
    "Report", lambda line: report_figure(line.result), is_figure=True, hint="Its accuracy on test images"
)
_OURS = Column[RowLine]("Ours", _ours, is_figure=True, hint="Our accuracy on test images, which nothing was chosen on")
_SEEDS = Column[RowLine]("Seeds", _seeds, is_figure=True, hint="How many models there are; Ours is their mean")
_INTERVAL = Column[RowLine](
    "95% interval",
    lambda line: interval(line.result),
    is_figure=True,
    hint="Of our accuracy, for the number of test images",
)
_DIFFERENCE = Column[RowLine](
    "Difference",
    lambda line: difference(line.result),
    is_figure=True,
    hint="Our accuracy less the report's, in points",
)
_NARROW = (_CURVE, _ENGINE, _REPORT, _OURS, _SEEDS, _INTERVAL, _DIFFERENCE)


def widths() -> dict[str, int]:
    """Of the columns that do not share what is left, by their titles."""
    return {column.title: width for column, width in zip(_NARROW, Size.REPORT_COLUMNS, strict=True)}


class RowsModel(TableModel[RowLine]):
    """A row a model and engine; columns without anything in them are left out."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__((), parent)
        self._theme = theme
        theme.changed.connect(self.show_again)

    def show_lines(self, lines: list[RowLine], *, is_in_report: bool) -> None:
        """Show these rows; only where that is needed are they built anew, so that a chosen one stays chosen."""
        has_seeds = any(len(line.result.seeds) > 1 for line in lines)
        of_report = ([_REPORT], [_DIFFERENCE]) if is_in_report else ([], [])
        columns = [_CURVE, _MODEL, _ENGINE, *of_report[0], _OURS, *([_SEEDS] if has_seeds else []), _INTERVAL]
        columns += of_report[1]
        if columns != self.columns or [line.key for line in lines] != [line.key for line in self.rows]:
            self.show_rows(lines, columns)
        else:
            self.rows = lines
            self.show_again()

    def data(self, index: Index, role: int = 0) -> Any:
        """One cell: a mark in the colour of the curve, quiet colours for what is not a figure yet."""
        line, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and column is _CURVE and line.curve:
            return run_color(self._theme, line.curve.place)
        if role == Qt.ItemDataRole.ForegroundRole:
            ink = self._ink(line, column)
            return self._theme.color(ink) if ink else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(line, column) or super().data(index, role)
        return super().data(index, role)

    def _ink(self, line: RowLine, column: Column[RowLine]) -> str:
        result = line.result
        if column is _OURS and result.accuracy is None:
            return _INKS.get(line.state.phase, "quiet")
        # A row that shows what a setting spoils is no better for a higher figure.
        is_better = result.difference is not None and result.difference > 0 and not result.row.cripples
        return "best" if column is _DIFFERENCE and is_better else ""


def _tip(line: RowLine, column: Column[RowLine]) -> str:
    row = line.result.row
    if column is _MODEL:
        return f"{row.label}: shows what a setting spoils" if row.cripples else ""
    if column is _REPORT and row.train is not None:
        return f"On training images {row.train:.0%}"
    train = line.result.seeds[0].train_accuracy
    if column is _OURS and line.state.phase is RowPhase.WRONG:
        return line.state.reason
    return f"On training images, in the last epoch: {percent(train)}" if column is _OURS and train is not None else ""
