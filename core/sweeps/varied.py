"""The fields that a search varies, and the values that each may take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from core.experiment.base import Spec, field
from core.experiment.draft import FieldError, InvalidExperimentError, draft_of, validate, with_value
from core.experiment.fields import Kind, fields_of, leaves
from core.experiment.spec import Experiment

Scalar = bool | int | float | str | None
_DIGITS = 6


class Range(Spec):
    """Numbers between two bounds, both included."""

    type: Literal["range"] = "range"
    path: str = field(..., min_length=1, max_length=200, help="The field, as in --set: optimizer.learning_rate.")
    low: float = field(..., help="The lowest value.")
    high: float = field(..., help="The highest value.")
    log: bool = field(False, help="Try as many between 0.001 and 0.01 as between 0.01 and 0.1.")
    step: float | None = field(None, gt=0, help="Only low, low + step, low + 2 step and so on; empty: any between.")
    points: int = field(5, ge=2, le=1_000, help="Grid: how many values, evenly spread, where there is no step.")


class Choices(Spec):
    """Some values, one as good as the other."""

    type: Literal["choices"] = "choices"
    path: str = field(..., min_length=1, max_length=200, help="The field, as in --set: optimizer.type.")
    values: tuple[Scalar, ...] = field(..., min_length=1, max_length=1_000, help="Words, numbers, true, false, null.")


Varied = Annotated[Range | Choices, Field(discriminator="type")]


def grid_values(varied: Varied, *, whole: bool) -> tuple[Scalar, ...]:
    """The values of a field in a grid, in their order and without repeats.

    Args:
        varied: The field.
        whole: Whether it holds whole numbers.
    """
    if isinstance(varied, Choices):
        return varied.values
    if varied.step is not None:
        # Half a step of grace: 0.1 + 2 * 0.1 is a little more than 0.3.
        steps = math.floor((varied.high - varied.low) / varied.step + 1e-9)
        numbers = [varied.low + place * varied.step for place in range(steps + 1)]
    else:
        numbers = list(_spread(varied))
    rounded = [round(number) if whole else float(f"{number:.{_DIGITS}g}") for number in numbers]
    return tuple(dict.fromkeys(rounded))


def is_whole(base: Experiment, varied: Varied) -> bool:
    """Whether a field of an experiment holds whole numbers.

    Raises:
        WorkbenchError: There is no such field, or it cannot have the first of its values.
    """
    first = varied.low if isinstance(varied, Range) else varied.values[0]
    # The value is set so that a field inside a group that is empty (early stopping) is there.
    draft = draft_of(validate(with_value(draft_of(base), varied.path, first)))
    found = dict(leaves(draft, fields_of(Experiment))).get(varied.path)
    return found is not None and found.kind is Kind.WHOLE


def faults_of(base: Experiment, varied: Varied, where: str) -> Iterator[FieldError]:
    """What is wrong with a varied field; nothing where every value at its ends is one that the field allows.

    Args:
        base: The experiment whose field it is.
        varied: The field.
        where: Path of `varied` in the search space.

    Raises:
        WorkbenchError: The experiment has no such field.
    """
    if isinstance(varied, Choices):
        for place, value in enumerate(varied.values):
            yield from _value_faults(base, varied.path, value, f"{where}.values[{place}]")
        return
    faults = list(_range_faults(varied, where))
    for name, value in (("low", varied.low), ("high", varied.high)):
        if not any(fault.path == f"{where}.{name}" for fault in faults):
            faults += _value_faults(base, varied.path, value, f"{where}.{name}")
    yield from faults
    if not faults and is_whole(base, varied):
        for name in ("low", "high", "step"):
            if not float(getattr(varied, name) or 0).is_integer():
                yield FieldError(f"{where}.{name}", f"must be a whole number, as {varied.path} is")


def _value_faults(base: Experiment, path: str, value: Scalar, where: str) -> Iterator[FieldError]:
    try:
        validate(with_value(draft_of(base), path, value))
    except InvalidExperimentError as error:
        for fault in error.errors:
            yield FieldError(where, f"{fault.path} {fault.message}")


def _range_faults(varied: Range, where: str) -> Iterator[FieldError]:
    if varied.high <= varied.low:
        yield FieldError(f"{where}.high", f"must be more than low, {varied.low:g}, got {varied.high:g}")
    if varied.log and varied.low <= 0:
        yield FieldError(f"{where}.low", f"must be more than 0 on a logarithmic scale, got {varied.low:g}")
    if varied.log and varied.step is not None:
        yield FieldError(f"{where}.step", "must be empty on a logarithmic scale")


def _spread(varied: Range) -> Iterator[float]:
    for place in range(varied.points):
        share = place / (varied.points - 1)
        if varied.log:
            yield varied.low * (varied.high / varied.low) ** share
        else:
            yield varied.low + (varied.high - varied.low) * share


def set_values(base: Experiment, values: dict[str, Any]) -> dict[str, Any]:
    """A draft of an experiment with some of its fields set, in their order."""
    draft = draft_of(base)
    for path, value in values.items():
        draft = with_value(draft, path, value)
    return draft
