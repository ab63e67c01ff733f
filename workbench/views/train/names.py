"""Where the names of overlaid runs stand."""

from __future__ import annotations

from collections.abc import Mapping

Point = tuple[float, float]

# Shares of the axes within which two names would lie on each other.
_WIDTH, _HEIGHT = 0.2, 0.06


def spread(ends: Mapping[str, Point], last: float, top: float) -> dict[str, Point]:
    """Move names that would lie on each other apart: down from the upper half of the plot, up from the lower one.

    Args:
        ends: Where the curves of each run end.
        last: Right end of the axis of epochs.
        top: Upper end of the figure's axis.
    """
    is_high = sum(y for _, y in ends.values()) > len(ends) * top / 2
    step = -_HEIGHT * top if is_high else _HEIGHT * top
    places: dict[str, Point] = {}
    for run_id, (x, y) in sorted(ends.items(), key=lambda end: end[1][1], reverse=is_high):
        # In this order whoever is in the way is met from the near side.
        for other_x, other_y in places.values():
            if abs(x - other_x) < _WIDTH * last and abs(y - other_y) < _HEIGHT * top:
                y = other_y + step
        places[run_id] = (x, y)
    return places
