"""Values of a specification in the words of the window."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

from core.experiment.differences import Difference
from core.experiment.fields import Kind, SpecField
from workbench.state.numbers import number_text
from workbench.views.signs import NONE, TIMES

_PROPER = {"relu": "ReLU", "leaky_relu": "Leaky ReLU", "numpy": "NumPy", "rgb": "RGB", "SGD": "SGD", "tpe": "TPE"}
_LONGEST_VALUE = 40


def choice_word(word: str) -> str:
    """A word of a specification as a person writes it: "he_normal" is "He normal"."""
    if word in _PROPER or not word.islower() or any(sign.isdigit() for sign in word):
        return _PROPER.get(word, word)
    return word.replace("_", " ").capitalize()


def names_text(value: Any) -> str:
    """A list of names on one line, those with a comma in quotes; what is no list stands as it was typed."""
    if not isinstance(value, list):
        return "" if value is None else str(value)
    return ", ".join(f'"{name}"' if "," in str(name) else str(name) for name in value)


def typed_names(text: str) -> list[str] | None:
    """The names on a line, where a comma inside of quotes belongs to the name; None where there are none."""
    names = next(csv.reader([text], skipinitialspace=True), [])
    return [name.strip() for name in names if name.strip()] or None


def weights_text(value: Any) -> str:
    """Names with a weight each on one line; what is none stands as it was typed."""
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{name}: {number_text(weight)}" for name, weight in value.items())


def typed_weights(text: str) -> dict[str, float] | str:
    """The weights on a line, by name; the line itself where it is to be understood in no other way."""
    weights: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, colon, weight = part.rpartition(":")
        try:
            weights[name.strip()] = float(weight)
        except ValueError:
            return text
        if not colon or not name.strip():
            return text
    return weights


def settings_of(layer: Mapping[str, Any], fields: tuple[SpecField, ...]) -> str:
    """A layer's settings in short: its first one, and those that are not as usual."""
    shown = [field for place, field in enumerate(fields) if place == 0 or layer.get(field.name) != field.default]
    return " · ".join(_setting(field, layer.get(field.name)) for field in shown)


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape with thousands separated."""
    return f" {TIMES} ".join(f"{length:,}" for length in shape)


def change_text(change: Difference) -> str:
    """What became of a field."""
    if change.kind:
        entry = change.new or change.old
        return f"{entry['type']} {change.kind}"
    return f"{_value_text(change.old)} → {_value_text(change.new)}"


def memory_text(size: int) -> str:
    """A number of bytes."""
    megabytes = size / 1e6
    if megabytes >= 1_000:
        return f"{megabytes / 1_000:,.1f} GB"
    return f"{megabytes:.0f} MB" if megabytes >= 10 else f"{megabytes:.1f} MB"


def seconds_text(seconds: float) -> str:
    """A time that is known roughly."""
    if seconds < 0.1:
        return "< 0.1 s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3_600:.1f} h"


def _setting(field: SpecField, value: Any) -> str:
    if field.kind is Kind.CHOICE:
        return choice_word(str(value))
    if field.kind is Kind.FLAG:
        return f"{field.label.lower()}: {'yes' if value else 'no'}"
    text = number_text(value) or NONE
    return f"{text} {field.unit}" if field.unit else f"{field.label.lower()} {text}"


def _value_text(value: Any) -> str:
    if value is None or value in ("", {}):
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    text = str(value.get("type", "on")) if isinstance(value, dict) else names_text(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
