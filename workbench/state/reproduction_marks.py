"""By what the rows of a table and their curves are told from each other."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # pydantic comes with the first experiment: the window is there before it
    from core.reproduction.results import TableResult

RowKey = tuple[str, str, str]
"""Names of a table, a row and an engine."""

# As many as there are colours of curves: each further engine has the same ones again, and other dashes.
_COLORS = 6


class RowMark(NamedTuple):
    """The sign of a row.

    Attributes:
        letter: At its curve, and beside its name.
        place: Decides the curve's colour and dashes.
    """

    letter: str
    place: int


def marks_of(table: TableResult) -> dict[RowKey, RowMark]:
    """Letters from top to bottom; rows of the same model on two engines have one colour, and different dashes."""
    models = list(dict.fromkeys(row.row.key for row in table.rows))
    engines = list(dict.fromkeys(row.engine for row in table.rows))
    return {
        (table.key, row.row.key, row.engine): RowMark(
            ascii_uppercase[place % len(ascii_uppercase)],
            models.index(row.row.key) + _COLORS * engines.index(row.engine),
        )
        for place, row in enumerate(table.rows)
    }
