"""What all charts over epochs have: a scale, its two axes, and lines with gaps where a value is not a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, isfinite, log10
from xml.etree.ElementTree import Element

from core.evaluation.summary_page.markup import node

WIDTH, HEIGHT = 460, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 8, 28

Format = Callable[[float], str]


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that divides `span` into at most `most` steps."""
    power = 10.0 ** floor(log10(span / most))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10, 20) if span <= factor * power * most * (1 + 1e-9))


@dataclass(frozen=True)
class Scale:
    """From epochs and values to the picture's coordinates.

    Attributes:
        first, last: The epochs at the ends of the axis.
        top: The value at its upper end; the lower is 0.
    """

    first: int
    last: int
    top: float

    def x(self, epoch: float) -> float:
        """Of an epoch."""
        inner = WIDTH - LEFT - RIGHT
        if self.first == self.last:
            return LEFT + inner / 2
        return LEFT + inner * (epoch - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        """Of a value."""
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / self.top)


def ticks_up_to(highest: float, *, fixed: bool) -> list[float]:
    """Values to mark on an axis from 0.

    Args:
        highest: The largest value to draw.
        fixed: Whether the axis ends there, or at the mark above it.
    """
    step = nice_step(highest, 5)
    steps = round(highest / step) if fixed else floor(highest / step) + 1
    return [number * step for number in range(steps + 1)]


def value_axis(ticks: Sequence[float], scale: Scale, label: Format) -> list[Element]:
    """A grid line with its value for each."""
    parts = []
    for tick in ticks:
        y = scale.y(tick)
        parts.append(node("path", d=f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}", class_="grid"))
        parts.append(node("text", label(tick), x=f"{LEFT - 8}", y=f"{y + 4:.1f}", text_anchor="end"))
    return parts


def epoch_axis(scale: Scale) -> list[Element]:
    """Numbers of epochs, as many as have room."""
    step = max(1, round(nice_step(max(1, scale.last - scale.first), 8)))
    ticks = [scale.first, *range(step * (scale.first // step + 1), scale.last + 1, step)]
    # The first epoch is seldom a multiple of the step: the tick after it gives way where it is too close.
    if len(ticks) > 2 and ticks[1] - ticks[0] <= step / 2:
        del ticks[1]
    return [
        node("text", str(tick), x=f"{scale.x(tick):.1f}", y=f"{HEIGHT - 6}", text_anchor="middle") for tick in ticks
    ]


def curve(name: str, epochs: Sequence[int], values: Sequence[float], scale: Scale) -> list[Element]:
    """A line for each stretch of finite values, a dot where a stretch is a single value."""
    parts = []
    for drawable, stretch in groupby(zip(epochs, values, strict=True), key=lambda point: isfinite(point[1])):
        if not drawable:
            continue
        points = [(scale.x(epoch), scale.y(value)) for epoch, value in stretch]
        if len(points) == 1:
            parts.append(node("circle", cx=f"{points[0][0]:.1f}", cy=f"{points[0][1]:.1f}", r="3.5", class_=name))
        else:
            line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            parts.append(node("path", d=line, class_=f"curve {name}"))
    return parts
