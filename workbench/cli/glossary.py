"""`workbench glossary`: the field's terms in short."""

from __future__ import annotations

import difflib
import textwrap
from dataclasses import asdict
from typing import Annotated

import typer

from core.errors import WorkbenchError
from resources.teaching.markup import plain
from resources.teaching.texts import Term, found_terms, terms
from workbench.cli.output import JsonOption, print_json, say

_WIDTH = 100


def glossary(
    words: Annotated[list[str] | None, typer.Argument(metavar="[TERM]", help="A term, or words of its text.")] = None,
    json: JsonOption = False,
) -> None:
    """Explain a term; without one, list all of them."""
    asked = " ".join(words or [])
    found = found_terms(asked)
    if not found:
        near = difflib.get_close_matches(asked.lower(), [one.term.lower() for one in terms().values()], n=1)
        hint = f"Did you mean {near[0]}?" if near else "`workbench glossary` lists all terms."
        raise WorkbenchError(f"The glossary has nothing about {asked}.", hint)
    if json:
        print_json({"terms": [_as_plain_values(one) for one in found]})
    elif not asked:
        say("\n".join(f"{one.key:24}{_first_sentence(one)}" for one in found))
    else:
        _print_term(found[0])
        if len(found) > 1:
            say(f"\nAlso about {asked}: {', '.join(one.key for one in found[1:])}")


def _print_term(one: Term) -> None:
    say(f"{one.term} ({', '.join(one.also)})" if one.also else one.term)
    say(textwrap.fill(plain(one.text), _WIDTH))
    for line in plain(one.formula).splitlines():
        say(f"    {line}")
    say(f"Source: {one.source}")
    say(f"See also: {', '.join(one.see)}")


def _first_sentence(one: Term) -> str:
    return f"{plain(one.text).partition('. ')[0].rstrip('.')}."


def _as_plain_values(one: Term) -> dict[str, object]:
    return asdict(one) | {"text": plain(one.text), "formula": plain(one.formula)}
