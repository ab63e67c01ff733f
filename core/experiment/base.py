"""The base of all specifications, and fields that carry their own bounds, unit and help."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Spec(BaseModel):
    """Immutable, strict about unknown fields and non-finite numbers: a typing error never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def field(
    default: Any,
    *,
    help: str,  # noqa: A002 - the word users see
    unit: str = "",
    when: tuple[str, tuple[str, ...]] | None = None,
    **bounds: Any,
) -> Any:
    """A field with everything a form, a command line or an error message has to know about it.

    Args:
        default: The value a new specification starts with; `...` where one must be given.
        help: One line, for people.
        unit: What the number counts or is measured in; empty for pure numbers.
        when: Another field of the same specification, and its words for which this one has an effect; no words for any
            value but 0 or False. Without that, this one is allowed and ignored.
        **bounds: `ge`, `gt`, `le`, `lt`, `min_length`, `max_length`, as in pydantic.
    """
    extra: dict[str, Any] = ({"unit": unit} if unit else {}) | ({"when": when} if when else {})
    return Field(default, description=help, json_schema_extra=extra or None, **bounds)
