"""The curves of a table: one a row that is a network of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.reproduction.results import RowResult, TableResult
from core.runs.records import RunRecord
from core.runs.store import RunStore
from core.training.events import EpochMetrics


@dataclass(frozen=True)
class RowCurves:
    """How the model of a row came about.

    Attributes:
        row: Which.
        run: What trained it, with the first of the seeds.
        epochs: Every epoch behind the model, also those of the runs that this one went on from.
    """

    row: RowResult
    run: RunRecord
    epochs: tuple[EpochMetrics, ...]


def curves(table: TableResult, store: RunStore) -> Iterator[RowCurves]:
    """Those of the rows that are there. A committee has no epochs of its own."""
    for row in table.rows:
        first = row.seeds[0].runs[0]
        if row.members == 1 and first is not None:
            run = store.run(first)
            yield RowCurves(row, run, store.history(run))
