"""What a committee takes for what, and how well it tells each class, beside the report's figures."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QTableView

from core.evaluation.confusion import ClassFigures
from core.evaluation.evaluation import Evaluation
from core.reproduction.published import ClassShares
from core.reproduction.results import RowResult
from core.reproduction.wording import ENGINES
from workbench.state.confusion import NORMALISATIONS, Confusion
from workbench.views.cards import Card, percent
from workbench.views.choice import Choice
from workbench.views.evaluate.matrix_view import MatrixView
from workbench.views.signs import NONE
from workbench.views.table_model import Column, TableModel, fix_columns, set_up_table
from workbench.views.theme import Theme
from workbench.views.tokens import Line, Size


class CommitteeMatrix(Card):
    """The confusion matrix of a row.

    Attributes:
        normalisation: What the cells say.
        view: The matrix.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._place = 0
        self.normalisation = Choice(theme, "")
        self.normalisation.offer(NORMALISATIONS)
        self.view = MatrixView(theme, opens_pictures=False)
        self.setMinimumHeight(Size.SIDE_PANE)
        self.view.setMaximumWidth(Size.MIDDLE_PANE)
        self.header.addWidget(self.normalisation)
        self.body.addWidget(self.view, 1)
        self.normalisation.chosen.connect(self._choose)

    def show_row(self, row: RowResult, test: Evaluation) -> None:
        """Show what its model said of the test images."""
        self.show_title("Confusion matrix", f"{test.images:,} images")
        self.view.setAccessibleName(f"Confusion matrix of {row.row.label}, {ENGINES[row.engine]}")
        self.view.show_confusion(Confusion.of(test), self._place)

    def _choose(self, place: int) -> None:
        self._place = place
        self.normalisation.show_chosen(place)
        self.view.show_shares(place)


class _ClassLine(NamedTuple):
    name: str
    ours: ClassFigures
    report: ClassShares | None


def _report(line: _ClassLine, figure: str) -> str:
    return NONE if line.report is None else f"{getattr(line.report, figure):.0%}"


_COLUMNS: tuple[Column[_ClassLine], ...] = (
    Column("Class", lambda line: line.name, is_wide=True),
    Column("Precision", lambda line: percent(line.ours.precision), is_figure=True, hint="Of the answers that name it"),
    Column("Report", lambda line: _report(line, "precision"), is_figure=True, hint="The report's precision"),
    Column("Recall", lambda line: percent(line.ours.recall), is_figure=True, hint="The share of its images found"),
    Column("Report", lambda line: _report(line, "recall"), is_figure=True, hint="The report's recall"),
    Column("F1", lambda line: percent(line.ours.f1), is_figure=True, hint="Harmonic mean of precision and recall"),
    Column("Report", lambda line: _report(line, "f1"), is_figure=True, hint="The report's F1"),
)


class CommitteeClasses(Card):
    """A row a class: our figures, and the report's beside each.

    Attributes:
        table: It.
        model: Its rows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.table = QTableView()
        self.model: TableModel[_ClassLine] = TableModel(_COLUMNS, self.table)
        self.table.setModel(self.model)
        set_up_table(self.table, "")
        fix_columns(self.table.horizontalHeader(), _COLUMNS)
        for place in range(1, len(_COLUMNS)):
            self.table.horizontalHeader().resizeSection(place, Size.CLASS_COLUMNS[0])
        self.body.addWidget(self.table, 1)

    def show_row(self, row: RowResult, test: Evaluation) -> None:
        """Show how well its model tells each class."""
        self.show_title(f"{row.row.label}: by class", f"{ENGINES[row.engine]}, beside the report")
        self.table.setAccessibleName(self.title)
        lines = [_ClassLine(name, ours, row.row.per_class.get(name)) for name, ours in test.per_class.items()]
        self.model.show_rows(lines)
        height = self.table.horizontalHeader().sizeHint().height() + len(lines) * Size.TABLE_ROW
        self.table.setMinimumHeight(height + Line.RING)
