"""Whether the program was started with a command or with something to open in the window.

Imports next to nothing: the window does not wait for the command line, nor a command for Qt.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from core.files import exists

COMMANDS = frozenset(
    {
        "bench",
        "calibrate",
        "committee",
        "data",
        "demo",
        "evaluate",
        "glossary",
        "models",
        "predict",
        "recipes",
        "reproduce",
        "runs",
        "sweep",
        "sweeps",
        "tensorboard",
        "train",
    }
)
"""The first words that the command line knows, whatever files have the same names."""


def opens_window(arguments: Sequence[str]) -> bool:
    """Whether the arguments are for the window: none at all, or paths.

    A word is a path where it looks like one, so that a misspelled path is answered as a path, or where there is a file
    of that name.
    """
    if not arguments:
        return True
    first = arguments[0]
    if first in COMMANDS or first.startswith("-"):
        return False
    return looks_like_path(first) or exists(Path(first))


def looks_like_path(word: str) -> bool:
    """Whether a word has what no command has: a folder in front, an ending, or ~."""
    return word.startswith("~") or "." in word or any(separator in word for separator in (os.sep, os.altsep or os.sep))


def paths_of(arguments: Sequence[str]) -> list[Path]:
    """Whole paths, which mean the same wherever they are read; links stay as they were named."""
    return [Path(os.path.abspath(os.path.expanduser(argument))) for argument in arguments]  # noqa: PTH100, PTH111
