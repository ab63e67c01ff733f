"""A table of the report with its curves beside it, and below them what its committee takes for what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.reproduction.planning import PlannedTable
from core.reproduction.results import TableResult
from workbench.state.reproduction_work import Found
from workbench.state.session import Session
from workbench.views.report.committee_cards import CommitteeClasses, CommitteeMatrix
from workbench.views.report.table_card import TableCard
from workbench.views.report.table_curves import TableCurves
from workbench.views.splitter import Splitter
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space


class Section(QWidget):
    """All that is shown of one table, divided where all of them are.

    Attributes:
        card, curves: The table.
        committees: Classes and matrix of each row that the report gives for every class.
    """

    divided = Signal(list)
    """The user has made one side wider: the widths of both."""

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._column.setSpacing(Space.GAP)
        self._splitters: list[Splitter] = []
        self._sizes: Sequence[int] = Size.REPORT_PANES
        self.card, self.curves = TableCard(theme, session), TableCurves(theme)
        self.committees: list[tuple[CommitteeClasses, CommitteeMatrix]] = []
        self._add(self.card, self.curves)

    def show_result(self, result: TableResult, planned: PlannedTable, found: Found) -> None:
        """Show other figures."""
        self.card.show_result(result, planned)
        keys = [(result.key, row.row.key, row.engine) for row in result.rows]
        self.curves.show_runs([found.curves[key] for key in keys if key in found.curves])
        self._show_committees(result)

    def divide(self, sizes: Sequence[int]) -> None:
        """Make the sides as wide as those of another section."""
        self._sizes = sizes
        for splitter in self._splitters:
            splitter.setSizes(list(sizes))

    def _show_committees(self, result: TableResult) -> None:
        tests = [(row, next((seed.test for seed in row.seeds if seed.test), None)) for row in result.rows]
        shown = [(row, test) for row, test in tests if row.row.per_class and test]
        while len(self.committees) < len(shown):
            self.committees.append((CommitteeClasses(), CommitteeMatrix(self._theme)))
            self._add(*self.committees[-1])
        for splitter, place in zip(self._splitters[1:], range(len(self.committees)), strict=True):
            splitter.setVisible(place < len(shown))
        for cards, (row, test) in zip(self.committees, shown, strict=False):
            for card in cards:
                card.show_row(row, test)

    def _add(self, left: QWidget, right: QWidget) -> None:
        splitter = Splitter(Qt.Orientation.Horizontal)
        # Beyond that, a figure is too far from what it is a figure of.
        left.setMaximumWidth(Size.MOST_REPORT_TABLE)
        for side in (left, right):
            side.setMinimumWidth(Size.LEAST_MIDDLE_PANE)
            splitter.addWidget(side)
            # Here rather than for all cards together when they are first shown.
            side.ensurePolished()
        splitter.setSizes(list(self._sizes))
        splitter.splitterMoved.connect(lambda: self.divided.emit(splitter.sizes()))
        self._splitters.append(splitter)
        self._column.addWidget(splitter)
