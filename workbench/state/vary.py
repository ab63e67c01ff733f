"""Which fields of a draft a sweep varies, and how: plain values by path, which may be wrong while they are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.errors import WorkbenchError
from core.experiment.draft import Draft, FieldError, InvalidExperimentError
from core.experiment.fields import Kind, SpecField, fields_of, leaf_paths
from core.experiment.spec import Experiment
from core.sweeps.space import SearchSpace, space_from
from core.sweeps.varied import Varied

Vary = Mapping[str, dict[str, Any]]
"""By the path of the field: the fields of a `Range` or of `Choices`."""

_VARIED = {Kind.WHOLE, Kind.NUMBER, Kind.CHOICE, Kind.FLAG}
_LAYER = re.compile(r"^network\.layers\[(\d+)\]")
_FACTOR = 10
_LEAST_SHARE, _MOST_SHARE = 0.5, 0.9
_FROM_NOTHING = (1e-5, 1e-2)


def can_vary(field: SpecField) -> bool:
    """Whether a sweep can vary a field."""
    return field.kind in _VARIED


def first_vary(field: SpecField, path: str, value: Any) -> dict[str, Any]:
    """How a field varies that somebody has just ticked: around the value that it has."""
    if field.kind is Kind.FLAG:
        return {"type": "choices", "path": path, "values": [False, True]}
    if field.kind is Kind.CHOICE:
        return {"type": "choices", "path": path, "values": list(field.choices)}
    low, high, log = _span(field, value if isinstance(value, int | float) else 0)
    return {"type": "range", "path": path, "low": low, "high": high, "log": log, "step": None}


def _span(field: SpecField, value: float) -> tuple[float, float, bool]:
    """Where the numbers around a value begin and end, and whether by factors; within the bounds of the field."""
    least, most = field.bounds.get("ge", field.bounds.get("gt")), field.bounds.get("le", field.bounds.get("lt"))
    is_share = most == 1
    if field.kind is Kind.WHOLE:
        low, high = value // 2, max(2 * value, value + 2)
    elif is_share:
        low, high = least or 0.0, max(_LEAST_SHARE, min(2 * value, _MOST_SHARE))
    elif value > 0:
        low, high = value / _FACTOR, value * _FACTOR
    else:
        low, high = _FROM_NOTHING
    low, high = _allowed(field, low, least, value), _allowed(field, high, most, value)
    return _neat(low, field), _neat(high, field), field.kind is Kind.NUMBER and not is_share and low > 0


def _allowed(field: SpecField, end: float, bound: float | None, value: float) -> float:
    """An end that the field allows: the bound where it lies beyond, or half-way to one that is not allowed itself."""
    if bound is None or field.allows(end):
        return end
    return bound if field.allows(bound) else (bound + value) / 2


def _neat(value: float, field: SpecField) -> float:
    return int(value) if field.kind is Kind.WHOLE else float(f"{value:.6g}")


def vary_of(space: SearchSpace) -> dict[str, dict[str, Any]]:
    """What a search space varies."""
    return {one.path: _plain(one) for one in space.vary}


def _plain(varied: Varied) -> dict[str, Any]:
    return varied.model_dump(mode="json")


def kept_vary(kept: Any) -> dict[str, dict[str, Any]]:
    """What was kept from an earlier start; nothing where that has another form."""
    return {path: how for path, how in kept.items() if isinstance(how, dict)} if isinstance(kept, dict) else {}


def followed(vary: Vary, before: Draft, after: Draft) -> dict[str, dict[str, Any]]:
    """What varies after a change: layers may have moved, and fields may be gone."""
    if not vary:
        return {}
    places = _places(before["network"]["layers"], after["network"]["layers"])
    moved = {path: _moved(path, places) for path in vary}
    # What no form shows, such as the type of the optimizer, varies all the same where a file says so.
    gone = _fields(before) - _fields(after)
    return {new: vary[old] | {"path": new} for old, new in moved.items() if new and not (old == new and old in gone)}


def _places(before: list[Any], after: list[Any]) -> dict[int, int]:
    """Where layers are now, by where they were; told by what they are, and where they were all copied, by their place.

    Changes of the list of layers leave those as they are that it keeps; changes within one copy all of them.
    """
    where = {id(layer): place for place, layer in enumerate(before)}
    found = {where[id(layer)]: place for place, layer in enumerate(after) if id(layer) in where}
    if len(before) == len(after):
        kept = set(found.values())
        found |= {place: place for place in range(len(after)) if place not in found and place not in kept}
    return found


def _moved(path: str, places: dict[int, int]) -> str:
    """Where a field is now; empty where it is gone."""
    match = _LAYER.match(path)
    if match is None:
        return path
    place = places.get(int(match.group(1)))
    return "" if place is None else f"network.layers[{place}]{path[match.end() :]}"


def _fields(draft: Draft) -> set[str]:
    return set(leaf_paths(draft, fields_of(Experiment)))


def faults_of_vary(draft: Draft, vary: Vary) -> dict[str, FieldError]:
    """What is wrong first with how each field varies, by path; the error's path is that of the part: "low"."""
    faults: dict[str, FieldError] = {}
    for path, how in vary.items():
        try:
            space_from({"name": "Vary", "base": draft, "vary": [how]})
        except InvalidExperimentError as error:
            first = error.errors[0]
            faults[path] = FieldError(first.path.rpartition(".")[2], first.message.removeprefix(f"{path} "))
        except WorkbenchError as error:
            faults[path] = FieldError("", error.message)
    return faults
