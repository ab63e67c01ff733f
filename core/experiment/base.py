"""The base of all specifications, and fields that carry their own bounds, unit and help."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Spec(BaseModel):
    """Immutable, strict about unknown fields and non-finite numbers: a typing error never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def field(default: Any, *, help: str, unit: str = "", **bounds: Any) -> Any:  # noqa: A002 - the word users see
    """A field with everything a form, a command line or an error message has to know about it.

    Args:
        default: The value a new specification starts with; `...` where one must be given.
        help: One line, for people.
        unit: What the number counts or is measured in; empty for pure numbers.
        **bounds: `ge`, `gt`, `le`, `lt`, `min_length`, `max_length`, as in pydantic.
    """
    return Field(default, description=help, json_schema_extra={"unit": unit} if unit else None, **bounds)
