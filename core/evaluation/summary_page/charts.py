"""Curves as inline SVG: one chart for training and validation values over the epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element

from core.evaluation.summary_page.axes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Format,
    Scale,
    curve,
    epoch_axis,
    ticks_up_to,
    value_axis,
)
from core.evaluation.summary_page.markup import card, node


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


def _chart(curves: Curves) -> Element:
    # A loss of 0 throughout needs an axis too.
    ticks = ticks_up_to(curves.top or max(1e-3, *curves.finite), fixed=bool(curves.top))
    scale = Scale(curves.epochs[0], curves.epochs[-1], ticks[-1])
    parts = [
        *value_axis(ticks, scale, curves.label),
        *epoch_axis(scale),
        *_best_mark(curves, scale),
        *curve("train", curves.epochs, curves.train, scale),
        *curve("validation", curves.epochs, curves.validation, scale),
        *_pointer_texts(curves, scale),
    ]
    return node("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=f"{curves.title} by epoch")


def _best_mark(curves: Curves, scale: Scale) -> list[Element]:
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


def _pointer_texts(curves: Curves, scale: Scale) -> list[Element]:
    """Exact values for the pointer, without a script: unseen columns with a title each."""
    half = (WIDTH - LEFT - RIGHT) / max(1, scale.last - scale.first) / 2
    parts = []
    for epoch, train, validation in zip(curves.epochs, curves.train, curves.validation, strict=True):
        left, right = max(LEFT, scale.x(epoch) - half), min(WIDTH - RIGHT, scale.x(epoch) + half)
        words = f"epoch {epoch}: train {curves.exact(train)}, validation {curves.exact(validation)}"
        column = {"x": f"{left:.1f}", "y": str(TOP), "width": f"{right - left:.1f}", "height": str(HEIGHT - TOP)}
        parts.append(node("rect", node("title", words), class_="pointer", **column))
    return parts
