"""Curves of several runs over each other, as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final
from xml.etree.ElementTree import Element

from core.evaluation.summary_page.axes import HEIGHT, WIDTH, Format, Scale, curve, epoch_axis, ticks_up_to, value_axis
from core.evaluation.summary_page.markup import card, node

MOST_LINES: Final = 6
"""As many as there are colours that every reader can tell apart."""


@dataclass(frozen=True)
class Line:
    """One run's values.

    Attributes:
        name: Of the run.
        epochs: Epoch numbers, ascending.
        values: One an epoch; may be NaN or infinite.
    """

    name: str
    epochs: Sequence[int]
    values: Sequence[float]


def overlaid_card(title: str, lines: Sequence[Line], top: float | None, label: Format) -> Element:
    """A chart of up to `MOST_LINES` runs with its legend, or a sentence where there is nothing to draw.

    Args:
        title: What is measured.
        lines: The runs.
        top: The upper end of the value axis, which starts at 0; None to fit the values.
        label: How to write a value on the axis.
    """
    finite = [value for line in lines for value in line.values if isfinite(value)]
    if not finite:
        return card(title, "", node("p", "Nothing was trained yet.", class_="empty quiet"))
    names = (node("li", line.name, class_=_color(number)) for number, line in enumerate(lines))
    ticks = ticks_up_to(top or max(1e-3, *finite), fixed=bool(top))
    epochs = [epoch for line in lines for epoch in line.epochs]
    scale = Scale(min(epochs), max(epochs), ticks[-1])
    parts = [*value_axis(ticks, scale, label), *epoch_axis(scale)]
    for number, line in enumerate(lines):
        parts += curve(_color(number), line.epochs, line.values, scale)
    picture = node("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=f"{title} by epoch")
    return card(title, "", picture, node("ul", *names, class_="legend below"))


def _color(number: int) -> str:
    return f"run-{number % MOST_LINES + 1}"
