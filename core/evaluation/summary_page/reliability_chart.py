"""The reliability diagram as inline SVG: how often answers are right, beside how sure they are."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.evaluation.calibration import Bin, Reliability
from core.evaluation.summary_page.markup import card, node, percent, plural

WIDTH, HEIGHT = 580, 320
LEFT, RIGHT, TOP, BOTTOM = 44, 18, 8, 44
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_GAP = 1.5
# Mean confidence and accuracy closer than this are as good as equal.
_ALIKE = 0.01


def reliability_card(reliability: Reliability) -> Element:
    """Accuracy by confidence as bars, which end on the diagonal where probabilities mean what they say."""
    note = f"expected calibration error {percent(reliability.expected_calibration_error)}"
    return card("Reliability", note, _diagram(reliability), node("p", _in_words(reliability), class_="quiet"))


def _diagram(reliability: Reliability) -> Element:
    filled = [one for one in reliability.bins if one.images]
    parts = [
        *(part for tick in _TICKS for part in _tick(tick)),
        node("text", "confidence", x=f"{_x(0.5):.1f}", y=f"{HEIGHT - 6}", text_anchor="middle"),
        *(_bar(one) for one in filled),
        node("path", d=f"M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}", class_="ideal"),
        *(_mark(one) for one in filled),
        *(_pointer_text(one) for one in filled),
    ]
    legend = "Accuracy of the answers by their confidence"
    return node("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=legend, class_="reliability")


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _tick(share: float) -> list[Element]:
    label = f"{share:.0%}"
    return [
        node("path", d=f"M{LEFT} {_y(share):.1f}H{WIDTH - RIGHT}", class_="grid"),
        node("text", label, x=f"{LEFT - 8}", y=f"{_y(share) + 4:.1f}", text_anchor="end"),
        node("text", label, x=f"{_x(share):.1f}", y=f"{HEIGHT - BOTTOM + 18}", text_anchor="middle"),
    ]


def _bar(one: Bin) -> Element:
    top = _y(one.accuracy or 0.0)
    return _column(one, top, _y(0) - top, "accuracy")


def _mark(one: Bin) -> Element:
    """A line across the bar at the mean confidence: where it would end."""
    y = _y(one.confidence or 0.0)
    return node("path", d=f"M{_x(one.lower) + _GAP:.1f} {y:.1f}H{_x(one.upper) - _GAP:.1f}", class_="confidence")


def _pointer_text(one: Bin) -> Element:
    column = _column(one, TOP, _y(0) - TOP, "pointer")
    sure, right = percent(one.confidence or 0.0), percent(one.accuracy or 0.0)
    column.append(node("title", f"{plural(one.images, 'answer')}: {sure} sure, {right} right"))
    return column


def _column(one: Bin, top: float, height: float, class_: str) -> Element:
    left, width = _x(one.lower) + _GAP, _x(one.upper) - _x(one.lower) - 2 * _GAP
    place = {"x": f"{left:.1f}", "y": f"{top:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}
    return node("rect", class_=class_, **place)


def _in_words(reliability: Reliability) -> str:
    excess = reliability.overconfidence
    if abs(excess) < _ALIKE:
        verdict = "On the whole the model is as sure as it is right."
    else:
        manner = "surer than it is" if excess > 0 else "less sure than it is"
        verdict = f"The model is {manner} right, by {100 * abs(excess):.1f} points on average."
    return f"{verdict} Bars end at the accuracy, lines mark the mean confidence; they meet where both agree."
