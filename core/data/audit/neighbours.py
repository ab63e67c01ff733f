"""Pairs of close unit vectors among many.

The vectors are sorted along the direction in which they spread most, and each is compared only with those within reach
along it (the sorted neighbourhood: Hernandez & Stolfo, "The merge/purge problem for large databases", SIGMOD 1995).
Nothing is missed: a distance along one direction is never more than the whole distance. What is left to compare is done
as products of matrices, at the full speed of the processor.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from core.data.audit.blocks import Floats, Rows
from core.progress import Progress

_SAMPLE = 4_096
# A product of so many rows and columns fits the processor's cache, and takes a few hundredths of a second.
_ROWS, _COLUMNS = 512, 4_096


def close_pairs(V_ND: Floats, least: float, stage: str, progress: Progress) -> Iterator[tuple[Rows, Rows]]:
    """Pairs whose scalar product is `least` or more, some at a time.

    Args:
        V_ND: Unit vectors, float32 (N, D).
        least: Of the scalar product, less than 1.
        stage: What to call the work.
        progress: Told how many vectors are done; may raise Cancelled.

    Yields:
        Two arrays of rows of `V_ND`; each pair comes once.
    """
    along = V_ND @ _main_direction(V_ND)
    order = np.argsort(along, kind="stable")
    along, sorted_ND = along[order], np.ascontiguousarray(V_ND[order])
    # |u - v|^2 = 2 - 2 u.v for unit vectors; the margin is for rounding.
    reach = math.sqrt(2 - 2 * least) + 1e-3
    for start in range(0, len(order), _ROWS):
        stop = min(start + _ROWS, len(order))
        end = int(np.searchsorted(along, along[stop - 1] + reach, "right"))
        for first in range(start, end, _COLUMNS):
            progress(stage, start, len(order))
            others = sorted_ND[first : min(first + _COLUMNS, end)]
            # Hits are rare, and found many times faster in one flat array than in lines and columns.
            hits = np.flatnonzero(sorted_ND[start:stop] @ others.T >= least)
            line, column = np.divmod(hits, len(others))
            is_later = first + column > start + line
            if is_later.any():
                yield order[start + line[is_later]], order[first + column[is_later]]
    progress(stage, len(order), len(order))


def _main_direction(V_ND: Floats) -> Floats:
    """The direction of most spread, float32 (D,), told from a sample."""
    sample = V_ND[:: max(1, len(V_ND) // _SAMPLE)].astype(np.float64)
    centred = sample - sample.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    return np.asarray(vectors[:, -1], np.float32)
