"""What was changed in a draft: by path, from what to what."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True)
class Difference:
    """One place where two drafts differ.

    Attributes:
        path: Of the field, as it is in the new draft; of a removed entry, as it was in the old one.
        old: Its value before; for a whole entry of a list, the entry or None.
        new: Its value now, likewise.
        kind: `ADDED` or `REMOVED` for a whole entry, otherwise empty.
    """

    path: str
    old: Any
    new: Any
    kind: str = ""


def differences(old: Any, new: Any, path: str = "") -> Iterator[Difference]:
    """Where `new` differs from `old`, in the order of the fields.

    Entries of lists are matched first, so that one put in at the top is one difference and not as many as follow it.
    """
    if isinstance(old, dict) and isinstance(new, dict) and old.get("type") == new.get("type"):
        for name in [*new, *(name for name in old if name not in new)]:
            yield from differences(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif _has_entries(old) and _has_entries(new):
        yield from _between_lists(old, new, path)
    elif old != new:
        yield Difference(path, old, new)


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _between_lists(old: list[Any], new: list[Any], path: str) -> Iterator[Difference]:
    before, after = ([json.dumps(entry, sort_keys=True) for entry in entries] for entries in (old, new))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind != "equal":
            yield from _between_runs(old[first:last], new[new_first:new_last], path, first, new_first)


def _between_runs(old: list[Any], new: list[Any], path: str, first: int, new_first: int) -> Iterator[Difference]:
    """Differences where nothing is equal: pairs of one type are one entry that was changed, others came or went."""
    by_type = difflib.SequenceMatcher(None, [_type(one) for one in old], [_type(one) for one in new], autojunk=False)
    for kind, start, end, new_start, new_end in by_type.get_opcodes():
        if kind == "equal":
            for place in range(end - start):
                number = new_first + new_start + place
                yield from differences(old[start + place], new[new_start + place], f"{path}[{number}]")
            continue
        for place in range(start, end):
            yield Difference(f"{path}[{first + place}]", old[place], None, REMOVED)
        for place in range(new_start, new_end):
            yield Difference(f"{path}[{new_first + place}]", None, new[place], ADDED)


def _type(entry: dict[str, Any]) -> str:
    return str(entry.get("type"))
