"""The fields of the specifications as data: what a form has to know of them, read from the specifications."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from core.experiment.base import Spec

_BOUND_WORDS = {"ge": "at least {}", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}


class Kind(Enum):
    """What a field holds."""

    WHOLE = "a whole number"
    NUMBER = "a number"
    TEXT = "text"
    FLAG = "yes or no"
    CHOICE = "one of several words"
    NAMES = "a list of names"
    WEIGHTS = "names with a number each"
    GROUP = "fields of its own"
    VARIANT = "fields of its own, which depend on its type"
    LIST = "a list of entries, each of a type"


@dataclass(frozen=True)
class SpecField:
    """One field.

    Attributes:
        name: As in the specification.
        kind: What it holds.
        help: One line, for people.
        unit: What a number counts or is measured in.
        default: What a new specification starts with, as plain values.
        is_optional: Whether it may be empty (None).
        bounds: "ge", "gt", "le" and "lt", where a number has them.
        choices: The words of a choice, the types of a variant or of a list's entries.
        parts: The fields inside: a group's under "", those of each type under its name.
        when: Another field beside it and its words for which this one has an effect, as in `base.field`.
        owner: Name of the specification that it is a field of, such as "SGD"; empty where there is none.
    """

    name: str
    kind: Kind
    help: str = ""
    unit: str = ""
    default: Any = None
    is_optional: bool = False
    bounds: Mapping[str, float] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    parts: Mapping[str, tuple[SpecField, ...]] = field(default_factory=dict)
    when: tuple[str, tuple[str, ...]] | None = None
    owner: str = ""

    @property
    def label(self) -> str:
        """The name in plain words: "Learning rate"."""
        return self.name.replace("_", " ").capitalize()

    @property
    def is_number(self) -> bool:
        """Whether it holds a number of either kind."""
        return self.kind in {Kind.WHOLE, Kind.NUMBER}

    @property
    def range_words(self) -> str:
        """The bounds in words: "at least 0, less than 1"; empty where there are none."""
        return ", ".join(_BOUND_WORDS[bound].format(f"{limit:,}") for bound, limit in self.bounds.items())

    def allows(self, value: float) -> bool:
        """Whether a number is within the bounds."""
        low, high = self.bounds.get("ge", value), self.bounds.get("le", value)
        above, below = self.bounds.get("gt"), self.bounds.get("lt")
        return low <= value <= high and (above is None or value > above) and (below is None or value < below)

    def matters(self, values: Mapping[str, Any]) -> bool:
        """Whether the field has an effect, given the values of those beside it."""
        if self.when is None:
            return True
        name, words = self.when
        return values.get(name) in words if words else bool(values.get(name))

    def fields_in(self, value: Any) -> tuple[SpecField, ...]:
        """The fields inside this one, where it holds `value`."""
        if not isinstance(value, dict):
            return ()
        return self.parts.get("" if self.kind is Kind.GROUP else str(value.get("type")), ())


@cache
def fields_of(spec: type[Spec]) -> tuple[SpecField, ...]:
    """The fields of a specification in their order; those that can have one value alone are left out."""
    described = (field_of(spec, name) for name in spec.model_fields)
    return tuple(one for one in described if one.kind is not Kind.CHOICE or len(one.choices) > 1)


def field_of(spec: type[Spec], name: str) -> SpecField:
    """One field of a specification, whose others may be of kinds that no form has."""
    return replace(_described(name, spec.model_fields[name]), owner=spec.__name__)


def defaults_of(fields: tuple[SpecField, ...]) -> dict[str, Any]:
    """What each field starts with."""
    return {one.name: one.default for one in fields}


def with_defaults(value: Any, fields: tuple[SpecField, ...]) -> Any:
    """A copy of a draft, or of a part of one, in which every field that was left out has its default.

    What has another form than the fields is returned as it is.
    """
    if not isinstance(value, dict):
        return value
    filled = {name: given for name, given in value.items() if name not in {one.name for one in fields}}
    for one in fields:
        given = value.get(one.name, one.default)
        if one.kind is Kind.LIST and isinstance(given, list):
            filled[one.name] = [with_defaults(entry, one.fields_in(entry)) for entry in given]
        else:
            filled[one.name] = with_defaults(given, one.fields_in(given))
    return filled


def leaf_paths(draft: dict[str, Any], fields: tuple[SpecField, ...]) -> Iterator[str]:
    """Paths of all that people can change in a draft; see `leaves`."""
    return (path for path, _ in leaves(draft, fields))


def leaves(draft: dict[str, Any], fields: tuple[SpecField, ...], prefix: str = "") -> Iterator[tuple[str, SpecField]]:
    """All that people can change in a draft, by path: fields that have none inside them, and the lists of entries."""
    for one in fields:
        path, value = f"{prefix}{one.name}", draft.get(one.name)
        if one.kind is Kind.LIST and isinstance(value, list):
            yield path, one
            for place, entry in enumerate(value):
                yield from leaves(entry, one.fields_in(entry), f"{path}[{place}].")
        elif one.kind in {Kind.GROUP, Kind.VARIANT, Kind.LIST}:
            yield from leaves(value if isinstance(value, dict) else {}, one.fields_in(value), f"{path}.")
        else:
            yield path, one


def _described(name: str, info: FieldInfo) -> SpecField:
    extra = info.json_schema_extra
    known: dict[str, Any] = extra if isinstance(extra, dict) else {}
    bounds = {
        bound: getattr(constraint, bound)
        for constraint in info.metadata
        for bound in _BOUND_WORDS
        if hasattr(constraint, bound)
    }
    inner, is_optional = _without_none(info.annotation)
    kind, choices, parts = _form_of(inner)
    default = None if info.is_required() else _plain(info.default)
    return SpecField(
        name,
        kind,
        help=info.description or "",
        unit=known.get("unit", ""),
        default=default,
        is_optional=is_optional,
        bounds=bounds,
        choices=choices,
        parts=parts,
        when=known.get("when"),
    )


def _form_of(annotation: Any) -> tuple[Kind, tuple[str, ...], dict[str, tuple[SpecField, ...]]]:
    """Kind, choices and fields inside, of an annotation that is not optional."""
    simple = {bool: Kind.FLAG, int: Kind.WHOLE, float: Kind.NUMBER, str: Kind.TEXT}
    if annotation in simple:
        return simple[annotation], (), {}
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return Kind.CHOICE, tuple(str(word) for word in arguments), {}
    if origin is dict or (origin is tuple and arguments[0] is str):
        return Kind.WEIGHTS if origin is dict else Kind.NAMES, (), {}
    if origin is tuple:
        types_of_entries = _variants(arguments[0])
        return Kind.LIST, tuple(types_of_entries), types_of_entries
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return Kind.GROUP, (), {"": fields_of(annotation)}
    variants = _variants(annotation)
    return Kind.VARIANT, tuple(variants), variants


def _variants(annotation: Any) -> dict[str, tuple[SpecField, ...]]:
    """The specifications of a union, by the type that tells them apart."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return {spec.model_fields["type"].default: fields_of(spec) for spec in get_args(annotation)}


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) not in {Union, types.UnionType} or type(None) not in get_args(annotation):
        return annotation, False
    (inner,) = (one for one in get_args(annotation) if one is not type(None))
    return inner, True


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, Spec) else value
