"""How digits are written: the strokes of each, in the ways that people write them.

A way of writing is a tuple of strokes, a stroke the points that a pen passes, x to the right and y downwards, in a box
of height 1 centred on the origin. Between its points a stroke is a Catmull-Rom curve; a corner is where two strokes
meet.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from core.data.builtin.fields import Field

POINTS: Final = 16
"""Points of every stroke after `resampled`: few enough to be quick, enough for the loops of an 8."""

Stroke = tuple[tuple[float, float], ...]
Way = tuple[Stroke, ...]


def _arc(x: float, y: float, width: float, height: float, start: float, end: float) -> Stroke:
    """Points of an ellipse from one angle to another, in degrees clockwise from the right."""
    angles = [math.radians(start + (end - start) * step / 8) for step in range(9)]
    return tuple((x + width * math.cos(angle), y + height * math.sin(angle)) for angle in angles)


_OVAL: Final = _arc(0, 0, 0.3, 0.5, -100, 270)
_BOWL: Final = _arc(0.0, 0.22, 0.28, 0.28, -110, 250)
_HEAD: Final = _arc(0.0, -0.22, 0.25, 0.27, -20, 345)

WAYS: Final[dict[str, tuple[tuple[float, Way], ...]]] = {
    "0": (
        (0.8, (_OVAL,)),
        (0.15, (_arc(0, 0, 0.3, 0.5, -60, 320),)),
        (0.05, (_OVAL, ((0.2, -0.38), (-0.2, 0.38)))),
    ),
    "1": (
        (0.5, (((0.0, -0.5), (0.0, 0.0), (0.0, 0.5)),)),
        (0.3, (((-0.22, -0.25), (0.02, -0.5)), ((0.02, -0.5), (0.0, 0.5)))),
        (0.2, (((-0.2, -0.27), (0.02, -0.5)), ((0.02, -0.5), (0.0, 0.5)), ((-0.22, 0.5), (0.22, 0.5)))),
    ),
    "2": (
        (
            0.6,
            (
                (
                    (-0.28, -0.28),
                    (-0.18, -0.45),
                    (0.05, -0.5),
                    (0.25, -0.36),
                    (0.22, -0.12),
                    (-0.05, 0.22),
                    (-0.3, 0.5),
                ),
                ((-0.3, 0.5), (0.32, 0.5)),
            ),
        ),
        (
            0.3,
            (
                (
                    *((-0.27, -0.3), (-0.05, -0.5), (0.22, -0.36), (0.15, -0.05), (-0.12, 0.3), (-0.3, 0.42)),
                    *((-0.28, 0.28), (-0.12, 0.32), (0.08, 0.47), (0.34, 0.45)),
                ),
            ),
        ),
        (0.1, (((-0.28, -0.48), (0.24, -0.48)), ((0.24, -0.48), (0.2, -0.1), (-0.3, 0.5)), ((-0.3, 0.5), (0.3, 0.5)))),
    ),
    "3": (
        (0.7, (_arc(-0.05, -0.25, 0.27, 0.25, -150, 80), _arc(-0.05, 0.24, 0.31, 0.26, -85, 155))),
        (
            0.3,
            (
                ((-0.26, -0.5), (0.24, -0.5)),
                ((0.24, -0.5), (-0.04, -0.1)),
                _arc(-0.06, 0.2, 0.3, 0.3, -85, 150),
            ),
        ),
    ),
    "4": (
        (0.55, (((-0.2, -0.5), (-0.32, 0.1)), ((-0.32, 0.1), (0.34, 0.1)), ((0.14, -0.3), (0.12, 0.1), (0.1, 0.5)))),
        (0.45, (((0.12, -0.5), (-0.34, 0.16)), ((-0.34, 0.16), (0.34, 0.16)), ((0.12, -0.5), (0.12, 0.5)))),
    ),
    "5": (
        (
            0.75,
            (((-0.2, -0.5), (0.28, -0.5)), ((-0.2, -0.5), (-0.23, -0.08)), _arc(-0.04, 0.2, 0.3, 0.3, -130, 150)),
        ),
        (
            0.25,
            (
                (
                    *((0.3, -0.48), (-0.05, -0.5), (-0.2, -0.3), (-0.22, -0.08), (0.1, -0.08), (0.26, 0.14)),
                    *((0.16, 0.42), (-0.1, 0.5), (-0.28, 0.42)),
                ),
            ),
        ),
    ),
    "6": (
        (
            0.6,
            (
                (
                    *((0.2, -0.48), (-0.05, -0.34), (-0.25, -0.02), (-0.28, 0.28), (-0.08, 0.5), (0.2, 0.4)),
                    *((0.24, 0.14), (0.05, 0.0), (-0.18, 0.12), (-0.26, 0.3)),
                ),
            ),
        ),
        (0.4, (((0.06, -0.5), (-0.16, -0.18), (-0.26, 0.2)), _BOWL)),
    ),
    "7": (
        (0.6, (((-0.28, -0.5), (0.28, -0.5)), ((0.28, -0.5), (0.1, -0.12), (-0.08, 0.5)))),
        (0.3, (((-0.28, -0.48), (0.28, -0.5)), ((0.28, -0.5), (-0.08, 0.5)), ((-0.14, 0.0), (0.28, -0.04)))),
        (0.1, (((-0.28, -0.3), (-0.26, -0.5)), ((-0.26, -0.5), (0.28, -0.48)), ((0.28, -0.48), (-0.02, 0.5)))),
    ),
    "8": (
        (
            0.6,
            (
                (
                    *((0.22, -0.36), (0.0, -0.5), (-0.22, -0.34), (-0.1, -0.1), (0.18, 0.1), (0.26, 0.32), (0.0, 0.5)),
                    *((-0.26, 0.32), (-0.16, 0.08), (0.1, -0.1), (0.22, -0.3), (0.16, -0.44)),
                ),
            ),
        ),
        (0.4, (_HEAD, _arc(0.0, 0.25, 0.3, 0.25, -90, 270))),
    ),
    "9": (
        (0.5, (_HEAD, ((0.24, -0.32), (0.23, 0.1), (0.16, 0.5)))),
        (0.3, (_HEAD, ((0.24, -0.3), (0.24, 0.1), (0.12, 0.42), (-0.12, 0.5), (-0.26, 0.4)))),
        (0.2, (_arc(0.0, -0.2, 0.27, 0.28, -40, 330), ((0.25, -0.34), (0.0, 0.5)))),
    ),
}
"""For each digit: how common a way of writing it is, and its strokes."""


class WrittenWay(NamedTuple):
    """A way of writing, ready to be varied.

    Attributes:
        share: How common it is among those of its digit.
        points: float32 (S, POINTS, 2): each stroke as equally many points.
    """

    share: float
    points: Field


def written(digit: str) -> tuple[WrittenWay, ...]:
    """The ways in which a digit is written."""
    return tuple(
        WrittenWay(share, np.stack([resampled(stroke) for stroke in strokes])) for share, strokes in WAYS[digit]
    )


def resampled(stroke: Stroke) -> Field:
    """float32 (POINTS, 2): points along the Catmull-Rom curve (1974) through a stroke's points."""
    given = np.asarray(stroke, np.float32)
    padded = np.concatenate([2 * given[:1] - given[1:2], given, 2 * given[-1:] - given[-2:-1]])
    position = np.linspace(0, len(given) - 1, POINTS)
    segment = np.minimum(position.astype(int), len(given) - 2)
    t = (position - segment)[:, None]
    a, b, c, d = (padded[segment + offset] for offset in range(4))
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    points: Field = (curve / 2).astype(np.float32)
    return points
