"""Which of many belong together, told pair by pair."""

from __future__ import annotations

import numpy as np

from core.data.audit.blocks import Rows


class Families:
    """Sets of rows that grow together (union by a forest: Galler & Fischer, "An improved equivalence algorithm", 1964).

    Args:
        count: How many rows there are; each is a family of its own at first.
    """

    def __init__(self, count: int) -> None:
        self._parent = np.arange(count, dtype=np.int64)

    def join(self, one: int, other: int) -> None:
        """Put the families of two rows together; the smaller row heads them."""
        first, second = sorted((self._head(one), self._head(other)))
        self._parent[second] = first

    def heads(self) -> Rows:
        """The smallest row of each row's family, int64 (N,)."""
        while True:
            shorter = self._parent[self._parent]
            if np.array_equal(shorter, self._parent):
                return shorter
            self._parent = shorter

    def _head(self, row: int) -> int:
        parent = self._parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = int(parent[row])
        return row


def groups_of(heads: Rows) -> list[Rows]:
    """The families of two and more by their rows, ascending, in the order of their first rows."""
    order = np.argsort(heads, kind="stable")
    starts = np.flatnonzero(np.diff(heads[order], prepend=-1))
    return [rows for rows in np.split(order, starts[1:]) if len(rows) > 1]
