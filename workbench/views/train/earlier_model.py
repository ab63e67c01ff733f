"""Earlier runs as a table for Qt."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.runs.identifiers import short
from core.runs.records import RunSummary
from workbench.state.history import History
from workbench.views.cards import percent
from workbench.views.table_model import Column, TableModel
from workbench.views.train.words import ENGINES, decimal, duration

COLUMNS: tuple[Column[RunSummary], ...] = (
    Column("Run", lambda run: f"{short(run.run_id)}  {run.name}", is_wide=True),
    Column("State", lambda run: run.state),
    Column("Engine", lambda run: ENGINES[run.backend]),
    Column("Network", lambda run: run.architecture, is_wide=True),
    Column("Validation", lambda run: percent(run.best_validation_accuracy), is_figure=True),
    Column("Loss", lambda run: decimal(run.best_validation_loss), is_figure=True),
    Column("Time", lambda run: duration(run.seconds), is_figure=True),
)


class EarlierModel(TableModel[RunSummary]):
    """A row a run; the mark before it overlays its curves."""

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._history = history
        history.changed.connect(self._read)
        self._read()

    def is_ticked(self, row: RunSummary) -> bool:
        """Whether its curves are asked for."""
        return self._history.is_compared(row.run_id)

    def tick(self, row: RunSummary, *, is_ticked: bool) -> None:
        """Overlay its curves, or take them away."""
        self._history.compare(row.run_id, is_compared=is_ticked)
        self.show_again()

    def _read(self) -> None:
        if self._history.earlier != self.rows:
            self.show_rows(self._history.earlier)
