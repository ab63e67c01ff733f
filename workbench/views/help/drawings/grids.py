"""Drawings of units, pixels and probabilities in rows."""

from __future__ import annotations

from core.experiment.windows import Padding, windows_along, zeros_before
from workbench.views.help.drawings.board import Board
from workbench.views.help.drawings.curves import Values

_UNITS, _LAYERS = 16, 3
_PIXELS = 7
_MOST_SQUARE = 5


def dropout(board: Board, values: Values) -> None:
    """A layer in three updates: other units are dropped each time, the share of them as set."""
    given = values.get("rate")
    rate = given if isinstance(given, int | float) and 0 <= given < 1 else 0.2
    board.see((-0.5, _UNITS - 0.5), (-1.0, _LAYERS - 0.3))
    for update in range(_LAYERS):
        # Evenly spread, by steps of the golden ratio, in place of random: the drawing is the same each time.
        dropped = {unit for unit in range(_UNITS) if (unit * 0.618034 + update * 0.414) % 1 < rate}
        points = [(unit, _LAYERS - 1 - update) for unit in range(_UNITS)]
        board.dots([point for point in points if point[0] not in dropped], radius=5)
        board.dots([point for point in points if point[0] in dropped], "quiet", filled=False, radius=5)
    board.words((-0.4, -0.95), f"{rate:.0%} dropped, others at each update")


def smoothing(board: Board, values: Values) -> None:
    """The target of an image of the second of five classes."""
    given = values.get("label_smoothing")
    share = given if isinstance(given, int | float) and 0 < given < 1 else 0.1
    board.see((0, 5), (0, 1.25))
    board.axes()
    for place in range(5):
        height = share / 5 + (1 - share if place == 1 else 0)
        board.box((place + 0.2, 0), (0.6, height), "accent" if place == 1 else "quiet", filled=True)
    board.words((1.9, 0.9), f"true class: {1 - share + share / 5:.0%}", "accent")
    board.words((2.2, share / 5 + 0.08), f"each other: {share / 5:.1%}")


def window(board: Board, values: Values) -> None:
    """Seven pixels by seven, the squares that are looked at, and what comes out."""
    size = _whole(values.get("kernel_size", values.get("pool_size")), 3, _MOST_SQUARE)
    stride = _whole(values.get("stride"), size if "pool_size" in values else 1, _MOST_SQUARE)
    padding: Padding = "same" if values.get("padding") == "same" else "valid"
    pad = zeros_before(_PIXELS, size, stride, padding)
    count = windows_along(_PIXELS, size, stride, padding)
    left, *_ = board.columns(3)
    board.see((-1.6, _PIXELS + 1.6), (-1.6, _PIXELS + 1.6), left.adjusted(0, 0, left.height() - left.width(), 0))
    for x in range(_PIXELS):
        for y in range(_PIXELS):
            board.box((x, y), (1, 1), "line")
    for place, color in ((0, "accent"), (1, "validation")):
        board.box((place * stride - pad, _PIXELS - size + pad), (size, size), color)
    board.words((_PIXELS + 2, _PIXELS - 1), f"square {size} x {size}, stride {stride}", "accent")
    board.words((_PIXELS + 2, _PIXELS - 4), "zeros outside" if padding == "same" else "whole squares alone")
    board.words((_PIXELS + 2, 0), f"{_PIXELS} x {_PIXELS} becomes {count} x {count}")


def _whole(value: object, usual: int, most: int) -> int:
    return min(value, most) if isinstance(value, int) and value > 0 else usual
