"""Runs that can become members, as a table for Qt."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.runs.identifiers import short
from workbench.state.uniting import Candidate, Uniting
from workbench.views.cards import percent
from workbench.views.table_model import Column, TableModel


class Candidates(TableModel[Candidate]):
    """A row a run, with a mark for those that are to be united; what cannot be is grey, and its reason stands there."""

    def __init__(self, uniting: Uniting, parent: QObject | None = None) -> None:
        columns: tuple[Column[Candidate], ...] = (
            Column("Run", lambda run: f"{short(run.run_id)}  {run.name}", is_wide=True),
            Column("Network", lambda run: run.architecture),
            Column("Data", self._data_or_reason, is_wide=True),
            Column("Validation", lambda run: percent(run.accuracy), is_figure=True),
        )
        super().__init__(columns, parent)
        self._uniting = uniting
        self.rows = uniting.candidates
        uniting.changed.connect(self._read)

    def is_ticked(self, row: Candidate) -> bool:
        """Whether it is to be a member."""
        return self._uniting.is_ticked(row)

    def tick(self, row: Candidate, *, is_ticked: bool) -> None:
        """Make it a member, or not."""
        self._uniting.tick(row, is_ticked=is_ticked)

    def reason_against(self, row: Candidate) -> str:
        """Why it cannot be one."""
        return self._uniting.reason_against(row)

    def _data_or_reason(self, run: Candidate) -> str:
        """Why a run cannot be ticked, as short as a column is wide; the whole is in the tool tip."""
        reason = self.reason_against(run)
        if reason and not run.fault:
            return f"Other classes: {', '.join(run.classes)}"
        return reason or run.source.rpartition("/")[2]

    def _read(self) -> None:
        if self._uniting.candidates is not self.rows:
            self.show_rows(self._uniting.candidates)
        else:
            self.show_again()
