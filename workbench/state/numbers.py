"""Numbers as people type them: from text to a value and back, and one step up or down from what stands there."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation
from typing import Any

from core.experiment.fields import Kind, SpecField

_STEP_FROM_ZERO = Decimal("0.001")
_STEP_OF_SHARES = Decimal("0.1")


def number_text(value: Any) -> str:
    """A value of a number field as text; what is no number stands as it was typed."""
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value):
        return repr(value).removesuffix(".0")
    return str(value)


def typed_number(text: str, field: SpecField) -> int | float | str | None:
    """What was typed into a number field: the number, None for nothing where that is allowed, or else the text."""
    text = text.strip()
    if not text and field.is_optional:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def stepped(text: str, direction: int, field: SpecField) -> str:
    """The number one step further up (1) or down (-1); unchanged where the bounds allow none.

    A step is one unit of the first digit, or of the next one where that would lead to the end of what makes sense: a
    rate of 0.01 goes on to 0.02 or 0.009, and a share of 0.9 to 0.91 or 0.8, since 1 is not allowed.
    """
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        return text
    if not value.is_finite():
        return text
    for unit in _units(value, direction, field):
        candidate = value + direction * unit
        crosses_zero = candidate * value < 0
        if field.allows(float(candidate)) and not crosses_zero:
            return number_text(int(candidate) if field.kind is Kind.WHOLE else float(candidate))
    return text


def _units(value: Decimal, direction: int, field: SpecField) -> tuple[Decimal, ...]:
    """Step sizes to try, the preferred one first."""
    one = Decimal(1)
    if field.kind is Kind.WHOLE or field.unit or not field.allows(float(value)):
        return (one,)
    if not value:
        is_share = "lt" in field.bounds or field.bounds.get("le") == 1
        return (_STEP_OF_SHARES if is_share else _STEP_FROM_ZERO,)
    low, high = abs(value), Decimal(str(field.bounds["lt"])) - value if "lt" in field.bounds else None
    is_near_high = high is not None and high < low
    room = high if is_near_high and high is not None else low
    unit = one.scaleb(room.adjusted())
    # From 0.01 down there are nine numbers before zero, and from 0.9 up as many before 1 where 1 is not allowed.
    leaves_no_room = room == unit and (direction > 0) == is_near_high
    return (unit / 10, unit) if leaves_no_room else (unit, unit / 10)
