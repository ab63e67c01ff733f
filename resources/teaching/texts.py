"""The one way to the texts that explain, which are tables in TOML beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from resources.teaching.markup import plain

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Term:
    """One entry of the glossary.

    Attributes:
        key: What links name.
        term: What it is called.
        text: What it is, with links.
        source: The paper, equation or section that it comes from.
        formula: In Unicode, a line a formula; empty where none helps.
        also: Other names of it.
        see: Keys of entries to read next.
    """

    key: str
    term: str
    text: str
    source: str
    formula: str = ""
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldText:
    """What is to be said of a field of an experiment, beyond its one line of help.

    Attributes:
        text: What it does and which values are usual, with links.
        formula: As in `Term`.
        picture: The name of a picture that the window draws; empty for none.
        term: Key of the glossary's entry about it; empty where the field is no term of the trade.
    """

    text: str
    formula: str = ""
    picture: str = ""
    term: str = ""


@dataclass(frozen=True)
class PageText:
    """What is to be said of a page of the window.

    Attributes:
        title: What it is called.
        text: What it is for, with links.
        first: What to do first.
        keys: Shortcuts, and what they do.
    """

    title: str
    text: str
    first: str
    keys: Mapping[str, str]


@cache
def terms() -> Mapping[str, Term]:
    """The glossary by key, sorted by term."""
    entries = _read("glossary").items()
    found = [Term(key, **{name: _frozen(value) for name, value in entry.items()}) for key, entry in entries]
    return {one.key: one for one in sorted(found, key=lambda one: one.term.lower())}


@cache
def field_texts() -> Mapping[str, FieldText]:
    """By specification and field, such as "SGD.momentum"; one text may be of several fields."""
    return {name: FieldText(**entry) for names, entry in _read("fields").items() for name in names.split()}


@cache
def page_texts() -> Mapping[str, PageText]:
    """By the page's key."""
    return {key: PageText(**entry) for key, entry in _read("pages").items()}


def found_terms(words: str) -> list[Term]:
    """The entries that words are about, the nearest first: by name, by another name, then by the text.

    Args:
        words: What somebody typed; nothing finds all.
    """
    wanted = words.strip().lower()
    ranked = [(_rank(one, wanted), one) for one in terms().values()]
    return [one for rank, one in sorted(ranked, key=lambda pair: pair[0]) if rank < len(_RANKS)]


_RANKS: tuple[Callable[[Term, str], bool], ...] = (
    lambda one, wanted: wanted in {one.key, one.term.lower()},
    lambda one, wanted: one.term.lower().startswith(wanted),
    lambda one, wanted: wanted in one.term.lower() or any(wanted in name.lower() for name in one.also),
    lambda one, wanted: wanted in plain(one.text).lower(),
)


def _rank(one: Term, wanted: str) -> int:
    return next((place for place, holds in enumerate(_RANKS) if holds(one, wanted)), len(_RANKS))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
