"""The figures of a run, epoch by epoch, as the screen draws them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.training.events import EpochMetrics

CURVES = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")


class Curves:
    """Columns that grow by an epoch at a time. Packed: a run may have a hundred thousand epochs, redrawn as it goes on.

    Attributes:
        epochs: Numbers of the epochs.
        seconds: How long training took until their ends, without pauses.
        columns: The figures in them, by the names in `CURVES`.
        tops: The highest finite figure of each column so far, or 0.
    """

    def __init__(self, rows: Iterable[EpochMetrics] = ()) -> None:
        self.epochs, self.seconds = array("d"), array("d")
        self.columns = {name: array("d") for name in CURVES}
        self.tops = dict.fromkeys(CURVES, 0.0)
        for row in rows:
            self.add(row)

    def add(self, row: EpochMetrics) -> None:
        """Add the next epoch."""
        self.epochs.append(row.epoch)
        self.seconds.append((self.seconds[-1] if self.seconds else 0.0) + row.seconds)
        for name, column in self.columns.items():
            value = getattr(row, name)
            column.append(value)
            if math.isfinite(value):
                self.tops[name] = max(self.tops[name], value)

    def __len__(self) -> int:
        return len(self.epochs)
