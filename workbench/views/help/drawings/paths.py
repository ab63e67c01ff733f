"""Drawings of how weights walk down a valley."""

from __future__ import annotations

import math

from workbench.views.help.drawings.board import Board, Point
from workbench.views.help.drawings.curves import Values

_START = (-2.6, 0.75)
_STEEP = 6.0
_UPDATES = 26


def rate(board: Board, _values: Values) -> None:
    """The same valley with steps that are too short, right, and too long."""
    kinds = (("too low", 0.06), ("right", 0.35), ("too high", 1.04))
    for part, (words, length) in zip(board.columns(len(kinds)), kinds, strict=True):
        board.see((-2.2, 2.2), (-0.6, 4.6), part)
        board.curve(lambda w: w * w, "line")
        points = [-1.7]
        while len(points) < 7:
            points.append(points[-1] * (1 - 2 * length))
        color = "best" if words == "right" else "error" if words == "too high" else "quiet"
        board.line([(w, w * w) for w in points], color, thin=True)
        board.dots([(w, w * w) for w in points], color, radius=2)
        board.words((-2.1, -0.5), words, color)


def momentum(board: Board, values: Values) -> None:
    """A long valley, walked down without momentum and with it."""
    given = values.get("momentum")
    kept = given if isinstance(given, int | float) and 0 < given < 1 else 0.9
    board.see((-3, 1.6), (-1.1, 1.1))
    for level in (0.3, 0.8, 1.5):
        board.line(_contour(level), "line", thin=True)
    board.line(_walk(0.0), "quiet", thin=True)
    board.line(_walk(kept), "accent")
    board.dots([(0.0, 0.0)], "best")
    board.words((-3, -1.05), "without momentum")
    board.words((1.6, -1.05), f"momentum {kept:g}", "accent", is_right=True)


def _walk(kept: float) -> list[Point]:
    """Down `(x² + 6 y²) / 2`."""
    (x, y), along, across = _START, 0.0, 0.0
    # The usual advice: a shorter step where steps add up.
    length = 0.28 * (1 - kept) ** 0.5
    points = [(x, y)]
    for _ in range(_UPDATES):
        along, across = kept * along - length * x, kept * across - length * _STEEP * y
        x, y = x + along, y + across
        points.append((x, y))
    return points


def _contour(level: float) -> list[Point]:
    turns = [2 * math.pi * place / 60 for place in range(61)]
    return [(2 * level * math.cos(turn), 2 * level / math.sqrt(_STEEP) * math.sin(turn)) for turn in turns]
