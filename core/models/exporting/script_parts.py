"""The parts that scripts are put together from: real code, in `resources/scripts`, with places to fill in."""

from __future__ import annotations

from string import Template
from typing import Final

import resources

WIDTH: Final = 120
"""Of a line, in letters."""


def part(name: str, **places: str) -> str:
    """A part of a script, such as "numpy/dense", without an empty line at its end.

    Args:
        name: Folder and file.
        **places: What to put at each `$place` of it.
    """
    text = resources.path("scripts", f"{name}.py.txt").read_text(encoding="utf-8").rstrip("\n")
    return Template(text).substitute(places) if places else text


def entry(call: str, levels: int) -> str:
    """A call as an entry of a list so many levels in, on several lines where one would be too long."""
    margin, inner = "    " * levels, "    " * (levels + 1)
    line = f"{margin}{call},"
    if len(line) <= WIDTH:
        return line
    name, _, rest = call.partition("(")
    arguments = rest.removesuffix(")")
    if len(inner) + len(arguments) <= WIDTH:
        return f"{margin}{name}(\n{inner}{arguments}\n{margin}),"
    lines = "\n".join(f"{inner}{argument}," for argument in _split(arguments))
    return f"{margin}{name}(\n{lines}\n{margin}),"


def _split(arguments: str) -> list[str]:
    """At the commas that are in no brackets; there are none in the names of layers."""
    parts, depth = [""], 0
    for letter in arguments:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def indented(lines: str, levels: int) -> str:
    """Lines of code, so many levels further in."""
    return "\n".join(f"{'    ' * levels}{line}" for line in lines.splitlines())
