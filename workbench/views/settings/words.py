"""The settings as fields of a form, and their values in words."""

from __future__ import annotations

from typing import Any

from core.experiment.fields import Kind, SpecField
from workbench.state.settings import DEFAULTS, FIELDS


def field_of(name: str) -> SpecField:
    """What a form has to know of a setting."""
    setting, default = FIELDS[name], getattr(DEFAULTS, name)
    is_number = _kind(name) is Kind.WHOLE
    return SpecField(
        name,
        _kind(name),
        help=setting.help,
        unit=setting.unit,
        default=default,
        is_optional=is_number,
        bounds={"ge": 1, "le": setting.most} if is_number else {},
        choices=tuple(word_of(name, value) for value in setting.choices),
    )


def word_of(name: str, value: Any) -> Any:
    """A value as the form shows it: shares and sizes as percent."""
    if not FIELDS[name].choices or isinstance(value, str):
        return value
    return f"{value:.0%}" if isinstance(value, float) else f"{value}%"


def value_of(name: str, word: Any) -> Any:
    """What a word of the form stands for."""
    return next((value for value in FIELDS[name].choices if word_of(name, value) == word), word)


def fault_of(name: str) -> str:
    """What is to be said of a value that a setting cannot have."""
    field = field_of(name)
    return f"must be {field.range_words}, or empty" if field.is_number else f"at most {FIELDS[name].most} letters"


def _kind(name: str) -> Kind:
    default = getattr(DEFAULTS, name)
    if FIELDS[name].choices:
        return Kind.CHOICE
    if isinstance(default, bool):
        return Kind.FLAG
    return Kind.TEXT if isinstance(default, str) else Kind.WHOLE
