"""How well each class is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from core.evaluation.confusion import ClassFigures
from workbench.state.evaluating import Evaluating
from workbench.views.cards import Card, percent
from workbench.views.table_model import Column, TableModel, set_up_table
from workbench.views.tokens import Size

_NO_ORDER = -1


class ClassLine(NamedTuple):
    """A class.

    Attributes:
        name: What it is called.
        figures: How well it is recognised.
    """

    name: str
    figures: ClassFigures


_COLUMNS: tuple[Column[ClassLine], ...] = (
    Column("Class", lambda line: line.name, is_wide=True),
    Column(
        "Precision",
        lambda line: percent(line.figures.precision),
        is_figure=True,
        hint="Of the answers that name it, the share that is right",
    ),
    Column(
        "Recall", lambda line: percent(line.figures.recall), is_figure=True, hint="The share of its images recognised"
    ),
    Column("F1", lambda line: percent(line.figures.f1), is_figure=True, hint="Harmonic mean of precision and recall"),
    Column("Images", lambda line: f"{line.figures.support:,}", is_figure=True, hint="Its images in this part"),
)


class ClassesModel(TableModel[ClassLine]):
    """A row a class, in the model's order until another one is asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, parent)
        self._lines: Sequence[ClassLine] = ()
        self._order = (_NO_ORDER, Qt.SortOrder.AscendingOrder)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the classes; equal ones stay in the model's order."""
        self._order = (column, order)
        self.show_lines(self._lines)

    def show_lines(self, lines: Sequence[ClassLine]) -> None:
        """Show classes, given in the model's order, in the order that was asked for."""
        self._lines = lines
        column, order = self._order
        is_falling = order is Qt.SortOrder.DescendingOrder
        in_order = lines if column == _NO_ORDER else sorted(lines, key=partial(_value, column), reverse=is_falling)
        self.show_rows(in_order)


class ClassesCard(Card):
    """A table of all classes, which its heads sort.

    Attributes:
        table: It.
        model: Its rows.
    """

    def __init__(self, evaluating: Evaluating) -> None:
        super().__init__("Classes")
        self._evaluating = evaluating
        self.table = QTableView()
        self.model = ClassesModel(self.table)
        self.table.setModel(self.model)
        set_up_table(self.table, "Classes")
        self.table.setMinimumHeight(3 * Size.TABLE_ROW)
        self.table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(min(Size.CLASS_COLUMNS))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate(Size.CLASS_COLUMNS, 1):
            header.resizeSection(place, width)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(_NO_ORDER, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self.body.addWidget(self.table, 1)
        evaluating.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        outcome = self._evaluating.outcome
        figures = outcome.evaluation.per_class if outcome else {}
        self.model.show_lines([ClassLine(name, one) for name, one in figures.items()])
        self.show_title("Classes", "click a heading to sort" if figures else "")


def _value(column: int, line: ClassLine) -> str | float:
    """What a column orders by."""
    figures = line.figures
    return (line.name.casefold(), figures.precision, figures.recall, figures.f1, figures.support)[column]
