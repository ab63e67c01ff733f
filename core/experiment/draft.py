"""Drafts: an experiment while it is being edited, as a plain dict that may be wrong.

Validating a draft gives an `Experiment`, or messages that name the field by its path, as it is written on the command
line: `network.layers[1].units: must be at least 1, got 0`.
"""

from __future__ import annotations

import copy
import difflib
import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import WorkbenchError
from core.experiment.base import Spec
from core.experiment.spec import SCHEMA_VERSION, Experiment

Draft = dict[str, Any]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_PHRASES = {
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "must have a type",
    "model_type": "must be a group of fields",
    "model_attributes_type": "must be a group of fields",
    "tuple_type": "must be a list",
    "finite_number": "must be a finite number",
    "extra_forbidden": "is not a field that exists",
    "missing": "must be given",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have {max_length} or fewer entries",
    "string_too_short": "must have {min_length} or more characters",
    "string_too_long": "must have {max_length} or fewer characters",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "value_error": "{error}",
}
_SPEAK_FOR_THEMSELVES = ("missing", "extra_forbidden", "string_too_long")


@dataclass(frozen=True)
class FieldError:
    """One field of a draft that cannot stand.

    Attributes:
        path: Where, e.g. `network.layers[1].units`.
        message: What is wrong and what was received, e.g. "must be at least 1, got 0".
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InvalidExperimentError(WorkbenchError):
    """A draft that is no experiment; `errors` has every field concerned."""

    def __init__(self, errors: list[FieldError], where: str = "The experiment") -> None:
        lines = "; ".join(str(error) for error in errors)
        super().__init__(f"{where} is not valid: {lines}.", "Correct the fields named.")
        self.errors = errors
        self._where = where

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.errors, self._where)


def draft_of(experiment: Experiment) -> Draft:
    """A draft that validates to the same experiment."""
    return experiment.model_dump(mode="json")


def errors_of(draft: Draft, kind: type[Spec] = Experiment) -> list[FieldError]:
    """Every field that cannot stand, in the order of the fields; empty where the draft is a valid experiment.

    Args:
        draft: Field names to plain values, nested.
        kind: What the draft is to describe, where that is no experiment.
    """
    try:
        kind.model_validate(draft)
    except ValidationError as error:
        return [_field_error(draft, details) for details in error.errors(include_url=False)]
    return []


def validate(draft: Any, where: str = "The experiment") -> Experiment:
    """The experiment that a draft describes.

    Args:
        draft: Field names to plain values, nested; anything else, as a file may hold it, is an error like others.
        where: How a message calls it, such as "The recipe plain.json".

    Raises:
        InvalidExperimentError: With one entry for each field that cannot stand.
        WorkbenchError: A newer program wrote it.
    """
    check_version(draft, where)
    if errors := errors_of(draft):
        raise InvalidExperimentError(errors, where)
    return Experiment.model_validate(draft)


def check_version(draft: Any, where: str) -> None:
    """Refuse what a newer program wrote.

    Raises:
        WorkbenchError: It did; `where` is how the message calls it.
    """
    version = draft.get("schema_version") if isinstance(draft, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise WorkbenchError(
            f"{where} was written by a newer version of this program (format {version}, known: {SCHEMA_VERSION}).",
            "Update the program to open it.",
        )


def parse_value(text: str) -> Any:
    """What `--set path=text` means: JSON where it is JSON (numbers, true, null, lists), otherwise the text itself."""
    try:
        return json.loads(text)
    # Besides text that is not JSON: whole numbers of thousands of digits, and lists nested as deeply.
    except (ValueError, RecursionError):
        return text


def with_value(draft: Draft, path: str, value: Any) -> Draft:
    """A copy of `draft` in which the field at `path` has the given value.

    A field inside one that is empty (early stopping) fills it with defaults. A new type (of an optimizer or a layer)
    leaves none of the old type's settings.

    Raises:
        WorkbenchError: The path leads through something that does not exist; the hint names what is near.
    """
    changed = copy.deepcopy(draft)
    *parents, last = _steps(path)
    container: Any = changed
    for step in parents:
        if _descend(container, step, path) is None:
            container[step] = {}
        container = container[step]
    if last == "type" and isinstance(container, dict) and value != container.get("type"):
        container.clear()
    elif container != {}:
        _descend(container, last, path)
    container[last] = value
    return changed


def value_at(draft: Draft, path: str) -> Any:
    """The value of the field at `path`; None inside a group that is empty.

    Raises:
        WorkbenchError: As `with_value`.
    """
    value: Any = draft
    for step in _steps(path):
        value = None if value is None else _descend(value, step, path)
    return value


def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = [int(index) if index else name for name, index in _STEP.findall(path)]
    if not steps:
        raise WorkbenchError("The name of the field to set is empty.", "Write it as optimizer.learning_rate=0.01.")
    return steps


def _descend(container: Any, step: str | int, path: str) -> Any:
    if isinstance(container, dict) and step in container:
        return container[step]
    if isinstance(container, list) and isinstance(step, int):
        if step < len(container):
            return container[step]
        raise WorkbenchError(f"{path}: there are only {len(container)} entries.", "They are counted from 0.")
    known = [str(key) for key in container] if isinstance(container, dict) else []
    near = difflib.get_close_matches(str(step), known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Here are: {', '.join(known)}." if known else ""
    raise WorkbenchError(f"{path}: there is no field {step}.", hint)


def _field_error(draft: Draft, details: ErrorDetails) -> FieldError:
    phrase = _PHRASES.get(details["type"])
    message = phrase.format(**details.get("ctx", {})) if phrase else details["msg"]
    received = details["input"]
    if details["type"] not in _SPEAK_FOR_THEMSELVES and isinstance(received, str | int | float | bool | None):
        message = f"{message}, got {json.dumps(received)}"
    return FieldError(_path(draft, details["loc"]), message)


def _path(draft: Draft, location: tuple[int | str, ...]) -> str:
    """Write a location as a path, without the union tags that pydantic adds (`layers, 1, Dense, units`)."""
    path, value = "", draft
    for step in location:
        if isinstance(value, dict) and step not in value and step == value.get("type"):
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
        try:
            value = value[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            value = {}
    return path
