"""Files that ship with the program, and the one way to reach them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The path of a shipped file or folder, e.g. `path("recipes")`."""
    return ROOT.joinpath(*parts)
