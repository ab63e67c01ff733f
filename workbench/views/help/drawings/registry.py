"""The drawings by the names that the texts of fields use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtGui import QImage

from workbench.views.help.drawings import curves, grids, paths
from workbench.views.help.drawings.board import Board
from workbench.views.theme import Theme

DRAWINGS: Final[Mapping[str, Callable[[Board, Mapping[str, Any]], None]]] = {
    "schedule": curves.schedule,
    "activation": curves.activation,
    "spread": curves.spread,
    "penalties": curves.penalties,
    "patience": curves.patience,
    "averaging": curves.averaging,
    "rate": paths.rate,
    "momentum": paths.momentum,
    "dropout": grids.dropout,
    "smoothing": grids.smoothing,
    "window": grids.window,
}


def picture_of(name: str, values: Mapping[str, Any], theme: Theme, ratio: float) -> QImage:
    """One drawing.

    Args:
        name: Of it.
        values: What the fields around are set to; where one is not, or is wrong, its usual value counts.
        theme: Its colours.
        ratio: Device pixels in one pixel.
    """
    board = Board(theme, ratio)
    DRAWINGS[name](board, values)
    return board.end()
