"""Where pictures go that belong together in groups: side by side, as many groups in a line as fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]


class GroupFlow:
    """Lines and columns of pictures. A group begins a new line where it does not fit into the rest of one.

    Args:
        sizes: How many pictures each group has.
        columns: How many stand in a line.

    Attributes:
        lines: int64 (N,), of each picture; never falling.
        columns: int64 (N,), likewise.
        groups: int64 (N,), which group each picture belongs to.
        height: How many lines there are.
    """

    def __init__(self, sizes: Sequence[int], columns: int) -> None:
        starts, place = [], 0
        for size in sizes:
            left = -place % columns
            if left and size > left:
                place += left
            starts.append(place)
            place += size
        self.groups: Places = np.repeat(np.arange(len(sizes)), sizes)
        before = np.cumsum([0, *sizes[:-1]]) if len(sizes) else np.empty(0, np.int64)
        within = np.arange(len(self.groups)) - before[self.groups] if len(sizes) else self.groups
        places = np.array(starts, np.int64)[self.groups] + within
        self.lines, self.columns = np.divmod(places, columns)
        self.height = int(self.lines[-1]) + 1 if len(self.lines) else 0

    def on_lines(self, first: int, last: int) -> range:
        """The pictures from one line to another, both included."""
        start, stop = np.searchsorted(self.lines, [first, last + 1])
        return range(int(start), int(stop))

    def above(self, position: int, lines: int) -> int:
        """The picture so many lines higher (below, where negative) that is nearest to the same column."""
        line = min(max(int(self.lines[position]) - lines, 0), self.height - 1)
        there = self.on_lines(line, line)
        column = int(self.columns[position])
        return min(there, key=lambda place: abs(int(self.columns[place]) - column))
