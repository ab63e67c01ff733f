"""The parts that scripts are put together from: real code, in `resources/scripts`, with places to fill in."""

from __future__ import annotations

from string import Template

import resources


def part(name: str, **places: str) -> str:
    """A part of a script, such as "numpy/dense", without an empty line at its end.

    Args:
        name: Folder and file.
        **places: What to put at each `$place` of it.
    """
    text = resources.path("scripts", f"{name}.py.txt").read_text(encoding="utf-8").rstrip("\n")
    return Template(text).substitute(places) if places else text


def indented(lines: str, levels: int) -> str:
    """Lines of code, so many levels further in."""
    return "\n".join(f"{'    ' * levels}{line}" for line in lines.splitlines())
