"""Curves as inline SVG: one chart for training and validation values over the epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, isfinite, log10
from xml.etree.ElementTree import Element

from core.evaluation.summary_page.markup import card, node

WIDTH, HEIGHT = 460, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 8, 28

Format = Callable[[float], str]


@dataclass(frozen=True)
class Curves:
    """Two rows of values over the same epochs; values may be NaN or infinite.

    Attributes:
        title: What is measured.
        epochs: Epoch numbers, ascending.
        train: One value an epoch.
        validation: One value an epoch.
        top: The upper end of the value axis, which starts at 0; None to fit the values.
        label: How to write a value on the axis.
        exact: How to write a value where the pointer rests.
        best: The epoch to mark.
    """

    title: str
    epochs: Sequence[int]
    train: Sequence[float]
    validation: Sequence[float]
    top: float | None
    label: Format
    exact: Format
    best: int | None

    @property
    def finite(self) -> list[float]:
        """All values that can be drawn."""
        return [value for value in (*self.train, *self.validation) if isfinite(value)]


def curve_card(curves: Curves) -> Element:
    """The chart with its legend, or a sentence where there is nothing to draw."""
    if not curves.finite:
        return card(curves.title, "", node("p", "No epoch ended with a finite value.", class_="empty quiet"))
    legend = node("ul", *(node("li", name, class_=name) for name in ("train", "validation")), class_="legend")
    return card(curves.title, legend, _chart(curves))


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that divides `span` into at most `most` steps."""
    power = 10.0 ** floor(log10(span / most))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10, 20) if span <= factor * power * most * (1 + 1e-9))


@dataclass(frozen=True)
class _Scale:
    """From epochs and values to the picture's coordinates."""

    first: int
    last: int
    top: float

    def x(self, epoch: float) -> float:
        inner = WIDTH - LEFT - RIGHT
        if self.first == self.last:
            return LEFT + inner / 2
        return LEFT + inner * (epoch - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / self.top)


def _chart(curves: Curves) -> Element:
    # A loss of 0 throughout needs an axis too.
    highest = curves.top or max(1e-3, *curves.finite)
    step = nice_step(highest, 5)
    steps = round(highest / step) if curves.top else floor(highest / step) + 1
    scale = _Scale(curves.epochs[0], curves.epochs[-1], steps * step)
    parts = [
        *_value_axis([number * step for number in range(steps + 1)], scale, curves.label),
        *_epoch_axis(scale),
        *_best_mark(curves, scale),
        *_curve("train", curves.epochs, curves.train, scale),
        *_curve("validation", curves.epochs, curves.validation, scale),
        *_pointer_texts(curves, scale),
    ]
    return node("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=f"{curves.title} by epoch")


def _value_axis(ticks: Sequence[float], scale: _Scale, label: Format) -> list[Element]:
    parts = []
    for tick in ticks:
        y = scale.y(tick)
        parts.append(node("path", d=f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}", class_="grid"))
        parts.append(node("text", label(tick), x=f"{LEFT - 8}", y=f"{y + 4:.1f}", text_anchor="end"))
    return parts


def _epoch_axis(scale: _Scale) -> list[Element]:
    step = max(1, round(nice_step(max(1, scale.last - scale.first), 8)))
    ticks = [scale.first, *range(step * (scale.first // step + 1), scale.last + 1, step)]
    # The first epoch is seldom a multiple of the step: the tick after it gives way where it is too close.
    if len(ticks) > 2 and ticks[1] - ticks[0] <= step / 2:
        del ticks[1]
    return [
        node("text", str(tick), x=f"{scale.x(tick):.1f}", y=f"{HEIGHT - 6}", text_anchor="middle") for tick in ticks
    ]


def _best_mark(curves: Curves, scale: _Scale) -> list[Element]:
    """A dashed line at the best epoch; its word stands where the curves are not."""
    if curves.best is None:
        return []
    x = scale.x(curves.best)
    middle = (TOP + HEIGHT - BOTTOM) / 2
    curve_is_high = scale.y(curves.validation[curves.epochs.index(curves.best)]) < middle
    y = HEIGHT - BOTTOM - 8 if curve_is_high else TOP + 14
    place = {"x": f"{x - 6:.1f}", "text_anchor": "end"} if x > WIDTH / 2 else {"x": f"{x + 6:.1f}"}
    return [
        node("path", d=f"M{x:.1f} {TOP}V{HEIGHT - BOTTOM}", class_="best-mark"),
        node("text", "best", y=f"{y}", class_="best", **place),
    ]


def _curve(name: str, epochs: Sequence[int], values: Sequence[float], scale: _Scale) -> list[Element]:
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


def _pointer_texts(curves: Curves, scale: _Scale) -> list[Element]:
    """Exact values for the pointer, without a script: unseen columns with a title each."""
    half = (WIDTH - LEFT - RIGHT) / max(1, scale.last - scale.first) / 2
    parts = []
    for epoch, train, validation in zip(curves.epochs, curves.train, curves.validation, strict=True):
        left, right = max(LEFT, scale.x(epoch) - half), min(WIDTH - RIGHT, scale.x(epoch) + half)
        words = f"epoch {epoch}: train {curves.exact(train)}, validation {curves.exact(validation)}"
        column = {"x": f"{left:.1f}", "y": str(TOP), "width": f"{right - left:.1f}", "height": str(HEIGHT - TOP)}
        parts.append(node("rect", node("title", words), class_="pointer", **column))
    return parts
